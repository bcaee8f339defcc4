import { performance } from 'node:perf_hooks';
import type { Channel } from '../src/challenge/challenge.ts';
import type { Job } from '../src/challenge/jobs.ts';
import type { Log } from '../src/log.ts';
import type { QueueWithPlaces } from '../src/ports/place.ts';
import type { Clock, Consumer, Handler, Queue } from '../src/ports.ts';
import type { Fenced } from './dispatch.ts';

export interface AtOnceOptions {
  /** Dispatches that run at the same time; more go to the queue. */
  readonly concurrency: number;
  /** Channels without a rate: a rate holds for all processes together, and only the queue knows it. */
  readonly channels: ReadonlySet<Channel>;
}

/** What runs here: whole dispatches, and those whose fence was committed with their challenge. */
export interface AtOnceWork {
  readonly dispatch: Handler;
  readonly goOn: (fenced: Fenced) => Promise<void>;
}

/** A queue that need not be gone through by what this process can do itself, once it has begun to work. */
export interface AtOnce extends QueueWithPlaces {
  /** From now on, and until the consumer is closed, dispatches run here while there is room. */
  begin(work: AtOnceWork, options: AtOnceOptions): Consumer;
}

/**
 * Runs dispatches in the process that caused them instead of sending them through the queue and fetching them back: half of
 * what Redis has to do for a challenge, and most of the wait of somebody whose phone is to ring. The queue gets what there
 * is no room for, what has a rate, and everything of a process that only serves HTTP.
 *
 * Nothing is promised by it that the queue would promise: a dispatch that is lost with its process, or that fails, is
 * handed over again by the sweep, since its attempt still waits; one that runs twice meets the fence.
 */
export function createAtOnce({ queue, clock, log }: { queue: Queue; clock: Clock; log: Log }): AtOnce {
  const running = new Set<Promise<void>>();
  let working: (AtOnceWork & AtOnceOptions) | undefined;
  const workFor = (job: Job) =>
    working !== undefined &&
    job.type === 'dispatch' &&
    working.channels.has(job.channel) &&
    running.size < working.concurrency
      ? working
      : undefined;
  const run = (challengeId: string, work: () => Promise<void>) => {
    const one = work()
      .catch((error) => log.warn({ challengeId, error }, 'not dispatched at once; the sweep takes it up'))
      .finally(() => running.delete(one));
    running.add(one);
  };
  return {
    async hand(jobs) {
      const others: Job[] = [];
      for (const job of jobs) {
        const work = workFor(job);
        if (work === undefined) others.push(job);
        else run(job.id, async () => await work.dispatch({ id: job.id, data: job, enqueuedAt: clock.now() }));
      }
      if (others.length > 0) await queue.hand(others);
    },
    take(job) {
      const work = workFor(job);
      if (work === undefined) return undefined;
      // The time is taken before the fence is committed: who is late by it asks the provider no more.
      const asked = performance.now();
      const { promise, resolve } = Promise.withResolvers<() => Promise<void>>();
      run(job.id, async () => await (await promise)());
      return {
        goOn: (stored, attempt, nonce) => resolve(() => work.goOn({ stored, attempt, nonce, asked })),
        giveBack: () => resolve(async () => undefined),
      };
    },
    begin(work, options) {
      working = { ...work, ...options };
      return {
        async close() {
          working = undefined;
          await Promise.all(running);
        },
      };
    },
  };
}
