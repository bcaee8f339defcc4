/** Requests from producers that know nothing of us, or wish us no good: one result each, and nothing left behind. */
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partitions, queuePrefix, requestJobName, requestQueue, resultsStream } from '../../src/contract/names.ts';
import type { ChallengeResult } from '../../src/contract/result.ts';
import { everythingIn, spellingsOf } from '../redis/dump.ts';
import { startWorld, type World } from '../support/gateway.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

const number = '+14155550166';
const request = { to: number, channel: 'voice', method: 'pound', code: '774411', lifetimeSeconds: 30 };
let redis: TestRedis;
let world: World;
let queue: Queue;
let client: Redis;
beforeAll(async () => {
  redis = await startRedis({ tcp: true, appendonly: true });
  world = await startWorld({ REDIS_URL: redis.url });
  world.simulator.phone(number).behave('press-pound');
  queue = new Queue(requestQueue, { connection: { url: redis.url }, prefix: queuePrefix });
  queue.on('error', () => undefined);
  client = new Redis(redis.url, { maxRetriesPerRequest: null });
  client.on('error', () => undefined);
});
afterAll(async () => {
  client.disconnect();
  await queue.close();
  await world.stop();
  await redis.stop();
});

const put = async (jobId: string | undefined, options: object = {}, data: unknown = request) =>
  (await queue.add(requestJobName, data, { ...(jobId !== undefined && { jobId }), ...options })).id ?? '';
async function outcomesOf(id: string): Promise<string[]> {
  const streams = await Promise.all(
    Array.from({ length: partitions }, (_, p) => client.xrange(resultsStream(p), '-', '+')),
  );
  const results = streams.flat().map(([, [, json]]) => JSON.parse(json ?? '') as ChallengeResult);
  return results.flatMap((result) => (result.id === id && result.type === 'challenge.closed' ? [result.reason] : []));
}
const ends = (id: string, reason: string | RegExp, timeout = 8_000) =>
  expect.poll(() => outcomesOf(id), { timeout }).toEqual([expect.stringMatching(reason)]);
const year = 31_536_000_000;

describe('a request', () => {
  it.each([
    ['no options at all', {}],
    ['attempts that are none', { attempts: 0 }],
    ['attempts that are many, at once', { attempts: 1_000, backoff: 1 }],
    ['the wish to be kept', { removeOnComplete: false, removeOnFail: false, keepLogs: 1_000 }],
    ['the wish to be kept for ever', { removeOnComplete: { age: year, count: 1e6 }, removeOnFail: { age: year } }],
    ['the lowest priority', { priority: 2_097_151 }],
    ['a place at the head of the queue', { lifo: true }],
    ['a short delay', { delay: 50 }],
    ['a time ahead of ours', { timestamp: Date.now() + 60_000 }],
    ['a time far ahead of ours', { timestamp: Date.now() + 100 * year }],
    ['a time before all others', { timestamp: -1 }],
    ['a time that is none', { timestamp: 'soon' }],
    ['a name for deduplication', { deduplication: { id: 'one at a time', ttl: 10 } }],
    ['a limit of its size', { sizeLimit: 1_000 }],
  ])('with %s rings once and is approved', async (what, options) => {
    const id = `option-${what.replace(/\W/g, '-')}`;
    await put(id, options);
    await ends(id, 'pound-pressed');
  });

  it.each([
    ['made long ago', { timestamp: 1 }],
    ['made just too long ago', { timestamp: Date.now() - 31_000 }],
    ['held back for longer than it lives', { timestamp: Date.now() - 29_000, delay: 60_000 }],
    ['held back for a year', { timestamp: Date.now() - 29_000, delay: year, removeOnComplete: false }],
  ])('%s is told its end when its time is over, and rings nobody', async (what, options) => {
    const id = `late-${what.replace(/\W/g, '-')}`;
    const before = world.simulator.calls().length;
    await put(id, options);
    await ends(id, 'not-sent');
    expect(world.simulator.calls()).toHaveLength(before);
  });

  it('held back with a time that cannot be right is not held back', async () => {
    await put('wrong-clock-1', { timestamp: Date.now() + 100 * year, delay: 60_000 });
    await ends('wrong-clock-1', 'pound-pressed');
  });

  it('held back although it does not parse is told so at once', async () => {
    await put('held-nonsense', { delay: year }, { to: number, code: '774411' });
    await ends('held-nonsense', 'invalid-request');
  });

  it('without an id, or with a bad one, is told so under that id', async () => {
    for (const id of [await put(undefined), await put('short'), await put(`x${number}`)])
      await ends(id, 'invalid-request');
  });

  it('whose id was used before changes nothing, whatever it asks for', async () => {
    await put('used-before', {});
    await ends('used-before', 'pound-pressed');
    for (const data of [request, { ...request, to: '+14155550167' }, { nonsense: true }])
      await put('used-before', {}, data);
    await put('after-reuse', {});
    await ends('after-reuse', 'pound-pressed');
    expect(await outcomesOf('used-before')).toEqual(['pound-pressed']);
    expect(world.simulator.calls().filter(({ to }) => to === '+14155550167')).toEqual([]);
  });

  it('of many at once, each twice, gets one result', async () => {
    const ids = Array.from({ length: 40 }, (_, n) => `at-once-${n}`);
    const jobs = ids.map((jobId, n) => ({
      name: 'x',
      data: { ...request, to: `+14155556${100 + n}` },
      opts: { jobId },
    }));
    for (const { data } of jobs) world.simulator.phone(data.to).behave('press-pound');
    await Promise.all([queue.addBulk(jobs), queue.addBulk(jobs)]);
    for (const id of ids) await ends(id, 'pound-pressed');
  });
});

describe('an outage of Redis', () => {
  it('loses no request that the queue had taken, and answers none twice', async () => {
    const ids = Array.from({ length: 10 }, (_, n) => `outage-${n}`);
    const data = { ...request, lifetimeSeconds: 180, to: '+14155550168' };
    world.simulator.phone(data.to).behave('busy');
    await Promise.all(ids.map((id) => put(id, { attempts: 0, removeOnFail: false }, { ...data, subject: id })));
    await redis.kill();
    await redis.restart();
    for (const id of ids) await ends(id, /^(busy|provider-unknown)$/, 20_000);
  }, 40_000);
});

describe('afterwards', () => {
  it('every request has its one result, and Redis holds no number and no code of any of them', async () => {
    const streams = await Promise.all(
      Array.from({ length: partitions }, (_, p) => client.xrange(resultsStream(p), '-', '+')),
    );
    const results = streams.flat().map(([, [, json]]) => JSON.parse(json ?? '') as ChallengeResult);
    const closes = results.filter(({ type }) => type === 'challenge.closed').map(({ id }) => id);
    expect(new Set(closes).size).toBe(closes.length);
    expect(await queue.getJobCounts()).toMatchObject({
      waiting: 0,
      active: 0,
      delayed: 0,
      completed: 0,
      failed: 0,
      prioritized: 0,
    });
    // An id that is a number is its producer's own doing, and is echoed.
    const everything = (await everythingIn(client)).replaceAll(`x${number}`, '');
    for (const telling of [
      ...spellingsOf(number),
      ...spellingsOf('+14155550167'),
      ...spellingsOf('+14155550168'),
      '774411',
      '4155556',
    ])
      expect(everything.includes(telling), telling).toBe(false);
  });
});
