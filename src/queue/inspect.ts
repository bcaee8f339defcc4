import { Queue as BullQueue } from 'bullmq';
import type { Redis } from 'ioredis';
import { queuePrefix, requestQueue, resultQueue } from '../contract/names.ts';
import type { QueueFacts } from '../ports/operators.ts';
import { workQueues } from './queue.ts';

/** A look at the queues for operators, which changes nothing. */
export interface QueueInspector {
  facts(now: number): Promise<QueueFacts[]>;
  /** BullMQ's own objects, for Bull Board. */
  readonly queues: () => readonly BullQueue[];
  close(): Promise<void>;
}

const states = ['waiting', 'active', 'delayed', 'failed'] as const;

/** The connection must be ready when this is first used: BullMQ asks the server about itself at once. */
export function createQueueInspector(connection: Redis): QueueInspector {
  let opened: BullQueue[] | undefined;
  const queues = () => {
    opened ??= [requestQueue, ...workQueues, resultQueue].map((name) => {
      const queue = new BullQueue(name, {
        connection,
        prefix: queuePrefix,
        skipWaitingForReady: true,
        skipVersionCheck: true,
      });
      queue.on('error', () => undefined);
      return queue;
    });
    return opened;
  };
  return {
    queues,
    facts: (now) =>
      Promise.all(
        queues().map(async (queue) => {
          const [counts, [first]] = await Promise.all([queue.getJobCounts(...states), queue.getWaiting(0, 0)]);
          return {
            queue: queue.name,
            counts,
            oldestWaitingSeconds: first === undefined ? 0 : Math.max(0, now - first.timestamp) / 1_000,
          };
        }),
      ),
    async close() {
      await Promise.all((opened ?? []).map((queue) => queue.close()));
    },
  };
}
