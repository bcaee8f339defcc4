import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { budgetOf, intervalMicros, scarcest } from '../../src/challenge/rate.ts';

const rate = { count: 5, seconds: 600 };
const minutes = (count: number) => count * 60_000_000;

describe('what is left of a limit', () => {
  it.each([
    [0, 5, 0],
    [minutes(2), 4, 120],
    [minutes(2) - 1, 4, 120],
    [minutes(3), 3, 60],
    [minutes(10), 0, 120],
    [minutes(8) + 1, 0, 1],
    [minutes(8), 1, 120],
  ])('with %s microseconds to pay off is %s, and one more after %s s', (ahead, remaining, freesInSeconds) => {
    expect(budgetOf('perNumber', rate, ahead)).toEqual({ limit: 'perNumber', rate, remaining, freesInSeconds });
  });

  it('is exact for every rate: as many as it allows are taken at once, the next when it says so', () => {
    const rates = fc.record({
      count: fc.integer({ min: 1, max: 1_000_000 }),
      seconds: fc.integer({ min: 1, max: 2_592_000 }),
    });
    fc.assert(
      fc.property(rates, fc.double({ min: 0, max: 1, noNaN: true }), (some, share) => {
        const interval = intervalMicros(some);
        const ahead = Math.floor(interval * some.count * share);
        const { remaining, freesInSeconds } = budgetOf('perIp', some, ahead);
        // As enter.lua decides.
        expect(remaining > 0).toBe(ahead + interval <= interval * some.count);
        const later = Math.max(0, ahead - freesInSeconds * 1_000_000);
        expect(budgetOf('perIp', some, later).remaining).toBeGreaterThanOrEqual(Math.min(some.count, remaining + 1));
      }),
    );
  });

  it('of several numbers is that of the scarcest', () => {
    const [full, half] = [budgetOf('perNumber', rate, 0), budgetOf('perNumber', rate, minutes(5))];
    const day = budgetOf('perNumber', { count: 10, seconds: 86_400 }, 0);
    expect(scarcest([full, day, half])).toEqual([half, day]);
    expect(scarcest([half, full])).toEqual([half]);
  });
});
