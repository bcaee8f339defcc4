import { performance } from 'node:perf_hooks';
import type { Clock } from '../ports.ts';

export interface RedisClock extends Clock {
  /** Takes what Redis just said the time was. */
  observe(seconds: string, microseconds: string): number;
}

/**
 * Redis time between two looks at it, carried by the process's monotonic clock: a node whose wall clock is an hour off, or
 * jumps, still expires a challenge at the same moment as all others.
 */
export function createRedisClock(): RedisClock {
  let offset: number | undefined;
  return {
    observe(seconds, microseconds) {
      const now = Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000);
      offset = now - performance.now();
      return now;
    },
    now() {
      if (offset === undefined) throw new Error('Redis has not told the time yet');
      return Math.floor(performance.now() + offset);
    },
  };
}
