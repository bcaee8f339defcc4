/** Token buckets as arithmetic: how full one is follows from a single time (GCRA), so Redis keeps one number for each. */
import type { Rate, Rates } from './app.ts';

/** What a refusal names: a limit as the file of apps calls it. */
export type LimitName = keyof Rates | 'failuresPerDay';

/** What is left of a limit. `freesInSeconds`: until one more may be asked; 0 when none is missing. */
export interface Budget {
  readonly limit: keyof Rates;
  readonly rate: Rate;
  readonly remaining: number;
  readonly freesInSeconds: number;
}

/** Time in which one challenge is paid off. Whole microseconds, so that no sum of them loses one to rounding. */
export const intervalMicros = ({ count, seconds }: Rate): number => Math.ceil((seconds * 1_000_000) / count);

/** `aheadMicros`: the time that paying off all that was taken will still need. */
export function budgetOf(limit: keyof Rates, rate: Rate, aheadMicros: number): Budget {
  const interval = intervalMicros(rate);
  const used = Math.ceil(aheadMicros / interval);
  const untilNextMicros = aheadMicros - Math.max(0, used - 1) * interval;
  return {
    limit,
    rate,
    remaining: Math.max(0, rate.count - used),
    freesInSeconds: Math.ceil(untilNextMicros / 1_000_000),
  };
}

/** Of limits that each concern several numbers, what is left of the scarcest. */
export function scarcest(budgets: readonly Budget[]): Budget[] {
  const byPolicy = new Map<string, Budget>();
  for (const budget of budgets) {
    const name = policyName(budget);
    const other = byPolicy.get(name);
    if (other === undefined || isScarcer(budget, other)) byPolicy.set(name, budget);
  }
  return [...byPolicy.values()];
}

/** One app may have several limits of a kind: their time tells them apart, and the count if that is the same. */
export const policyName = ({ limit, rate }: Pick<Budget, 'limit' | 'rate'>): string =>
  `${limit}-${rate.count}-${rate.seconds}`;

const isScarcer = (one: Budget, other: Budget): boolean =>
  one.remaining < other.remaining || (one.remaining === other.remaining && one.freesInSeconds > other.freesInSeconds);
