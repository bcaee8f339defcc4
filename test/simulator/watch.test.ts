import { expect, it } from 'vitest';
import { createWatch } from '../../simulator/watch.ts';

it('answers at once when it is so already, and as soon as it becomes so', async () => {
  const watch = createWatch();
  let state = 'idle';
  expect(await watch.until(() => state, 1_000)).toBe('idle');
  const ringing = watch.until(() => (state === 'ringing' ? state : undefined), 1_000);
  state = 'ringing';
  watch.changed();
  expect(await ringing).toBe('ringing');
});

it('gives up after its time, when the asker is gone, and when it is released', async () => {
  const watch = createWatch();
  const never = () => undefined;
  expect(await watch.until(never, 1)).toBeUndefined();
  const gone = new AbortController();
  const abandoned = watch.until(never, 60_000, gone.signal);
  gone.abort();
  expect(await abandoned).toBeUndefined();
  const released = watch.until(never, 60_000);
  watch.release();
  expect(await released).toBeUndefined();
});

it('lets the waiter that came first take what only one can have', async () => {
  const watch = createWatch();
  const queue: string[] = [];
  const waits = [watch.until(() => queue.shift(), 1_000), watch.until(() => queue.shift(), 1_000)];
  queue.push('one', 'two');
  watch.changed();
  expect(await Promise.all(waits)).toEqual(['one', 'two']);
});
