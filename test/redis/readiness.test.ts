import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openConnection } from '../../src/redis/connection.ts';
import { createRedisCheck, readFacts } from '../../src/redis/readiness.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

let redis: TestRedis;
let admin: Redis;
beforeAll(async () => {
  redis = await startRedis({ tcp: true });
  admin = new Redis(redis.url);
});
afterAll(async () => {
  admin.disconnect();
  await redis.stop();
});

const connected = async (url = redis.url) => {
  const connection = openConnection(url);
  connection.on('error', () => undefined);
  await connection.connect();
  return connection;
};

describe('a Redis', () => {
  it('is ok when it throws nothing away, and tells whether it keeps an append-only file', async () => {
    const connection = await connected();
    expect(await createRedisCheck(connection)()).toBe('ok');
    expect(await readFacts(connection)).toEqual({ evictionPolicy: 'noeviction', appendOnly: false });
    await admin.config('SET', 'appendonly', 'yes');
    expect(await readFacts(connection)).toMatchObject({ appendOnly: true });
    connection.disconnect();
  });

  it('that may throw challenges away is refused by name, however late it was set so', async () => {
    const connection = await connected();
    await admin.config('SET', 'maxmemory-policy', 'allkeys-lru');
    expect(await createRedisCheck(connection)()).toContain(
      'its maxmemory-policy is allkeys-lru, and must be noeviction',
    );
    await admin.config('SET', 'maxmemory-policy', 'noeviction');
    expect(await createRedisCheck(connection)()).toBe('ok');
    connection.disconnect();
  });

  it('is judged without CONFIG, which hosts often forbid', async () => {
    await admin.call('ACL', 'SETUSER', 'hosted', 'on', '>pw', '~*', '&*', '+@all', '-config');
    const connection = await connected(redis.url.replace('redis://', 'redis://hosted:pw@'));
    expect(await createRedisCheck(connection)()).toBe('ok');
    connection.disconnect();
  });

  it('that takes no writes is not ok, and told why: it is full, or its copies are missing', async () => {
    const connection = await connected();
    await admin.config('SET', 'maxmemory', '1mb');
    expect(await createRedisCheck(connection)()).toMatch(/^Redis takes no writes: OOM /);
    await admin.config('SET', 'maxmemory', '0');
    await admin.config('SET', 'min-replicas-to-write', '1');
    expect(await createRedisCheck(connection)()).toMatch(/^Redis takes no writes: NOREPLICAS /);
    await admin.config('SET', 'min-replicas-to-write', '0');
    expect(await createRedisCheck(connection)()).toBe('ok');
    connection.disconnect();
  });

  it.each(['-evalsha -eval', '-set', 'resetkeys ~poundkey:*', 'resetkeys ~{poundkey}:*'])(
    'whose user has all rights but %s is not ok',
    async (less) => {
      await admin.call('ACL', 'SETUSER', 'lesser', 'reset', 'on', '>pw', '~*', '&*', '+@all', ...less.split(' '));
      const connection = await connected(redis.url.replace('redis://', 'redis://lesser:pw@'));
      expect(await createRedisCheck(connection)()).toMatch(/^Redis takes no writes: .*NOPERM/);
      connection.disconnect();
    },
  );

  it('is left as it was', async () => {
    const connection = await connected();
    await createRedisCheck(connection)();
    await expect.poll(() => admin.keys('*')).toEqual([]);
    connection.disconnect();
  });

  it('that is gone, or stands still, is told as unreachable within 2 s', async () => {
    const connection = await connected();
    redis.freeze();
    const asked = performance.now();
    expect(await createRedisCheck(connection)()).toMatch(/^Redis cannot be reached: /);
    expect(performance.now() - asked).toBeLessThan(2_000);
    redis.thaw();
    await redis.kill();
    expect(await createRedisCheck(connection)()).toMatch(/^Redis cannot be reached: /);
    connection.disconnect();
  });
});
