import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../support/gateway.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { commandOf, execFormOf, variablesOf } from './dockerfile.ts';
import { buildByHand, type ImageByHand } from './image-by-hand.ts';

// npm fetches some 140 packages here when its cache is empty.
const installMsMax = 240_000;

describe('the image, built by hand', () => {
  let image: ImageByHand;
  let redis: TestRedis;
  let gateway: ChildProcess | undefined;
  let environment: Record<string, string>;
  const output: string[] = [];

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
    gateway?.kill('SIGKILL');
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
    gateway = spawn(program, args, { cwd: image.folder, env: environment });
    gateway.stdout?.on('data', (chunk) => output.push(String(chunk)));
    gateway.stderr?.on('data', (chunk) => output.push(String(chunk)));
    const [check = '', ...checkArgs] = words('HEALTHCHECK');
    const waiting = spawn(check, [...checkArgs, '--wait'], { cwd: image.folder, env: environment });
    const [code] = await once(waiting, 'exit');
    expect(code, output.join('')).toBe(0);
    const answer = await fetch(`http://127.0.0.1:${environment['POUNDKEY_PORT']}/readyz`);
    expect(answer.status).toBe(200);
  }, 60_000);

  test('ends cleanly on SIGTERM', async () => {
    if (gateway === undefined) throw new Error('it never started');
    const ended = once(gateway, 'exit');
    gateway.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(output.join('')).toContain('shut down');
  });

  test('runs the commands of the demo services as well', async () => {
    const port = `${await freePort()}`;
    const simulator = spawn('node', ['simulator/main.ts'], {
      cwd: image.folder,
      env: { PATH: environment['PATH'], SIMULATOR_PORT: port, SIMULATOR_HOST: '0.0.0.0' },
    });
    const example = spawn('node', ['demo/main.ts'], {
      cwd: image.folder,
      env: { PATH: environment['PATH'], REDIS_URL: redis.url, DEMO_PORT: '0', DEMO_HOST: '0.0.0.0' },
    });
    try {
      const check = ['bin/poundkey.js', 'readyz', '--wait', '--url', `http://127.0.0.1:${port}/simulator/v1/phones`];
      const waiting = spawn('node', check, { cwd: image.folder, env: environment });
      const [said] = await once(example.stdout, 'data');
      expect(String(said)).toMatch(/^Example auth server: http:\/\/0\.0\.0\.0:\d+\n$/);
      expect(await once(waiting, 'exit')).toEqual([0, null]);
      const ended = Promise.all([once(simulator, 'exit'), once(example, 'exit')]);
      for (const child of [simulator, example]) child.kill('SIGTERM');
      expect(await ended).toEqual([
        [0, null],
        [0, null],
      ]);
    } finally {
      for (const child of [simulator, example]) child.kill('SIGKILL');
    }
  }, 60_000);
});
