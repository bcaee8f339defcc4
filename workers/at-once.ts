import type { Channel } from '../src/challenge/challenge.ts';
import type { Job } from '../src/challenge/jobs.ts';
import type { Log } from '../src/log.ts';
import type { Clock, Consumer, Handler, Queue } from '../src/ports.ts';

export interface AtOnceOptions {
  /** Dispatches that run at the same time; more go to the queue. */
  readonly concurrency: number;
  /** Channels without a rate: a rate holds for all processes together, and only the queue knows it. */
  readonly channels: ReadonlySet<Channel>;
}

/** A queue that need not be gone through by what this process can do itself, once it has begun to work. */
export interface AtOnce extends Queue {
  /** From now on, and until the consumer is closed, dispatches run here while there is room. */
  begin(dispatch: Handler, options: AtOnceOptions): Consumer;
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
  let working: { dispatch: Handler; options: AtOnceOptions } | undefined;
  const hasRoom = (job: Job) =>
    working !== undefined &&
    job.type === 'dispatch' &&
    working.options.channels.has(job.channel) &&
    running.size < working.options.concurrency;
  const run = async (job: Job, dispatch: Handler) => {
    try {
      await dispatch({ id: job.id, data: job, enqueuedAt: clock.now() });
    } catch (error) {
      log.warn({ challengeId: job.id, error }, 'not dispatched at once; the sweep hands it over again');
    }
  };
  return {
    async hand(jobs) {
      const others: Job[] = [];
      for (const job of jobs) {
        if (working === undefined || !hasRoom(job)) {
          others.push(job);
          continue;
        }
        const one = run(job, working.dispatch).finally(() => running.delete(one));
        running.add(one);
      }
      if (others.length > 0) await queue.hand(others);
    },
    begin(dispatch, options) {
      working = { dispatch, options };
      return {
        async close() {
          working = undefined;
          await Promise.all(running);
        },
      };
    },
  };
}
