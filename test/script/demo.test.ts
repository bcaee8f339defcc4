import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findProgram } from '../../script/find-program.mjs';
import { REDIS_PROGRAMS } from '../../script/local-redis.mjs';
import { createMachine, isAlive, type Run } from './machine.ts';

// Stands in for the house: writes down what it is told, and ends when it is told or when its stdin ends.
const START = `
import { appendFileSync } from 'node:fs';
const write = (line) => appendFileSync('seen', line + '\\n');
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => { write(signal); setTimeout(() => process.exit(0), 100); });
process.stdin.on('end', () => { write('end of stdin'); process.exit(0); }).resume();
write('pid ' + process.pid);
write('node ' + process.version);
write('redis ' + process.env['REDIS_URL']);
write('watch ' + process.env['POUNDKEY_PARENT_PIPE']);
if (process.env['CODE']) process.exit(Number(process.env['CODE']));
`;

let machine: ReturnType<typeof createMachine>;
const running: Run[] = [];

beforeEach(() => {
  machine = createMachine();
  machine.write('demo/start.ts', START);
});
afterEach(async () => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL');
  machine.remove();
});

const seen = () => {
  const file = join(machine.root, 'seen');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
};
const fact = (name: string) =>
  seen()
    .find((line) => line.startsWith(`${name} `))
    ?.slice(name.length + 1);

async function startDemo(env: Record<string, string> = {}): Promise<Run> {
  const run = machine.start(process.execPath, [machine.script('demo.mjs')], { env });
  running.push(run);
  await vi.waitFor(() => expect(fact('watch'), run.output()).toBeDefined(), { timeout: 10_000, interval: 20 });
  return run;
}

function linkRedis(): void {
  machine.link('redis-server', findProgram(REDIS_PROGRAMS));
}

describe('npm run demo', () => {
  test('with a REDIS_URL needs no Redis on the machine and passes the address on', async () => {
    const run = await startDemo({ REDIS_URL: 'redis://elsewhere:6379' });
    expect(fact('redis')).toBe('redis://elsewhere:6379');
    expect(run.output()).toBe('');
  });

  test('starts a Redis of its own on a free port, says where, and takes it along', async () => {
    linkRedis();
    const run = await startDemo();
    expect(fact('redis')).toMatch(/^redis:\/\/127\.0\.0\.1:\d+$/);
    expect(run.output()).toContain(`Redis for this demo: ${fact('redis')} `);
    process.kill(-run.pid, 'SIGTERM');
    expect(await run.ended).toEqual({ code: 0, signal: null });
    expect(await answers(fact('redis') ?? '')).toBe(false);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('passes %s on once, waits, and calls it a success', async (signal) => {
    const run = await startDemo({ REDIS_URL: 'redis://elsewhere:6379' });
    process.kill(-run.pid, signal);
    process.kill(-run.pid, signal);
    expect(await run.ended).toEqual({ code: 0, signal: null });
    expect(seen().filter((line) => line.startsWith('SIG'))).toEqual([signal]);
  });

  test('that is killed takes everything along', async () => {
    linkRedis();
    const run = await startDemo();
    process.kill(run.pid, 'SIGKILL');
    await vi.waitFor(() => expect(seen()).toContain('end of stdin'), 15_000);
    await vi.waitFor(() => expect(isAlive(Number(fact('pid')))).toBe(false), 15_000);
    await vi.waitFor(async () => expect(await answers(fact('redis') ?? '')).toBe(false), 15_000);
  });

  test('ends with the code of what it started', async () => {
    const run = await startDemo({ REDIS_URL: 'redis://elsewhere:6379', CODE: '7' });
    expect(await run.ended).toEqual({ code: 7, signal: null });
  });

  test('ends, and says so, when its Redis does', async () => {
    linkRedis();
    const run = await startDemo();
    const socket = await connected(fact('redis') ?? '');
    socket.write('SHUTDOWN NOSAVE\r\n');
    expect(await run.ended).toEqual({ code: 1, signal: null });
    expect(run.output()).toContain('The local Redis has ended, and the demo with it.\nTo fix it: npm run demo\n');
    expect(seen()).toContain('SIGTERM');
  });
});

async function connected(url: string) {
  const { connect } = await import('node:net');
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return socket;
}

async function answers(url: string): Promise<boolean> {
  try {
    (await connected(url)).destroy();
    return true;
  } catch {
    return false;
  }
}
