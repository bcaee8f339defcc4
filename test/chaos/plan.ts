import { chance } from './chance.ts';
import type { ChaosOptions } from './options.ts';

/** Something to be done to a process, at a time counted from the start. */
export interface PlannedFault {
  readonly atMs: number;
  readonly kind:
    | 'worker killed, aimed'
    | 'worker killed'
    | 'webhooks killed'
    | 'Redis killed'
    | 'worker frozen'
    | 'worker frozen past its lock'
    | 'webhooks frozen'
    | 'Redis frozen';
  /** How long it stays frozen, or down. */
  readonly ms: number;
}
type Kind = PlannedFault['kind'];

const kills: readonly (readonly [Kind, number])[] = [
  ['worker killed, aimed', 0.48],
  ['worker killed', 0.17],
  ['webhooks killed', 0.2],
  ['Redis killed', 0.15],
];
const freezes: readonly (readonly [Kind, number])[] = [
  ['worker frozen', 0.3],
  ['worker frozen past its lock', 0.15],
  ['webhooks frozen', 0.2],
  ['Redis frozen', 0.35],
];

/** The faults of a run, evenly over its time and in an order that the seed chooses. */
export function planFaults(options: ChaosOptions): PlannedFault[] {
  const luck = chance(options.seed, 'plan');
  const kinds = [...share(kills, options.kills), ...share(freezes, options.freezes)];
  const order = kinds.map((kind) => ({ kind, rank: luck.roll() })).sort((a, b) => a.rank - b.rank);
  // The first second belongs to the start, the last fault to the end.
  const gapMs = (options.seconds * 1_000 - 1_500) / Math.max(1, order.length);
  return order.map(({ kind }, index) => {
    const atMs = 1_000 + index * gapMs + luck.between(0, Math.floor(gapMs));
    return { atMs, kind, ms: kind === 'worker frozen past its lock' ? luck.between(12_000, 14_000) : lasting(kind) };
  });
  function lasting(kind: Kind): number {
    return kind === 'Redis killed' ? luck.between(50, 1_200) : luck.between(1_000, 3_000);
  }
}

/** So many in all, each kind by its share; what rounding leaves over is of the first kind. */
function share(shares: readonly (readonly [Kind, number])[], count: number): Kind[] {
  const dealt = shares.flatMap(([kind, part]) => Array.from({ length: Math.floor(part * count) }, () => kind));
  const first = shares[0]?.[0];
  const left = Array.from({ length: count - dealt.length }, () => first);
  return [...dealt, ...left].filter((kind) => kind !== undefined);
}
