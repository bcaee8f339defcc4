import { afterEach, describe, expect, it, vi } from 'vitest';
import { createRedisClock } from '../../src/redis/clock.ts';

const told = Date.UTC(2026, 10, 22, 10) / 1_000;
afterEach(() => {
  vi.useRealTimers();
});

describe('the clock', () => {
  it('does not guess: before Redis has told the time there is none', () => {
    expect(() => createRedisClock().now()).toThrow('not told the time');
  });

  it('goes on from what Redis said, by the monotonic clock', () => {
    const clock = createRedisClock();
    const before = performance.now();
    expect(clock.observe(String(told), '250999')).toBe(told * 1_000 + 250);
    const after = performance.now();
    while (performance.now() < after + 5);
    const [asked, now, answered] = [performance.now(), clock.now() - told * 1_000 - 250, performance.now()];
    expect(now).toBeGreaterThanOrEqual(Math.floor(asked - after));
    expect(now).toBeLessThanOrEqual(answered - before);
  });

  it('takes no notice of a wall clock that is wrong or jumps', () => {
    const clock = createRedisClock();
    clock.observe(String(told), '0');
    vi.useFakeTimers({ toFake: ['Date'], now: 0 });
    expect(clock.now()).toBeGreaterThanOrEqual(told * 1_000);
    vi.setSystemTime(Date.UTC(2066, 0));
    expect(clock.now()).toBeLessThan(told * 1_000 + 5_000);
  });

  it('is not set back by an answer that was long on its way, unless there is no better one', () => {
    const clock = createRedisClock();
    clock.observe(String(told), '0');
    clock.observe(String(told - 2), '0', performance.now() - 2_000);
    expect(clock.now()).toBeGreaterThanOrEqual(told * 1_000);
    const slow = createRedisClock();
    slow.observe(String(told), '0', performance.now() - 2_000);
    expect(slow.now()).toBeGreaterThanOrEqual(told * 1_000);
  });

  it('follows Redis when it says otherwise: it is what all nodes share', () => {
    const clock = createRedisClock();
    clock.observe(String(told), '0');
    clock.observe(String(told - 3_600), '0');
    expect(clock.now()).toBeLessThan(told * 1_000);
  });

  it('gives whole milliseconds', () => {
    const clock = createRedisClock();
    clock.observe(String(told), '123456');
    for (let n = 0; n < 100; n++) expect(Number.isInteger(clock.now())).toBe(true);
  });
});
