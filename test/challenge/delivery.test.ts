import { expect, test } from 'vitest';
import { isDead, nextTryMs } from '../../src/challenge/delivery.ts';

test('a result is tried seven times in some six minutes, three of them while a person still waits', () => {
  const gaps = [1, 2, 3, 4, 5, 6].map((tries) => nextTryMs(tries) ?? Number.NaN);
  expect(gaps).toEqual([500, 2_000, 5_000, 15_000, 60_000, 300_000]);
  expect(nextTryMs(7)).toBeUndefined();
});

test('whoever asks for more patience gets it, up to five minutes, and never a try sooner', () => {
  expect(nextTryMs(1, 7_000)).toBe(7_000);
  expect(nextTryMs(3, 1_000)).toBe(5_000);
  expect(nextTryMs(1, 86_400_000)).toBe(300_000);
  expect(nextTryMs(7, 7_000)).toBeUndefined();
});

test('an address is dead after ten failures in a row over two minutes, and not before either', () => {
  expect(isDead({ failures: 10, since: 0 }, 120_000)).toBe(true);
  expect(isDead({ failures: 9, since: 0 }, 3_600_000)).toBe(false);
  expect(isDead({ failures: 1_000, since: 0 }, 119_999)).toBe(false);
});
