import { chance } from './chance.ts';
import type { ChaosOptions } from './options.ts';

/** One challenge to ask for. Everything about it follows from the seed and its number. */
export interface Ask {
  readonly id: string;
  readonly request: Record<string, unknown>;
  /** By the product's own client, or as a job with options of a stranger's choosing. */
  readonly by: 'client' | 'stranger';
  readonly jobOptions: Record<string, unknown>;
  /** Asked once more by a stranger, for another number, after so many milliseconds. */
  readonly againAfterMs: number | undefined;
  /** The only outcome that it may have, where the request decides that by itself. */
  readonly due: 'invalid-request' | 'country-blocked' | 'not-sent' | undefined;
}

/** Asking stops a little before the faults do, so that the last challenges are hit by some too. */
export const askSeconds = ({ seconds }: ChaosOptions): number => seconds * 0.92;
/** No challenge lives much longer than this past the last fault: what was lost for good ends with its lifetime. */
const latestEndSeconds = 24;
/** The least that the contract allows. */
const lifetimeMinSeconds = 30;

const strangeOptions: readonly Record<string, unknown>[] = [
  {},
  { attempts: 0 },
  { attempts: 3, backoff: { type: 'exponential', delay: 1 } },
  { removeOnComplete: false, removeOnFail: false },
  { removeOnComplete: { age: 3_600 }, lifo: true },
  { priority: 5 },
  { delay: 1_500 },
  { timestamp: Date.UTC(2100, 0) },
  { timestamp: 0 },
];

export function askNumber(options: ChaosOptions, index: number): Ask {
  const luck = chance(options.seed, 'ask', index);
  const id = `chaos-${options.seed}-${String(index).padStart(6, '0')}`;
  const plannedAt = (index / options.challenges) * askSeconds(options);
  const longest = Math.max(lifetimeMinSeconds, Math.floor(options.seconds + latestEndSeconds - plannedAt));
  const lifetimeSeconds = Math.min(luck.between(42, 60), longest);
  const number = `+1212${2_000_000 + index}`;
  const base = { lifetimeSeconds, app: 'default', subject: id, metadata: { index: String(index) } };
  const kind = luck.roll();
  const common = { id, againAfterMs: luck.happens(0.04) ? luck.between(500, 15_000) : undefined };
  const stranger = { ...common, by: 'stranger', jobOptions: luck.pick(strangeOptions) } as const;
  if (kind < 0.01) return { ...stranger, request: { ...base, to: number, channel: 'fax' }, due: 'invalid-request' };
  const voice = { ...base, to: number, channel: 'voice', method: 'pound' };
  if (kind < 0.02) return { ...stranger, request: { ...voice, to: '+31612345678' }, due: 'country-blocked' };
  if (kind < 0.03)
    return { ...stranger, jobOptions: { timestamp: Date.now() - 3_600_000 }, request: voice, due: 'not-sent' };
  const request = ordinary(kind, index, luck.between(0, 4), voice);
  const asked = luck.happens(0.5) ? ({ ...common, by: 'client', jobOptions: {} } as const) : stranger;
  return { ...asked, request, due: undefined };
}

function ordinary(kind: number, index: number, few: number, voice: Record<string, unknown>): Record<string, unknown> {
  // A switchboard: several challenges for one number at a time, so that looking a lost call up finds strangers' calls.
  if (kind < 0.09) return { ...voice, to: `+1213${2_000_000 + Math.floor(index / 100)}` };
  if (kind < 0.19) return { ...voice, next: [{ channel: 'sms', method: 'reply', afterSeconds: few }] };
  if (kind < 0.6) return voice;
  return { ...voice, channel: 'sms', method: 'reply' };
}
