import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failuresWindowMs, usualFailuresPerDay } from '../../src/challenge/policy.ts';
import { type Connection, openConnection } from '../../src/redis/connection.ts';
import { createLooksApart } from '../../src/redis/looks.ts';
import { loadScripts } from '../../src/redis/scripts.ts';
import { deriveKeys } from '../../src/redis/seal.ts';
import { mobile } from '../challenge/given.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

let redis: TestRedis;
let connection: Connection;
let looks: ReturnType<typeof createLooksApart>;
beforeAll(async () => {
  redis = await startRedis({ tcp: true });
  connection = openConnection(redis.url);
  await connection.connect();
  looks = createLooksApart(deriveKeys('secret'), loadScripts(connection));
});
afterAll(async () => {
  connection.disconnect();
  await redis.stop();
});

let made = 0;
const owner = () => `subject default\nuser-${++made}`;
const failure = (owners: readonly string[], looksMax = usualFailuresPerDay) => ({ owners, looksMax, failed: true });
const takeMany = async (count: number, owners: readonly string[]) =>
  (await Promise.all(Array.from({ length: count }, () => looks.take(failure(owners))))).filter(Boolean).length;

describe('looks apart from the commit', () => {
  it('are as many as are allowed, however many are asked for at once', async () => {
    const owners = [owner()];
    expect(await takeMany(10_000, owners)).toBe(usualFailuresPerDay);
    expect(await takeMany(1, [owner()])).toBe(1);
  });

  it('are as many as the app has: each counts to its own end', async () => {
    const owners = [owner()];
    const taken = await Promise.all(Array.from({ length: 100 }, () => looks.take(failure(owners, 30))));
    expect(taken.filter(Boolean)).toHaveLength(30);
    expect(await looks.take(failure(owners, 30))).toBe(false);
    expect(await looks.take(failure(owners, 31))).toBe(true);
  });

  it('that were right need one and count nothing', async () => {
    const owners = [owner()];
    const right = { ...failure(owners), failed: false };
    for (let time = 0; time < 20; time++) expect(await looks.take(right)).toBe(true);
    expect(await takeMany(usualFailuresPerDay, owners)).toBe(usualFailuresPerDay);
    expect(await looks.take(right)).toBe(false);
  });

  it('are taken of all owners or of none: who has none left uses up nobody else’s', async () => {
    const [spent, fresh] = [owner(), owner()];
    await takeMany(usualFailuresPerDay, [spent]);
    expect(await takeMany(50, [fresh, spent])).toBe(0);
    expect(await takeMany(50, [fresh])).toBe(usualFailuresPerDay);
  });

  it('count for a day from the first, and go by themselves', async () => {
    const owners = [owner()];
    await connection.flushdb();
    await looks.take(failure(owners));
    const [key = ''] = await connection.keys('*');
    await connection.pexpire(key, 50_000);
    await looks.take(failure(owners));
    expect(await connection.pttl(key)).toBeLessThanOrEqual(50_000);
    await connection.del(key);
    await looks.take(failure(owners));
    expect(await connection.pttl(key)).toBeGreaterThan(failuresWindowMs - 60_000);
  });

  it('given back after their day is over leave nothing behind, and nobody gets one more', async () => {
    const owners = [owner()];
    await connection.flushdb();
    await looks.take(failure(owners));
    const [counter = ''] = await connection.keys('*');
    await connection.flushdb();
    await loadScripts(connection).giveBackLook([counter], []);
    expect(await connection.keys('*')).toEqual([]);
    expect(await takeMany(50, owners)).toBe(usualFailuresPerDay);
    for (const key of await connection.keys('*')) expect(await connection.pttl(key)).toBeGreaterThan(0);
  });

  it('are counted under names that tell no number and no subject', async () => {
    await looks.take(failure([`number ${mobile}`, 'subject default\nuser-42']));
    expect((await connection.keys('*')).join()).not.toMatch(/5550100|user-42/);
  });
});
