import { type Job, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import {
  partitionOf,
  queuePrefix,
  replyChannel,
  requestQueue,
  resultsChannel,
  resultsStream,
} from '../../src/contract/names.ts';
import type { ChallengeRequestInput } from '../../src/contract/request.ts';
import type { ChallengeResult } from '../../src/contract/result.ts';
import type { TestRedis } from '../support/redis.ts';

/** What the gateway writes with a state: the result in the stream and over pub/sub, in one step. */
const publishScript = `
redis.call('XADD', KEYS[1], '*', 'result', ARGV[1])
for index = 2, #ARGV do redis.call('PUBLISH', ARGV[index], ARGV[1]) end
`;

type Step = { readonly status: 'sent' | 'ringing' | 'answered' | 'delivered' };
type End = { readonly status: 'approved' | 'denied' | 'failed' | 'expired'; readonly reason: string };

/** A result of a challenge, as the gateway would write it. */
export function resultOf(id: string, change: Step | End): ChallengeResult {
  const type = 'reason' in change ? 'challenge.closed' : 'challenge.progress';
  const at = new Date().toISOString();
  const parts = { v: 1, type, id, channel: 'voice', method: 'pound', app: 'default', subject: 's', metadata: {}, at };
  return { ...parts, ...change } as ChallengeResult;
}

/** How much of it reaches those who listen. */
export type Via = 'both' | 'stream only' | 'pub/sub only';

/** The other end of the line, in the hands of a test: takes requests off the queue and publishes what the test says. */
export function startPretendGateway(options: TestRedis['options']) {
  const redis = new Redis({ ...options, maxRetriesPerRequest: null });
  redis.on('error', () => {});
  const workers: Worker[] = [];
  return {
    redis,
    /** Publishes for a client that listens at `replyTo`. */
    async publish(replyTo: string, result: unknown, via: Via = 'both') {
      const { id } = result as ChallengeResult;
      const json = JSON.stringify(result);
      const channels = via === 'stream only' ? [] : [resultsChannel, replyChannel(replyTo)];
      if (via === 'pub/sub only') for (const channel of channels) await redis.publish(channel, json);
      else await redis.eval(publishScript, 1, resultsStream(partitionOf(id)), json, ...channels);
    },
    /** Hands every request on the queue to `take`, with its id. */
    async work(take: (id: string, request: ChallengeRequestInput) => Promise<void>) {
      const worker = new Worker(requestQueue, (job: Job) => take(job.id ?? '', job.data), {
        connection: { ...options, maxRetriesPerRequest: null },
        prefix: queuePrefix,
        concurrency: 50,
      });
      worker.on('error', () => {});
      await worker.waitUntilReady();
      workers.push(worker);
    },
    /** Takes no more requests. */
    async rest() {
      await Promise.all(workers.splice(0).map((worker) => worker.close(true)));
    },
    async stop() {
      await this.rest();
      redis.disconnect();
    },
  };
}
