import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ResultStreams, readResultStreams } from '../../src/client/result-streams.ts';
import { resultsStream } from '../../src/contract/names.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

let server: TestRedis;
let redis: Redis;
let heard: string[];
let streams: ResultStreams;
beforeAll(async () => {
  server = await startRedis();
  redis = new Redis({ ...server.options, maxRetriesPerRequest: 1, retryStrategy: () => 10 });
  redis.on('error', () => {});
});
beforeEach(async () => {
  await redis.flushall();
  heard = [];
  streams = readResultStreams({ redis, deliver: (json) => void heard.push(json) });
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const write = (partition: number, json: string) => redis.xadd(resultsStream(partition), '*', 'result', json);
async function reads(): Promise<number> {
  return Number(/cmdstat_xread:calls=(\d+)/.exec(await redis.info('commandstats'))?.[1] ?? 0);
}

test('begins where a partition was when it was followed, however often that is asked', async () => {
  await write(3, 'before');
  await streams.follow(3);
  await write(3, 'first');
  await streams.follow(3);
  await write(3, 'second');
  await streams.read(3);
  await streams.read(3);
  expect(heard).toEqual(['first', 'second']);
});

test('reads the followed partitions and no others', async () => {
  await Promise.all([streams.follow(3), streams.follow(4)]);
  for (const partition of [3, 4, 5]) await write(partition, `of ${partition}`);
  streams.keep(new Set([4]));
  const before = await reads();
  for (const partition of [3, 4, 5]) await streams.read(partition);
  await streams.readAll();
  expect(heard).toEqual(['of 4']);
  expect((await reads()) - before).toBe(2);
});

test('reads to the end, however much there is, in order and each once', async () => {
  await streams.follow(0);
  const all = Array.from({ length: 1_234 }, (_, n) => `${n}`);
  for (const json of all) void write(0, json);
  await redis.ping();
  await streams.read(0);
  expect(heard).toEqual(all);
});

test('asks once for many who want to know at the same time, and once more for those who came late', async () => {
  await streams.follow(7);
  const before = await reads();
  await Promise.all(Array.from({ length: 100 }, () => streams.read(7)));
  expect((await reads()) - before).toBe(2);
});

test('a read that fails delivers nothing and loses nothing', async () => {
  await streams.follow(9);
  await redis.set('kept', 'until here');
  await redis.rename('kept', resultsStream(9));
  await streams.read(9);
  await redis.del(resultsStream(9));
  await write(9, 'after all');
  await streams.read(9);
  expect(heard).toEqual(['after all']);
});
