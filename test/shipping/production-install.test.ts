import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../script/free-port.mjs';
import { type Program, startProgram } from '../cli/program.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { commandOf, execFormOf, variablesOf } from './dockerfile.ts';
import { buildByHand, type ImageByHand } from './image-by-hand.ts';

// npm fetches some 140 packages here when its cache is empty.
const installMsMax = 240_000;

describe('the image, built by hand', () => {
  let image: ImageByHand;
  let redis: TestRedis;
  let gateway: Program | undefined;
  let environment: Record<string, string>;

  beforeAll(async () => {
    redis = await startRedis({ tcp: true, appendonly: true });
    image = buildByHand();
    environment = {
      ...variablesOf(image.stage),
      PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
      REDIS_URL: redis.url,
      POUNDKEY_SECRET: 'f3a1c2d4e5b697887766554433221100',
      POUNDKEY_PUBLIC_URL: 'https://phone.example.com',
      POUNDKEY_PORT: `${await freePort()}`,
      POUNDKEY_WEBHOOK_PORT: '0',
      TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
      TWILIO_AUTH_TOKEN: 'token',
      TWILIO_CALL_FROM: '+14155550001',
    };
  }, installMsMax);

  afterAll(async () => {
    gateway?.child.kill('SIGKILL');
    image?.remove();
    await redis?.stop();
  });

  const words = (keyword: 'CMD' | 'HEALTHCHECK'): string[] => execFormOf(commandOf(image.stage, keyword) ?? '') ?? [];

  test('has no development packages and no Node of its own', () => {
    expect(existsSync(join(image.folder, 'node_modules', 'express'))).toBe(true);
    for (const absent of ['vitest', '@biomejs', 'playwright-core', 'yaml', '.bin/node'])
      expect(existsSync(join(image.folder, 'node_modules', absent)), absent).toBe(false);
  });

  test('its health check fails, in a sentence, while nothing runs', () => {
    const [program = '', ...args] = words('HEALTHCHECK');
    const checked = spawnSync(program, args, { cwd: image.folder, env: environment, encoding: 'utf8' });
    expect(checked.status).toBe(1);
    expect(checked.stderr).toMatch(/\/readyz is not ready: nothing listens there\n$/);
  });

  test('starts by its command and becomes ready by its own health check', async () => {
    const [program = '', ...args] = words('CMD');
    gateway = startProgram(program, args, { cwd: image.folder, env: environment });
    const [check = '', ...checkArgs] = words('HEALTHCHECK');
    const waiting = startProgram(check, [...checkArgs, '--wait'], { cwd: image.folder, env: environment });
    await gateway.says(/ready for work/);
    expect(await waiting.ended).toMatchObject({ status: 0, stderr: '' });
    const answer = await fetch(`http://127.0.0.1:${environment['POUNDKEY_PORT']}/readyz`);
    expect(answer.status).toBe(200);
  }, 60_000);

  test('ends cleanly on SIGTERM', async () => {
    if (gateway === undefined) throw new Error('it never started');
    gateway.child.kill('SIGTERM');
    expect(await gateway.ended).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('"shut down"'),
      stderr: '',
    });
  });

  test('runs the commands of the demo services as well', async () => {
    const port = `${await freePort()}`;
    const start = (args: string[], env: Record<string, string>) =>
      startProgram('node', args, { cwd: image.folder, env: { PATH: environment['PATH'], ...env } });
    const simulator = start(['simulator/main.ts'], { SIMULATOR_PORT: port, SIMULATOR_HOST: '0.0.0.0' });
    const settings = { POUNDKEY_API_KEYS: 'default:a-key', DEMO_PORT: '0', DEMO_HOST: '0.0.0.0' };
    const example = start(['demo/main.ts'], settings);
    try {
      await example.says(/^Example auth server: http:\/\/0\.0\.0\.0:\d+\n$/);
      const check = ['bin/poundkey.js', 'readyz', '--wait', '--url', `http://127.0.0.1:${port}/simulator/v1/phones`];
      expect((await start(check, {}).ended).status).toBe(0);
      expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toContain('<title>Phone simulator</title>');
      for (const { child } of [simulator, example]) child.kill('SIGTERM');
      for (const { ended } of [simulator, example]) expect(await ended).toMatchObject({ status: 0, stderr: '' });
    } finally {
      for (const { child } of [simulator, example]) child.kill('SIGKILL');
    }
  }, 60_000);
});
