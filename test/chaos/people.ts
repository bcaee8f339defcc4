import { chance } from './chance.ts';

/** What will become of a call: chosen by the seed before it rings. */
const voiceFates = {
  'presses-pound': 34,
  'wrong-key-then-pound': 8,
  'three-wrong-keys': 6,
  'reports-fraud': 6,
  'stays-silent': 6,
  'hangs-up': 8,
  busy: 8,
  'no-answer': 8,
  unreachable: 4,
  'answers-late': 12,
} as const;
const textFates = {
  replies: 34,
  'wrong-then-right': 10,
  'five-wrong': 8,
  'replies-zero': 8,
  'never-replies': 8,
  undelivered: 10,
  'replies-late': 22,
} as const;

export type VoiceFate = keyof typeof voiceFates;
export type TextFate = keyof typeof textFates;

/** Somebody with a phone. */
export interface Person<Fate> {
  readonly fate: Fate;
  /** Until they pick up, or the text is read. */
  readonly ringMs: number;
  /** Before each key. */
  readonly thinkMs: number;
  /**
   * Still undecided when a job that died with its worker comes back (its lock of 10 s and up to 10 s of looking for it):
   * only such a person can be rung twice, so kills are aimed at the workers that ring them.
   */
  readonly slow: boolean;
}

const lateMs = [21_000, 25_000] as const;

export const personCalled = (seed: number, ref: string): Person<VoiceFate> =>
  meet(seed, ref, voiceFates, 'answers-late');
export const personTexted = (seed: number, ref: string): Person<TextFate> => meet(seed, ref, textFates, 'replies-late');

function meet<Fate extends string>(
  seed: number,
  ref: string,
  fates: Readonly<Record<Fate, number>>,
  late: Fate,
): Person<Fate> {
  const luck = chance(seed, 'person', ref);
  const fate = draw(fates, luck.roll());
  const slow = fate === late;
  const ringMs = slow ? luck.between(...lateMs) : luck.between(100, 2_500);
  return { fate, slow, ringMs, thinkMs: luck.between(20, 800) };
}

function draw<Fate extends string>(weights: Readonly<Record<Fate, number>>, roll: number): Fate {
  const entries = Object.entries(weights) as [Fate, number][];
  let left = roll * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [fate, weight] of entries) {
    left -= weight;
    if (left < 0) return fate;
  }
  throw new Error('weights end before the roll does');
}
