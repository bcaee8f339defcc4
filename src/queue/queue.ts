import { Queue as BullQueue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Job } from '../challenge/jobs.ts';
import { queuePrefix } from '../contract/names.ts';
import type { Queue } from '../ports.ts';

/** Calls and texts to place, and what has to be done about those placed: that must not wait behind a rate limit. */
export const workQueues = ['voice', 'sms', 'upkeep'] as const;
export type WorkQueue = (typeof workQueues)[number];

/**
 * The Queue port on BullMQ. A queue asks the server about itself when it is made, so it is made at its first use, when a
 * commit has just shown that the connection works. Job ids are made from the challenge: a job handed over twice while its
 * first is still there is one job.
 */
export function createQueue(connection: Redis): Queue & { close(): Promise<void> } {
  const queues = new Map<WorkQueue, BullQueue>();
  const open = (name: WorkQueue): BullQueue => {
    const existing = queues.get(name);
    if (existing !== undefined) return existing;
    const queue = new BullQueue(name, {
      connection,
      prefix: queuePrefix,
      skipWaitingForReady: true,
      skipVersionCheck: true,
    });
    // The connection is ours and reports its own errors; without a listener BullMQ would end the process.
    queue.on('error', () => undefined);
    queues.set(name, queue);
    return queue;
  };
  const finished = { removeOnComplete: true, removeOnFail: true };
  return {
    async hand(jobs) {
      await Promise.all(jobs.map((job) => open(queueOf(job)).add(job.type, job, { jobId: idOf(job), ...finished })));
    },
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
}

const queueOf = (job: Job): WorkQueue => (job.type === 'dispatch' ? job.channel : 'upkeep');

/** BullMQ refuses ids with ":". */
function idOf(job: Job): string {
  switch (job.type) {
    case 'dispatch':
      return `${job.id}.${job.attempt}.${job.round}`;
    case 'look-up':
      return `${job.id}.${job.attempt}.look-up.${job.lookup}`;
    case 'hang-up':
      return `${job.id}.hang-up.${job.sid}`;
    default:
      throw job satisfies never;
  }
}
