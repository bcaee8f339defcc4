import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { queuePrefix } from '../../src/contract/names.ts';
import { createLog } from '../../src/log.ts';
import type { ConsumeOptions, Consumer, Handler, Incoming } from '../../src/ports.ts';
import { consume } from '../../src/queue/consume.ts';
import { openPatientConnection } from '../../src/redis/connection.ts';
import { everythingIn } from '../redis/dump.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

let redis: TestRedis;
let client: Redis;
let connection: Redis;
const opened: { close(): Promise<unknown> }[] = [];
const lines: string[] = [];
const log = createLog('debug', { write: (line) => void lines.push(line) });
beforeAll(async () => {
  redis = await startRedis({ tcp: true });
  client = new Redis(redis.url);
  connection = openPatientConnection(redis.url);
  await connection.connect();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()));
});
afterAll(async () => {
  client.disconnect();
  connection.disconnect();
  await redis.stop();
});

const producer = (name: string): Queue => {
  const queue = new Queue(name, { connection: { url: redis.url }, prefix: queuePrefix });
  opened.push(queue);
  return queue;
};
const take = (name: string, handle: Handler, options: ConsumeOptions = { concurrency: 5 }): Consumer => {
  const consumer = consume({ connection, log }, name, handle, options);
  opened.push(consumer);
  return consumer;
};
const secret = 'a-number-in-clear';
const keyOf = (queue: string, rest: string) => `${queuePrefix}:${queue}:${rest}`;

describe('a consumer', () => {
  it('hands over id, data and time of a job, whatever the job is called', async () => {
    const seen: Incoming[] = [];
    take('plain', async (job) => void seen.push(job));
    await producer('plain').add('any name', { a: [1, 'ü'] }, { jobId: 'plain-1', timestamp: 1_234_567 });
    await expect.poll(() => seen).toEqual([{ id: 'plain-1', data: { a: [1, 'ü'] }, enqueuedAt: 1_234_567 }]);
  });

  it('leaves nothing of a finished job, whatever its producer wished to keep', async () => {
    const keeping = [
      { removeOnComplete: false, removeOnFail: false, keepLogs: 1_000 },
      { removeOnComplete: 1_000, removeOnFail: { age: 1e9 }, attempts: 0 },
      { removeOnComplete: { age: 1e9, count: 1e9 }, attempts: 7, backoff: { type: 'exponential', delay: 10 } },
      { deduplication: { id: 'once' }, priority: 10, stackTraceLimit: 100 },
      { lifo: true, delay: 5, priority: 2_097_151 },
    ];
    let done = 0;
    take('keeping', async () => void done++);
    const queue = producer('keeping');
    for (const [n, options] of keeping.entries()) await queue.add('x', { secret }, { jobId: `keep-${n}`, ...options });
    await expect.poll(() => done).toBe(keeping.length);
    await expect.poll(async () => (await everythingIn(client)).includes(secret)).toBe(false);
    expect(await queue.getJobCounts()).toMatchObject({ completed: 0, failed: 0, active: 0, delayed: 0, waiting: 0 });
  });

  it('gives a job back whose handler throws, and takes it again, as often as it takes, whatever its attempts', async () => {
    let runs = 0;
    take('thrown', async () => {
      if (++runs < 3) throw new Error('Redis is away, to +14155550100');
    });
    const queue = producer('thrown');
    await queue.add('x', { secret }, { jobId: 'thrown-1', attempts: 0, removeOnFail: false });
    await expect.poll(() => runs).toBe(3);
    await expect.poll(async () => (await everythingIn(client)).includes(secret)).toBe(false);
    expect(await queue.getFailedCount()).toBe(0);
    expect(lines.filter((line) => line.includes('job put back'))).toHaveLength(2);
    expect(lines.join('')).not.toMatch(/5550100|a-number-in-clear/);
  });

  it('never gives a job up that cannot even be put back: it stays, and comes again when its lock has run out', async () => {
    let runs = 0;
    take('stuck', async () => {
      if (++runs > 1) return;
      // Redis takes no writes: so it is after a failover that left it without a replica.
      await client.config('SET', 'min-replicas-to-write', '1');
      throw new Error('no');
    });
    await producer('stuck').add('x', {}, { jobId: 'stuck-1', attempts: 1, removeOnFail: true });
    await expect.poll(() => lines.some((line) => line.includes('not put back'))).toBe(true);
    await client.config('SET', 'min-replicas-to-write', '0');
    await client.del(keyOf('stuck', 'stuck-1:lock'), keyOf('stuck', 'stalled-check'));
    await client.sadd(keyOf('stuck', 'stalled'), 'stuck-1');
    take('stuck', async () => void runs++);
    await expect.poll(() => runs).toBe(2);
  });

  it('takes over the job of a worker that died, however often that happens', async () => {
    const queue = producer('stalled');
    await queue.add('x', {}, { jobId: 'stalled-1', attempts: 1 });
    const { promise: never, resolve: release } = Promise.withResolvers<void>();
    let runs = 0;
    for (let death = 1; death <= 3; death++) {
      take('stalled', async () => {
        runs++;
        await never;
      });
      await expect.poll(() => runs).toBe(death);
      // As a crash leaves it: active, its lock gone, and seen so by the check that runs every few seconds.
      await client.del(keyOf('stalled', 'stalled-1:lock'), keyOf('stalled', 'stalled-check'));
      await client.sadd(keyOf('stalled', 'stalled'), 'stalled-1');
    }
    let done = 0;
    take('stalled', async () => void done++);
    await expect.poll(() => done).toBe(1);
    release();
  });

  it('finishes what it has taken before it closes, and takes nothing more', async () => {
    const { promise: ready, resolve: finish } = Promise.withResolvers<void>();
    const begun: string[] = [];
    const ended: string[] = [];
    const consumer = take(
      'closing',
      async ({ id }) => {
        begun.push(id);
        await ready;
        ended.push(id);
      },
      { concurrency: 2 },
    );
    const queue = producer('closing');
    for (const id of ['a', 'b', 'c']) await queue.add('x', {}, { jobId: `closing-${id}` });
    await expect.poll(() => begun).toHaveLength(2);
    let closed = false;
    const closing = consumer.close().then(() => {
      closed = true;
    });
    await client.ping();
    expect(closed).toBe(false);
    finish();
    await closing;
    expect(ended).toEqual(['closing-a', 'closing-b']);
    expect(await queue.getWaitingCount()).toBe(1);
    expect(await queue.getActiveCount()).toBe(0);
  });

  it('works on as many jobs at once as it may, and no more', async () => {
    let now = 0;
    let most = 0;
    let done = 0;
    take(
      'many',
      async () => {
        most = Math.max(most, ++now);
        await client.ping();
        now--;
        done++;
      },
      { concurrency: 3 },
    );
    await producer('many').addBulk(
      Array.from({ length: 40 }, (_, n) => ({ name: 'x', data: {}, opts: { jobId: `many-${n}` } })),
    );
    await expect.poll(() => done).toBe(40);
    expect(most).toBe(3);
  });
});

describe('a rate', () => {
  /** When the jobs of a queue were begun, with two workers. */
  async function startsAt(name: string, perSecond: number, count: number): Promise<number[]> {
    const starts: number[] = [];
    await producer(name).addBulk(
      Array.from({ length: count }, (_, n) => ({ name: 'x', data: {}, opts: { jobId: `r-${n}` } })),
    );
    for (let worker = 0; worker < 2; worker++)
      take(name, async () => void starts.push(performance.now()), { concurrency: 50, perSecond });
    await expect.poll(() => starts.length).toBe(count);
    return starts;
  }

  it('holds for all workers together, second by second', async () => {
    const starts = await startsAt('rated', 10, 25);
    const [first = 0] = starts;
    expect(starts.filter((at) => at < first + 900)).toHaveLength(10);
    expect(starts.filter((at) => at < first + 1_900).length).toBeLessThanOrEqual(20);
  });

  it('may be less than one a second', async () => {
    const [first = 0, second = 0] = await startsAt('slow', 0.8, 2);
    expect(second - first).toBeGreaterThan(1_100);
  });

  it('rests when all it asks is refused, says so without filling the log, and goes on once it may', async () => {
    const may = (...rights: string[]) =>
      client.call('ACL', 'SETUSER', 'lesser', 'reset', 'on', '>pw', '&*', '+@all', ...rights);
    await may('~nothing');
    const lesser = openPatientConnection(redis.url.replace('redis://', 'redis://lesser:pw@'));
    await lesser.connect();
    const seen: Incoming[] = [];
    lines.length = 0;
    const consumer = consume({ connection: lesser, log }, 'refused', async (job) => void seen.push(job), {
      concurrency: 5,
    });
    opened.push(consumer);
    await producer('refused').add('any', { a: 1 });
    await expect.poll(() => consumer.trouble?.()).toMatch(/^the queue refused cannot be worked on: .*NOPERM/);
    expect(lines.length).toBeLessThan(5);
    await may('~*');
    await expect.poll(() => seen, { timeout: 5_000 }).toHaveLength(1);
    expect(consumer.trouble?.()).toBeUndefined();
    await consumer.close();
    lesser.disconnect();
  });
});
