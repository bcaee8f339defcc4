import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partitions } from '../../src/contract/names.ts';
import { createChallengeList } from '../../src/redis/challenge-list.ts';
import { createRedisClock } from '../../src/redis/clock.ts';
import { type Connection, openConnection } from '../../src/redis/connection.ts';
import { listKey } from '../../src/redis/record.ts';
import { deriveKeys } from '../../src/redis/seal.ts';
import { createRedisStore } from '../../src/redis/store.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { canceled, openChallenge, quiet } from './store-suite.ts';

let redis: TestRedis;
let connection: Connection;
beforeAll(async () => {
  redis = await startRedis({ tcp: true });
  connection = openConnection(redis.url);
  await connection.connect();
});
afterAll(async () => {
  connection.disconnect();
  await redis.stop();
});

async function openStore(resultTtlSeconds = 60) {
  const clock = createRedisClock();
  const store = createRedisStore({ connection, clock, keys: deriveKeys('secret'), resultTtlSeconds });
  await store.load('nobody');
  return store;
}
const keysOfApp = (app: string) => Array.from({ length: partitions }, (_, partition) => listKey(partition, app));

describe('the list of an app', () => {
  it('has every challenge of it and of nobody else, once, newest first, whatever the size of the pages', async () => {
    const store = await openStore();
    const mine: string[] = [];
    for (let n = 0; n < 120; n++) {
      const challenge = openChallenge({ app: 'paged' });
      // Many in one millisecond, and some that are made twice.
      mine.push(challenge.id);
      await Promise.all([challenge, challenge, openChallenge({ app: 'paged-2' })].map((c) => store.create(quiet(c))));
    }
    const list = createChallengeList(connection);
    for (const size of [1, 7, 120, 500]) {
      const ids: string[] = [];
      let cursor: string | undefined;
      for (;;) {
        const page = await list.page('paged', size, cursor);
        ids.push(...page.map(({ id }) => id));
        cursor = page.at(-1)?.cursor;
        if (page.length < size) break;
      }
      expect(ids.toSorted()).toEqual(mine.toSorted());
      // Within a millisecond any order is right; two that were made one after the other are further apart than that at the ends.
      expect(ids.at(-1)).toBe(mine[0]);
      expect(new Set(ids).size).toBe(120);
    }
  });

  it('goes on where it was although new ones have come meanwhile', async () => {
    const store = await openStore();
    const [old, newer] = [openChallenge({ app: 'moving' }), openChallenge({ app: 'moving' })];
    /** Within a millisecond any order is right. */
    const redisMs = async () => {
      const [seconds, micros] = await connection.time();
      return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
    };
    const nextMillisecond = async () => {
      const before = await redisMs();
      await expect.poll(redisMs, { interval: 1 }).toBeGreaterThan(before);
    };
    await store.create(quiet(old));
    await nextMillisecond();
    await store.create(quiet(newer));
    await nextMillisecond();
    const list = createChallengeList(connection);
    const [first] = await list.page('moving', 1, undefined);
    await store.create(quiet(openChallenge({ app: 'moving' })));
    expect((await list.page('moving', 9, first?.cursor)).map(({ id }) => id)).toEqual([old.id]);
  });

  it('is not written again by what happens to a challenge', async () => {
    const store = await openStore();
    const open = openChallenge({ app: 'once' });
    await store.create(quiet(open));
    await store.commit(canceled(open), 1);
    expect(await createChallengeList(connection).page('once', 9, undefined)).toHaveLength(1);
  });

  it('lasts as long as the outcomes do, and goes by itself', async () => {
    const store = await openStore(60);
    await store.create(quiet(openChallenge({ app: 'ending' })));
    const lives = await Promise.all(keysOfApp('ending').map((key) => connection.pttl(key)));
    expect(Math.max(...lives)).toBeGreaterThan(650_000);
    expect(Math.max(...lives)).toBeLessThanOrEqual(660_000);
  });

  it('takes less than 60 bytes a challenge', async () => {
    const store = await openStore();
    for (let n = 0; n < 40; n++)
      await Promise.all(
        Array.from({ length: 100 }, (_, m) =>
          store.create(quiet(openChallenge({ id: `c_${String(n * 100 + m).padStart(22, 'x')}`, app: 'weighed' }))),
        ),
      );
    const sizes = await Promise.all(keysOfApp('weighed').map((key) => connection.call('MEMORY', 'USAGE', key)));
    const bytes = sizes.reduce<number>((sum, size) => sum + Number(size), 0);
    expect(bytes / 4_000).toBeLessThan(60);
  });
});
