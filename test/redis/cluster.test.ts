import { Queue } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queuePrefix, requestJobName, requestQueue, resultsChannel } from '../../src/contract/names.ts';
import { type ChallengeResult, challengeResult } from '../../src/contract/result.ts';
import { createRedisClock } from '../../src/redis/clock.ts';
import { type Connection, openConnection } from '../../src/redis/connection.ts';
import { deriveKeys } from '../../src/redis/seal.ts';
import { createRedisStore } from '../../src/redis/store.ts';
import { mobile } from '../challenge/given.ts';
import { startWorld, type World } from '../support/gateway.ts';
import { startCluster, type TestCluster } from './cluster.ts';
import { canceled, hangUpJob, openChallenge, quiet, refusal } from './store-suite.ts';

let cluster: TestCluster;
let connection: Connection;
beforeAll(async () => {
  cluster = await startCluster();
  connection = openConnection(cluster.url);
  await connection.connect();
});
afterAll(async () => {
  connection.disconnect();
  await cluster.stop();
});

describe('on a cluster of three', () => {
  it('the store does everything it does on one Redis, for challenges of every partition', async () => {
    const clock = createRedisClock();
    const keys = deriveKeys('secret');
    const store = createRedisStore({ connection, clock, keys, resultTtlSeconds: 600 });
    await store.load('nobody');
    const all = Array.from({ length: 100 }, () => openChallenge({ attempts: [] }));
    await Promise.all(
      all.map(async (open) => {
        expect((await store.create(quiet(open, [hangUpJob(open, 'CA1')]))).created).toBe(true);
        expect(await store.jobsLeft(open.id)).toHaveLength(1);
        await store.jobsHandedOver(open, 1, [hangUpJob(open, 'CA1')]);
        const placing = [{ to: mobile, awaitsReply: true }];
        expect(await store.claim(`CA-${open.id}`, open.id)).toBe(true);
        const claim = { sid: `CA-told-${open.id}`, mark: open.id };
        expect(await store.commit({ ...canceled(open), claim, placing }, 1)).toBe(2);
        expect(await store.publishRejected(open.id, refusal(open.id), 'auth-7')).toBe(true);
      }),
    );
    expect((await store.textFrom(mobile, 'SM-told')).awaiting).toHaveLength(100);
    await store.markHeard('SM-told', ['one', 'other']);
    expect((await store.textFrom(mobile, 'SM-told')).meantFor).toEqual(['one', 'other']);
    const guessed = Array.from({ length: 100 }, () => openChallenge({ attempts: [] }));
    await Promise.all(guessed.map((open) => store.create(quiet(open))));
    const looks = { owners: ['subject of a hundred', 'number of a hundred'], looksMax: 10, failed: true };
    const told = await Promise.all(guessed.map((open) => store.commit({ ...quiet(open), looks }, 1)));
    expect(told.filter((version) => version === 2).length).toBeLessThanOrEqual(10);
    expect(told.filter((version) => version === 'no-looks-left').length).toBeGreaterThanOrEqual(90);
    for (let more = 0; more < 10; more++) {
      const open = openChallenge({ attempts: [] });
      await store.create(quiet(open));
      told.push(await store.commit({ ...quiet(open), looks }, 1));
    }
    expect(told.filter((version) => version === 2)).toHaveLength(10);
    for (const sid of ['CA-', 'CA-told-'])
      expect(await store.claimants(all.map(({ id }) => sid + id))).toEqual(all.map(({ id }) => id));
    expect(await store.due(800)).toEqual([]);
    const sizes = await Promise.all(cluster.nodes.map((node) => node.dbsize()));
    expect(Math.min(...sizes)).toBeGreaterThan(0);
  });

  describe('a whole gateway', () => {
    let world: World;
    let queue: Queue;
    let subscriber: Redis;
    const heard: ChallengeResult[] = [];
    const reasonOf = (id: string) =>
      heard.flatMap((result) => (result.type === 'challenge.closed' && result.id === id ? [result.reason] : []));
    beforeAll(async () => {
      world = await startWorld({ REDIS_URL: cluster.url });
      queue = new Queue(requestQueue, { connection: connection as unknown as Cluster, prefix: queuePrefix });
      subscriber = cluster.nodes[0]?.duplicate() as Redis;
      subscriber.on('message', (_channel, message) => heard.push(challengeResult.parse(JSON.parse(message))));
      await subscriber.subscribe(resultsChannel);
    });
    afterAll(async () => {
      subscriber.disconnect();
      await queue.close();
      await world.stop();
    });

    it('rings for a challenge from the queue and publishes its outcome on every node', async () => {
      world.simulator.phone('+14155550120').behave('press-pound');
      const request = { to: '+14155550120', channel: 'voice', method: 'pound' };
      await queue.add(requestJobName, request, { jobId: 'cluster-pound' });
      await expect.poll(() => reasonOf('cluster-pound')).toEqual(['pound-pressed']);
    });

    it('answers a waiting read over HTTP, matches a reply to its number, and hangs up what was canceled', async () => {
      world.simulator.phone('+14155550121').behave('reply-code');
      const reply = { id: 'cluster-reply', to: '+14155550121', channel: 'sms', method: 'reply' };
      await world.request('POST', '/v1/challenges', reply);
      const read = await world.request('GET', '/v1/challenges/cluster-reply?wait=10');
      expect(read.body).toMatchObject({ status: 'approved', reason: 'reply-accepted' });

      const phone = world.simulator.phone('+14155550122');
      const pound = { id: 'cluster-cancel', to: '+14155550122', channel: 'voice', method: 'pound' };
      await world.request('POST', '/v1/challenges', pound);
      await phone.waitForCall();
      await world.request('POST', '/v1/challenges/cluster-cancel/cancel');
      await phone.waitForHangup();
      await expect.poll(() => reasonOf('cluster-cancel')).toEqual(['by-app']);
    });

    it('wakes challenges by their alarm', async () => {
      const request = { to: '+14155550123', channel: 'voice', method: 'pound', lifetimeSeconds: 30 };
      await queue.add(requestJobName, request, { jobId: 'cluster-expiry', timestamp: Date.now() - 29_500 });
      await expect.poll(() => reasonOf('cluster-expiry')).toHaveLength(1);
      expect(reasonOf('cluster-expiry')[0]).toMatch(/^not-(sent|answered)$/);
    });
  });
});
