import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createRest } from '../../src/queue/rest.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function worker() {
  const said: string[] = [];
  return { said, pause: async () => void said.push('pause'), resume: async () => void said.push('resume') };
}

it('a few errors are no reason to rest, and many over a long time are none', () => {
  const { said, ...worked } = worker();
  const rest = createRest(worked, Date.now);
  for (let second = 0; second < 100; second++) {
    for (let error = 0; error < 5; error++) rest.met();
    vi.advanceTimersByTime(1_000);
  }
  expect(said).toEqual([]);
  expect(rest.isResting()).toBe(false);
});

it('rests twice as long each time, five seconds at most, and short again after a good while', () => {
  const { said, ...worked } = worker();
  const rest = createRest(worked, Date.now);
  const restedMs = () => {
    for (let error = 0; error < 6; error++) rest.met();
    const began = Date.now();
    while (rest.isResting()) vi.advanceTimersByTime(500);
    return Date.now() - began;
  };
  expect(Array.from({ length: 7 }, restedMs)).toEqual([1_000, 2_000, 4_000, 5_000, 5_000, 5_000, 5_000]);
  vi.advanceTimersByTime(121_000);
  expect(restedMs()).toBe(1_000);
  expect(said.filter((word) => word === 'pause')).toHaveLength(8);
  expect(said.filter((word) => word === 'resume')).toHaveLength(8);
});

it('goes on no more once it was stopped', () => {
  const { said, ...worked } = worker();
  const rest = createRest(worked, Date.now);
  for (let error = 0; error < 6; error++) rest.met();
  rest.stop();
  vi.advanceTimersByTime(60_000);
  expect(said).toEqual(['pause']);
});
