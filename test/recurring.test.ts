import { expect, it } from 'vitest';
import { recurring } from '../src/recurring.ts';

it('tells trouble at once, then every ten seconds at most, with how often it came', () => {
  let now = 0;
  const told: unknown[] = [];
  const met = recurring(
    (error, times) => told.push([error, times]),
    () => now,
  );
  met('first');
  for (now = 1; now < 10_000; now += 250) met('again');
  expect(told).toEqual([['first', 1]]);
  now = 10_000;
  met('still');
  expect(told).toEqual([
    ['first', 1],
    ['still', 41],
  ]);
  now = 60_000;
  met('much later');
  expect(told.at(-1)).toEqual(['much later', 1]);
});
