import { performance } from 'node:perf_hooks';
import type { Clock } from '../ports.ts';

export interface RedisClock extends Clock {
  /** Takes what Redis said the time was, asked at `askedAt` on the monotonic clock. An answer that came late says little about now. */
  observe(seconds: string, microseconds: string, askedAt?: number): number;
}

/** The offset is too small by as much as an answer was on its way: by no more than this. */
const lateMs = 100;
const oldMs = 10_000;

/**
 * Redis time between two looks at it, carried by the process's monotonic clock: a node whose wall clock is an hour off, or
 * jumps, still expires a challenge at the same moment as all others.
 */
export function createRedisClock(): RedisClock {
  let offset: number | undefined;
  let observedAt = Number.NEGATIVE_INFINITY;
  return {
    observe(seconds, microseconds, askedAt = performance.now()) {
      const now = Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000);
      const here = performance.now();
      // From a Redis that is always slow a late answer is better than an old one.
      if (here - askedAt < lateMs || here - observedAt > oldMs) {
        offset = now - here;
        observedAt = here;
      }
      return now;
    },
    now() {
      if (offset === undefined) throw new Error('Redis has not told the time yet');
      return Math.floor(performance.now() + offset);
    },
  };
}
