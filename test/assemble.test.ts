/** A gateway as a whole: which of its doors are open in which role, and that nothing of it stays when it stops. */

import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../script/free-port.mjs';
import { type Simulator, startSimulator } from '../simulator/start.ts';
import { assemble, type Gateway } from '../src/assemble.ts';
import { readConfig } from '../src/config.ts';
import { createLog } from '../src/log.ts';
import { apiKey } from './support/gateway.ts';
import { startRedis, type TestRedis } from './support/redis.ts';

let redis: TestRedis;
let simulator: Simulator;
let admin: Redis;
let publicPort: number;
beforeAll(async () => {
  redis = await startRedis({ tcp: true });
  simulator = await startSimulator();
  admin = new Redis(redis.url);
  publicPort = await freePort();
});
afterAll(async () => {
  admin.disconnect();
  await simulator.stop();
  await redis.stop();
});

const started: Gateway[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((gateway) => gateway.stop(2_000)));
});

function gatewayWith(env: Record<string, string> = {}) {
  const verdict = readConfig({
    ...{ REDIS_URL: redis.url, POUNDKEY_SECRET: 'a secret of the tests, and of them only', POUNDKEY_PORT: '0' },
    ...{ POUNDKEY_PUBLIC_URL: `http://127.0.0.1:${publicPort}`, POUNDKEY_WEBHOOK_PORT: String(publicPort) },
    ...{ POUNDKEY_API_KEYS: `default:${apiKey}`, TWILIO_CALL_FROM: '+14155550001' },
    ...{ TWILIO_ACCOUNT_SID: simulator.accountSid, TWILIO_AUTH_TOKEN: simulator.authToken },
    ...{ TWILIO_API_BASE_URL: simulator.url, ...env },
  });
  if (verdict.kind === 'faults') throw new Error(verdict.faults.join());
  const lines: string[] = [];
  const gateway = assemble(verdict.config, createLog('debug', { write: (line) => void lines.push(line) }));
  return { gateway, logged: () => lines.join('') };
}
async function run(env: Record<string, string> = {}) {
  const { gateway, logged } = gatewayWith(env);
  started.push(gateway);
  const addresses = await gateway.start();
  return { gateway, logged, ...addresses };
}
const statusOf = (url: string, init: RequestInit = {}) => fetch(url, init).then(({ status }) => status);
const ready = (url: string) => expect.poll(() => statusOf(`${url}/readyz`)).toBe(200);
const asApp = { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' };
const connections = async () =>
  String(await admin.client('LIST'))
    .trim()
    .split('\n').length;

describe('roles', () => {
  it('may each have a process of their own, which together are one gateway', async () => {
    const [api, workers, webhooks] = [
      await run({ POUNDKEY_ROLES: 'api' }),
      await run({ POUNDKEY_ROLES: 'workers' }),
      await run({ POUNDKEY_ROLES: 'webhooks' }),
    ];
    for (const { privateUrl } of [api, workers, webhooks]) await ready(privateUrl);
    expect([api.publicUrl, workers.publicUrl]).toEqual([undefined, undefined]);
    expect(webhooks.publicUrl).toBe(`http://127.0.0.1:${publicPort}`);
    for (const { privateUrl } of [workers, webhooks])
      expect(await statusOf(`${privateUrl}/v1/challenges`, { method: 'POST', headers: asApp, body: '{}' })).toBe(404);

    simulator.phone('+14155550180').behave('press-pound');
    const body = JSON.stringify({ id: 'three-roles', to: '+14155550180', channel: 'voice', method: 'pound' });
    expect(await statusOf(`${api.privateUrl}/v1/challenges`, { method: 'POST', headers: asApp, body })).toBe(202);
    const read = await fetch(`${api.privateUrl}/v1/challenges/three-roles?wait=10`, { headers: asApp });
    expect(await read.json()).toMatchObject({ status: 'approved', reason: 'pound-pressed' });
  });

  it('tell what they wait for: workers are ready only when they work', async () => {
    const { privateUrl } = await run({ REDIS_URL: 'redis://127.0.0.1:1' });
    const response = await fetch(`${privateUrl}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      failing: [{ check: 'redis' }, { check: 'workers', problem: 'not started: they wait for Redis' }],
    });
  });
});

describe('the two doors', () => {
  it('open to one side each: nothing private on the public port, no webhook on the private one', async () => {
    const { privateUrl, publicUrl } = await run();
    await ready(privateUrl);
    for (const path of ['/v1/challenges', '/livez', '/readyz', '/metrics', '/ops', '/'])
      expect(await statusOf(`${publicUrl}${path}`), path).toBe(404);
    expect(await statusOf(`${privateUrl}/webhooks/twilio/sms`, { method: 'POST' })).toBe(404);
    expect(await statusOf(`${publicUrl}/webhooks/twilio/sms`, { method: 'POST' })).toBe(403);
  });

  it('listen on the loopback address unless told otherwise', async () => {
    const { privateUrl, publicUrl } = await run();
    for (const url of [privateUrl, publicUrl]) expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });
});

describe('a Redis without an append-only file', () => {
  it('is warned of, loudly but once', async () => {
    const { privateUrl, logged } = await run();
    await ready(privateUrl);
    expect(logged().match(/keeps no append-only file/g)).toHaveLength(1);
  });
});

describe('stopping', () => {
  it('closes every connection and every port, and is not in a hurry to lie: it is unready at once', async () => {
    const before = await connections();
    const { gateway, privateUrl } = await run();
    await ready(privateUrl);
    expect(await connections()).toBeGreaterThan(before);
    started.length = 0;
    await gateway.stop(2_000);
    await expect.poll(connections).toBe(before);
    for (const url of [privateUrl, `http://127.0.0.1:${publicPort}`]) await expect(fetch(url)).rejects.toThrow();
  });

  it('answers whoever is waiting for an outcome before it goes', async () => {
    const { gateway, privateUrl } = await run();
    await ready(privateUrl);
    const body = JSON.stringify({ id: 'waited-for-1', to: '+14155550181', channel: 'voice', method: 'pound' });
    await fetch(`${privateUrl}/v1/challenges`, { method: 'POST', headers: asApp, body });
    const phone = simulator.phone('+14155550181');
    await phone.waitForCall();
    const waiting = fetch(`${privateUrl}/v1/challenges/waited-for-1?wait=30`, { headers: asApp });
    phone.answer();
    await phone.waitForPrompt();
    started.length = 0;
    const stopping = gateway.stop(4_000);
    phone.press('#');
    expect(await (await waiting).json()).toMatchObject({ status: 'approved' });
    await stopping;
  });

  it('works while Redis was never there, and also while it stands still', async () => {
    const { gateway } = await run({ REDIS_URL: 'redis://127.0.0.1:1' });
    started.length = 0;
    await gateway.stop(1_000);
    const other = await run();
    await ready(other.privateUrl);
    started.length = 0;
    redis.freeze();
    const asked = performance.now();
    await other.gateway.stop(1_000);
    redis.thaw();
    expect(performance.now() - asked).toBeLessThan(3_000);
  });

  it('of a gateway that was never started is nothing', async () => {
    await gatewayWith().gateway.stop(1_000);
  });
});

describe('a port that is taken', () => {
  it('ends the start with a sentence that names the setting', async () => {
    await run();
    const { gateway } = gatewayWith();
    await expect(gateway.start()).rejects.toThrow(
      /is taken by another program: set POUNDKEY_WEBHOOK_PORT to another\.$/,
    );
    await gateway.stop(1_000);
  });
});
