/** The gateway as an operator starts it: a process with an environment, signals and an exit code. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Queue } from 'bullmq';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../script/free-port.mjs';
import { type Simulator, startSimulator } from '../simulator/start.ts';
import { queuePrefix, requestJobName, requestQueue } from '../src/contract/names.ts';
import { workQueues } from '../src/queue/queue.ts';
import { apiKey } from './support/gateway.ts';
import { startRedis, type TestRedis } from './support/redis.ts';

let redis: TestRedis;
let simulator: Simulator;
beforeAll(async () => {
  redis = await startRedis({ tcp: true, appendonly: true });
  simulator = await startSimulator({ port: 0 });
});
afterAll(async () => {
  await simulator.stop();
  await redis.stop();
});

interface Started {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly exit: Promise<number | null>;
  readonly api: () => string | undefined;
}
const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

async function settings(env: Record<string, string> = {}): Promise<Record<string, string>> {
  const port = await freePort();
  return {
    ...{ REDIS_URL: redis.url, POUNDKEY_SECRET: 'a secret of the tests, and of them only' },
    ...{ POUNDKEY_PUBLIC_URL: `http://127.0.0.1:${port}`, POUNDKEY_PORT: '0', POUNDKEY_WEBHOOK_PORT: String(port) },
    ...{ POUNDKEY_API_KEYS: `default:${apiKey}`, TWILIO_CALL_FROM: '+14155550001' },
    ...{ TWILIO_ACCOUNT_SID: simulator.accountSid, TWILIO_AUTH_TOKEN: simulator.authToken },
    ...{ TWILIO_API_BASE_URL: simulator.url, ...env },
  };
}

function start(env: Record<string, string>): Started {
  const main = new URL('../src/main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let said = '';
  for (const output of [child.stdout, child.stderr])
    output?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  const exit = once(child, 'close').then(([code]) => {
    running.delete(child);
    return code as number | null;
  });
  return { child, exit, said: () => said, api: () => /"privateUrl":"([^"]+)"/.exec(said)?.[1] };
}

async function readyz({ api }: Started): Promise<{ status: number; body: string }> {
  const url = api();
  if (url === undefined) return { status: 0, body: '' };
  const response = await fetch(`${url}/readyz`);
  return { status: response.status, body: await response.text() };
}
const becomes = (started: Started, status: number) =>
  expect.poll(async () => (await readyz(started)).status).toBe(status);

describe('a start that cannot succeed', () => {
  it('tells every bad setting in one message, none of the values, and exits 1', async () => {
    const env = await settings({ REDIS_URL: 'secret-1', TWILIO_ACCOUNT_SID: 'secret-2', POUNDKEY_PORT: 'secret-3' });
    const { exit, said } = start({ ...env, POUNDKEY_SECRET: '' });
    expect(await exit).toBe(1);
    expect(said()).toContain('Poundkey cannot start. These settings need attention:');
    for (const name of ['REDIS_URL', 'TWILIO_ACCOUNT_SID', 'POUNDKEY_PORT', 'POUNDKEY_SECRET'])
      expect(said()).toContain(`  - ${name} `);
    expect(said()).not.toContain('secret-');
    expect(said()).not.toContain('    at ');
  });

  it('says in a sentence which port is taken and which setting to change, for either listener', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const tries = ['POUNDKEY_PORT', 'POUNDKEY_WEBHOOK_PORT'].map(async (setting) => {
      const { exit, said } = start(await settings({ [setting]: String(port) }));
      expect(await exit).toBe(1);
      expect(said()).toContain(`Port ${port} on 127.0.0.1 is taken by another program: set ${setting} to another.`);
      expect(said()).not.toContain('    at ');
    });
    await Promise.all(tries);
    taken.close();
  });
});

describe('a start with another secret than before', () => {
  it('ends with exit 1 and a sentence that says so, before anything is worked on', async () => {
    const first = start(await settings());
    await becomes(first, 200);
    first.child.kill('SIGTERM');
    await first.exit;
    const second = start(await settings({ POUNDKEY_SECRET: 'another secret of the tests, as long as it must be' }));
    expect(await second.exit).toBe(1);
    expect(second.said()).toContain('This Redis holds what another POUNDKEY_SECRET made');
    expect(second.said()).not.toContain('ready for work');
  });
});

describe('a start without Redis', () => {
  it('keeps running, is alive but not ready and says why, and heals when Redis comes', async () => {
    await redis.kill();
    const gateway = start(await settings());
    await becomes(gateway, 503);
    expect((await readyz(gateway)).body).toContain('Redis cannot be reached');
    expect((await fetch(`${gateway.api()}/livez`)).status).toBe(200);
    await redis.restart();
    await becomes(gateway, 200);
    gateway.child.kill('SIGTERM');
    expect(await gateway.exit).toBe(0);
  });
});

describe('SIGTERM', () => {
  it('ends a process with a call in flight at once and in order: exit 0, no job left active, the call goes on', async () => {
    const env = await settings();
    const first = start(env);
    await becomes(first, 200);
    const queue = new Queue(requestQueue, { connection: { url: redis.url }, prefix: queuePrefix });
    const request = { to: '+14155550160', channel: 'voice', method: 'pound' };
    await queue.add(requestJobName, request, { jobId: 'goes-on-1' });
    const phone = simulator.phone('+14155550160');
    await phone.waitForCall();

    const asked = performance.now();
    first.child.kill('SIGTERM');
    expect(await first.exit).toBe(0);
    expect(performance.now() - asked).toBeLessThan(4_000);
    expect(first.said()).toContain('"shut down"');
    for (const name of [requestQueue, ...workQueues])
      expect(await (await queue.getBackend().client).llen(`${queuePrefix}:${name}:active`), name).toBe(0);
    await queue.close();

    const second = start(env);
    await becomes(second, 200);
    phone.answer();
    await phone.waitForPrompt();
    phone.press('#');
    const read = await fetch(`${second.api()}/v1/challenges/goes-on-1?wait=10`, {
      headers: { Authorization: `Bearer ${apiKey}` },
    });
    expect(await read.json()).toMatchObject({ status: 'approved', reason: 'pound-pressed' });
    expect(simulator.calls().filter(({ to }) => to === '+14155550160')).toHaveLength(1);
    second.child.kill('SIGTERM');
    expect(await second.exit).toBe(0);
  });

  it('ends a process whose Redis stands still within its grace time, and a second signal changes nothing', async () => {
    const gateway = start(await settings());
    await becomes(gateway, 200);
    redis.freeze();
    gateway.child.kill('SIGTERM');
    gateway.child.kill('SIGTERM');
    gateway.child.kill('SIGINT');
    const code = await gateway.exit;
    redis.thaw();
    expect(code).toBe(0);
    expect(gateway.said().match(/"shutting down"/g)).toHaveLength(1);
  });
});
