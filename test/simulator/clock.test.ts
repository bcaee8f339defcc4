import { expect, it } from 'vitest';
import { createClock } from '../../simulator/clock.ts';

const settled = async () => {};

it('fires every timer that falls due, in order of time and then of setting, with the time it was set for', async () => {
  const clock = createClock();
  const start = clock.now();
  const fired: [string, number][] = [];
  const note = (name: string) => () => void fired.push([name, Math.round((clock.now() - start) / 1_000)]);
  clock.after(30_000, note('late'));
  clock.after(10_000, note('early'));
  clock.after(10_000, note('early too'));
  clock.after(90_000, note('beyond'));
  await clock.advance(60_000, settled);
  expect(fired).toEqual([
    ['early', 10],
    ['early too', 10],
    ['late', 30],
  ]);
  expect(Math.round((clock.now() - start) / 1_000)).toBe(60);
  clock.reset();
});

it('fires a timer that was set by another one, when both fall due in the same advance', async () => {
  const clock = createClock();
  const fired: string[] = [];
  clock.after(10_000, () => {
    fired.push('first');
    clock.after(10_000, () => void fired.push('second'));
  });
  await clock.advance(20_000, settled);
  expect(fired).toEqual(['first', 'second']);
});

it('waits for what a timer set off before it fires the next one', async () => {
  const clock = createClock();
  const order: string[] = [];
  let underWay: Promise<void> = Promise.resolve();
  clock.after(1_000, () => {
    underWay = new Promise((resolve) => setImmediate(() => resolve(void order.push('request answered'))));
  });
  clock.after(2_000, () => void order.push('second timer'));
  await clock.advance(5_000, () => underWay);
  expect(order).toEqual(['request answered', 'second timer']);
});

it('keeps a cancelled timer silent and fires by itself in real time', async () => {
  const clock = createClock();
  const fired: string[] = [];
  const cancel = clock.after(1, () => void fired.push('cancelled'));
  cancel();
  await new Promise<void>((resolve) => void clock.after(2, resolve));
  expect(fired).toEqual([]);
});

it('runs two advances one after the other', async () => {
  const clock = createClock();
  const start = clock.now();
  await Promise.all([clock.advance(10_000, settled), clock.advance(20_000, settled)]);
  expect(Math.round((clock.now() - start) / 1_000)).toBe(30);
});

it('cancels the right one of several timers of the same time, once', async () => {
  const clock = createClock();
  const fired: string[] = [];
  const cancels = ['a', 'b', 'c', 'd'].map((name) => clock.after(1_000, () => void fired.push(name)));
  cancels[1]?.();
  cancels[1]?.();
  await clock.advance(1_000, settled);
  cancels[2]?.();
  expect(fired).toEqual(['a', 'c', 'd']);
});

it('keeps the order of thousands of timers set in any order', async () => {
  const clock = createClock();
  const fired: number[] = [];
  for (let i = 0; i < 5_000; i += 1) {
    // Setting them takes real time too, so they lie a minute apart.
    const minutes = 1 + ((i * 7_919) % 5_000);
    clock.after(minutes * 60_000, () => void fired.push(minutes));
  }
  await clock.advance(5_001 * 60_000, settled);
  expect(fired).toHaveLength(5_000);
  expect(fired).toEqual([...fired].sort((one, other) => one - other));
});

it('begins its journey when what is under way has set its timers, so that none is missed by a moment', async () => {
  const clock = createClock();
  const fired: string[] = [];
  let settling = 0;
  await clock.advance(1_000, async () => {
    settling += 1;
    if (settling > 1) return;
    const before = Date.now();
    while (Date.now() === before);
    clock.after(1_000, () => void fired.push('a second after the answer'));
  });
  expect(fired).toEqual(['a second after the answer']);
});
