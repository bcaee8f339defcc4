import { Queue as BullQueue } from 'bullmq';
import type { Redis } from 'ioredis';
import { queuePrefix, requestQueue } from '../contract/names.ts';
import type { DelayedRequests } from '../ports.ts';

/** Looked at in one round: those held back the longest, since the others come by themselves. */
const countMax = 200;

/** The connection must be ready: BullMQ asks the server about itself at once. */
export function openDelayedRequests(connection: Redis): DelayedRequests {
  const options = { connection, prefix: queuePrefix, skipWaitingForReady: true, skipVersionCheck: true };
  const queue = new BullQueue(requestQueue, options);
  // The connection reports its own errors; without a listener BullMQ would end the process.
  queue.on('error', () => undefined);
  return {
    async release(isTime) {
      const latestFirst = await queue.getJobs(['delayed'], 0, countMax - 1, false);
      const due = latestFirst.filter(({ id, data, timestamp }) =>
        isTime({ id: String(id), data, enqueuedAt: timestamp }),
      );
      // One that another process was faster with is no longer delayed.
      const released = await Promise.allSettled(due.map((job) => job.promote()));
      return released.filter(({ status }) => status === 'fulfilled').length;
    },
    close: () => queue.close(),
  };
}
