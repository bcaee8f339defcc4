/** What docs/operate/README.md says a Redis user of the gateway needs: no less, as everything works, and nothing of others. */
import { readFileSync } from 'node:fs';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { queuePrefix, requestJobName, requestQueue } from '../../src/contract/names.ts';
import { redisFindings } from '../../src/diagnose/redis.ts';
import { startWorld, type World } from '../support/gateway.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { startTlsLine, type TlsLine, trustTestAuthority } from '../support/tls-line.ts';

const document = readFileSync(new URL('../../docs/operate/README.md', import.meta.url), 'utf8');
const command = /^ACL SETUSER .*$/m.exec(document)?.[0] ?? '';

let redis: TestRedis;
let admin: Redis;
let line: TlsLine;
let distrust: () => void;
let url: string;
let world: World;
beforeAll(async () => {
  redis = await startRedis({ tcp: true, appendonly: true });
  admin = new Redis(redis.url);
  const [name = '', ...words] = command.split(' ');
  await admin.call(name, ...words);
  line = await startTlsLine(() => Number(new URL(redis.url).port));
  distrust = trustTestAuthority();
  url = `rediss://poundkey:PASSWORD@localhost:${line.port}`;
  world = await startWorld({ REDIS_URL: url, POUNDKEY_OPERATORS: 'ada:a long enough password' });
});
afterAll(async () => {
  await world?.stop();
  distrust?.();
  await line?.stop();
  admin?.disconnect();
  await redis?.stop();
});

const refused = () => admin.call('ACL', 'LOG');

it('lets the whole line work, over TLS: a call asked for over HTTP, a text asked for by the queue', async () => {
  world.simulator.phone('+14155550120').behave('press-pound');
  const request = { to: '+14155550120', channel: 'voice', method: 'pound', replyTo: 'auth-7' };
  const { status, body } = await world.request('POST', '/v1/challenges', request);
  expect(status).toBe(202);
  const outcome = () =>
    world.request('GET', `/v1/challenges/${String(body['id'])}?wait=5`).then((answer) => answer.body['status']);
  await expect.poll(outcome).toBe('approved');
  world.simulator.phone('+14155550121').behave('reply-code');
  const queue = new Queue(requestQueue, { connection: { url }, prefix: queuePrefix });
  await queue.add(requestJobName, { to: '+14155550121', channel: 'sms', method: 'reply' }, { jobId: 'by-queue' });
  const byQueue = () => world.request('GET', '/v1/challenges/by-queue').then((answer) => answer.body['status']);
  await expect.poll(byQueue).toBe('approved');
  await queue.close();
  expect(await refused()).toEqual([]);
});

it('lets the doctor look', async () => {
  const findings = await redisFindings(url, Date.now);
  expect(findings.map(({ name, level }) => `${name} ${level}`)).toEqual([
    'reachable good',
    'version good',
    'eviction good',
    // With appendfsync everysec: it could be asked.
    'append-only file warning',
    'clock good',
  ]);
  expect(await refused()).toEqual([]);
});

it('lets nothing of others be read, and nothing be thrown away', async () => {
  await admin.set('of-another-product', 'private');
  const user = new Redis(url);
  await expect(user.get('of-another-product')).rejects.toThrow(/NOPERM/);
  await expect(user.publish('of-another-product', 'x')).rejects.toThrow(/NOPERM/);
  await expect(user.flushall()).rejects.toThrow(/NOPERM/);
  await expect(user.config('SET', 'appendonly', 'no')).rejects.toThrow(/NOPERM/);
  user.disconnect();
});
