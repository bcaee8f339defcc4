import { Queue } from 'bullmq';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queuePrefix, requestQueue } from '../../src/contract/names.ts';
import type { DelayedRequests, Incoming } from '../../src/ports.ts';
import { openDelayedRequests } from '../../src/queue/delayed.ts';
import { type Connection, openPatientConnection } from '../../src/redis/connection.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

let redis: TestRedis;
let connection: Connection;
let delayed: DelayedRequests;
let queue: Queue;
beforeAll(async () => {
  redis = await startRedis({ tcp: true });
  connection = openPatientConnection(redis.url);
  await connection.connect();
  delayed = openDelayedRequests(connection);
  queue = new Queue(requestQueue, { connection: { url: redis.url }, prefix: queuePrefix });
});
afterAll(async () => {
  await Promise.all([delayed.close(), queue.close()]);
  connection.disconnect();
  await redis.stop();
});

const hold = (jobId: string, delay: number) =>
  queue.add('challenge', { of: jobId }, { jobId, delay, timestamp: 1_000 });

describe('delayed requests', () => {
  it('are shown as any job is, and those for which it is time are released', async () => {
    for (const id of ['keep-me', 'release-me']) await hold(id, 1e11);
    await queue.add('challenge', {}, { jobId: 'never-held' });
    const seen: Incoming[] = [];
    const released = await delayed.release((job) => {
      seen.push(job);
      return job.id === 'release-me';
    });
    expect(released).toBe(1);
    expect(seen.map(({ id }) => id).sort()).toEqual(['keep-me', 'release-me']);
    expect(seen.find(({ id }) => id === 'keep-me')).toEqual({
      id: 'keep-me',
      data: { of: 'keep-me' },
      enqueuedAt: 1_000,
    });
    expect((await queue.getDelayed()).map(({ id }) => id)).toEqual(['keep-me']);
    expect((await queue.getWaiting()).map(({ id }) => id).sort()).toEqual(['never-held', 'release-me']);
  });

  it('are released once, whoever is faster', async () => {
    await hold('raced-for', 1e11);
    const released = await Promise.all(
      Array.from({ length: 8 }, () => delayed.release(({ id }) => id === 'raced-for')),
    );
    expect(released.reduce((sum, count) => sum + count)).toBe(1);
    expect((await queue.getWaiting()).filter(({ id }) => id === 'raced-for')).toHaveLength(1);
  });

  it('that are held back the longest are looked at first: a crowd of others hides none', async () => {
    await queue.addBulk(
      Array.from({ length: 300 }, (_, n) => ({ name: 'x', data: {}, opts: { jobId: `crowd-${n}`, delay: 1e10 } })),
    );
    await hold('for-a-century', 3e12);
    expect(await delayed.release(({ id }) => id === 'for-a-century')).toBe(1);
  });
});
