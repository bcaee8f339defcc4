import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redisFindings } from '../../src/diagnose/redis.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { startTlsLine, trustTestAuthority } from '../support/tls-line.ts';

// The faults of Redis itself are found by the real command in test/cli/doctor.test.ts; here is what only a test can turn.
let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis({ tcp: true, appendonly: true });
});
afterAll(async () => await redis?.stop());

test.each([
  [0, 'good', 'ms apart'],
  [-3_000, 'warning', 'this machine is 3.0 s behind Redis'],
  [60_000, 'fault', 'this machine is 60.0 s ahead of Redis'],
])('a clock that is %i ms off: %s', async (offset, level, says) => {
  const findings = await redisFindings(redis.url, () => Date.now() + offset);
  expect(findings.find(({ name }) => name === 'clock')).toMatchObject({ level, says: expect.stringContaining(says) });
});

describe('the append-only file', () => {
  const finding = async () =>
    (await redisFindings(redis.url, Date.now)).find(({ name }) => name === 'append-only file');
  let client: Redis;
  beforeAll(() => {
    client = new Redis(redis.url);
  });
  afterAll(() => client.disconnect());

  test.each([
    ['always', 'good', 'on disk before a write is acknowledged'],
    ['everysec', 'warning', 'appendfsync everysec: a crash may lose what was acknowledged'],
    ['no', 'warning', 'appendfsync no'],
  ])('with appendfsync %s: %s', async (policy, level, says) => {
    await client.config('SET', 'appendfsync', policy);
    expect(await finding()).toMatchObject({ level, says: expect.stringContaining(says) });
  });

  test('of a Redis that does not tell how it writes is no fault', async () => {
    await client.call('ACL', 'SETUSER', 'default', '-config');
    expect(await finding()).toMatchObject({ level: 'good', says: expect.stringContaining('does not say') });
    await client.call('ACL', 'SETUSER', 'default', '+config');
  });
});

test('a Redis that stands still is given up', async () => {
  redis.freeze();
  const findings = await redisFindings(redis.url, Date.now).finally(() => redis.thaw());
  expect(findings).toMatchObject([
    { name: 'reachable', level: 'fault', says: expect.stringMatching(/no answer|timed out/) },
  ]);
});

test('over TLS, a certificate that is not trusted is told from one that names another host', async () => {
  const line = await startTlsLine(() => Number(new URL(redis.url).port));
  const reachable = async (url: string) => (await redisFindings(url, Date.now))[0];
  expect(await reachable(`rediss://localhost:${line.port}`)).toMatchObject({
    level: 'fault',
    says: expect.stringMatching(
      /^rediss:\/\/localhost:\d+ shows a certificate that nobody known to this machine vouches for$/,
    ),
    fix: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
  });
  const distrust = trustTestAuthority();
  expect(await reachable(`rediss://127.0.0.1:${line.port}`)).toMatchObject({
    says: expect.stringContaining('made out to another name'),
  });
  expect(await reachable(`rediss://localhost:${line.port}`)).toMatchObject({ level: 'good' });
  distrust();
  await line.stop();
});

test('over TLS to a Redis that has none: the fix says so', async () => {
  const [reachable] = await redisFindings(redis.url.replace('redis://', 'rediss://'), Date.now);
  expect(reachable).toMatchObject({ level: 'fault', fix: expect.stringContaining('redis instead of rediss') });
});
