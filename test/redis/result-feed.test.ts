import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Challenge } from '../../src/challenge/challenge.ts';
import { partitionOf, resultsChannel, resultsStream } from '../../src/contract/names.ts';
import type { ResultFeed, ToldResult } from '../../src/ports/result-feed.ts';
import { type Connection, openConnection, openPatientConnection } from '../../src/redis/connection.ts';
import { createResultFeed } from '../../src/redis/result-feed.ts';
import { hearResults } from '../../src/redis/results-heard.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { openChallenge } from './store-suite.ts';

let redis: TestRedis;
let writer: Redis;
let connection: Connection;
let subscriber: Connection;
let feed: ResultFeed;
beforeAll(async () => {
  redis = await startRedis({ tcp: true, appendonly: true });
  writer = new Redis(redis.url);
  connection = openConnection(redis.url);
  subscriber = openPatientConnection(redis.url);
  for (const each of [writer, connection, subscriber]) each.on('error', () => undefined);
  await Promise.all([connection.connect(), subscriber.connect()]);
  feed = createResultFeed({ connection, heard: hearResults(subscriber, 1) });
});
afterAll(async () => {
  for (const each of [writer, connection, subscriber]) each.disconnect();
  await redis.stop();
});

const result = (id: string, count: number, type = 'challenge.progress') => JSON.stringify({ id, type, count });
async function append(id: string, count: number, { hint = true, type = 'challenge.progress' } = {}): Promise<string> {
  const json = result(id, count, type);
  const entry = await writer.xadd(resultsStream(partitionOf(id)), '*', 'result', json);
  if (hint) await writer.publish(resultsChannel, json);
  return String(entry);
}
/** A follower that is let go with the test, and what it was told. */
async function follow(challenge: Challenge, after?: string) {
  const told: ToldResult[] = [];
  const gone = new AbortController();
  onTestFinished(() => gone.abort());
  await feed.follow(challenge, after, (each) => told.push(each), gone.signal);
  const counts = () => told.map(({ json }) => (JSON.parse(json) as { count: number }).count);
  return { told, counts, leave: () => gone.abort() };
}
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('a follower', () => {
  it('is told the past at once and then what comes, each entry once, in order, letter for letter', async () => {
    const challenge = openChallenge();
    const first = await append(challenge.id, 0);
    await append(challenge.id, 1);
    const { told, counts } = await follow(challenge);
    expect(told[0]).toEqual({ entry: first, type: 'challenge.progress', json: result(challenge.id, 0) });
    expect(counts()).toEqual([0, 1]);
    await append(challenge.id, 2, { type: 'challenge.closed' });
    await expect.poll(counts).toEqual([0, 1, 2]);
    expect(told[2]?.type).toBe('challenge.closed');
  });

  it('goes on after the entry it names', async () => {
    const challenge = openChallenge();
    const entries = [];
    for (const count of upTo(3)) entries.push(await append(challenge.id, count));
    expect((await follow(challenge, entries[0])).counts()).toEqual([1, 2]);
    expect((await follow(challenge, entries[2])).counts()).toEqual([]);
  });

  it('is told nothing of others, and finds its own among more than one read of them', async () => {
    const challenge = openChallenge();
    const stream = resultsStream(partitionOf(challenge.id));
    await append(challenge.id, 0);
    await Promise.all(upTo(1_200).map((count) => writer.xadd(stream, '*', 'result', result('another-1', count))));
    await append(challenge.id, 1);
    expect((await follow(challenge)).counts()).toEqual([0, 1]);
  });

  it('misses nothing and hears nothing twice that happens while it joins, whoever joins when', async () => {
    const challenge = openChallenge();
    const entries: string[] = [];
    const writing = (async () => {
      for (const count of upTo(400)) entries.push(await append(challenge.id, count));
    })();
    const followers = [];
    for (const step of upTo(20)) {
      await expect.poll(() => entries.length, { interval: 1 }).toBeGreaterThan(step * 15);
      followers.push({ skipped: entries.length, ...(await follow(challenge, entries.at(-1))) });
      followers.push({ skipped: 0, ...(await follow(challenge)) });
    }
    await writing;
    for (const { skipped, counts } of followers) await expect.poll(counts).toEqual(upTo(400).slice(skipped));
  });

  it('hears after a gap what was published in it', async () => {
    const challenge = openChallenge();
    const { counts } = await follow(challenge);
    await append(challenge.id, 0);
    await expect.poll(counts).toEqual([0]);
    await append(challenge.id, 1, { hint: false });
    await writer.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await expect.poll(counts).toEqual([0, 1]);
  });

  it('hears again after Redis was away', async () => {
    const challenge = openChallenge();
    const { counts } = await follow(challenge);
    await append(challenge.id, 0);
    await redis.kill();
    await redis.restart();
    await expect.poll(() => append(challenge.id, 1).catch(() => undefined)).toBeTypeOf('string');
    await expect.poll(counts).toEqual([0, 1]);
  });

  it('is told that Redis cannot be read, and then nothing more', async () => {
    const away = openConnection(redis.url);
    away.on('error', () => undefined);
    const deaf = createResultFeed({ connection: away, heard: { listen: () => () => undefined } });
    const none = deaf.follow(openChallenge(), undefined, () => undefined, new AbortController().signal);
    await expect(none).rejects.toThrow("Stream isn't writeable");
  });
});

describe('many followers', () => {
  const reads = async () => Number(/cmdstat_xrange:calls=(\d+)/.exec(await writer.info('commandstats'))?.[1] ?? 0);

  it('share the reading: what one process hears is read once, however many want it', async () => {
    const challenge = openChallenge();
    const all = await Promise.all(upTo(300).map(() => follow(challenge)));
    const before = await reads();
    await append(challenge.id, 0);
    for (const { counts } of all) await expect.poll(counts).toEqual([0]);
    expect((await reads()) - before).toBeLessThanOrEqual(2);
  });

  it('leave nothing when they go: no subscription, and no read for what is published then', async () => {
    const challenge = openChallenge();
    const all = await Promise.all(upTo(50).map(() => follow(challenge)));
    const subscribers = async () => (await writer.pubsub('NUMSUB', resultsChannel))[1];
    await expect.poll(subscribers).toBe(1);
    for (const { leave } of all) leave();
    await expect.poll(subscribers).toBe(0);
    const before = await reads();
    await append(challenge.id, 0);
    expect(all.every(({ told }) => told.length === 0)).toBe(true);
    expect(await reads()).toBe(before);
  });
});
