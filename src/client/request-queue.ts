import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { queuePrefix, requestJobName, requestQueue } from '../contract/names.ts';
import type { ChallengeRequestInput } from '../contract/request.ts';

/** The way in: one job per challenge. */
export interface RequestQueue {
  /** Resolves when a job can be added without a wait. */
  ready(): Promise<unknown>;
  /** Resolves once Redis has the job. If it rejects the job may be there all the same: the answer may have got lost. */
  add(id: string, request: ChallengeRequestInput): Promise<void>;
}

/**
 * Puts challenges on the queue over `redis`, which has to be ready when a job is added.
 * The id of the job is that of the challenge, so a job that is put twice is there once.
 */
export function openRequestQueue(redis: Redis): RequestQueue {
  let opening: Promise<Queue> | undefined;
  const opened = (): Promise<Queue> => {
    opening ??= openQueue(redis).catch((error: unknown) => {
      // A queue whose first command failed stays broken; the next challenge deserves a new one.
      opening = undefined;
      throw error;
    });
    return opening;
  };
  return {
    ready: opened,
    async add(id, request) {
      const queue = await opened();
      await queue.add(requestJobName, request, { jobId: id, removeOnComplete: true, removeOnFail: true });
    },
  };
}

async function openQueue(redis: Redis): Promise<Queue> {
  // By default BullMQ would wait for a Redis that is down, without end.
  const queue = new Queue(requestQueue, { connection: redis, prefix: queuePrefix, skipWaitingForReady: true });
  // Whoever adds a job gets the error; the connection reports its own.
  queue.on('error', () => {});
  await queue.waitUntilReady();
  return queue;
}
