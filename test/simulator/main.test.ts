import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

const MAIN = fileURLToPath(new URL('../../simulator/main.ts', import.meta.url));

function start(environment: Record<string, string>) {
  const child = spawn(process.execPath, [MAIN], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

it.each(['SIGTERM', 'SIGINT'] as const)(
  'prints its address, serves the page, and stops cleanly on %s',
  async (signal) => {
    const child = start({ SIMULATOR_PORT: '0' });
    const [line] = await once(child.stdout, 'data');
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(String(line))?.[0] ?? '';
    expect(await (await fetch(address)).text()).toContain('<title>Phone simulator</title>');
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
  },
);

it('names every bad setting at once and exits with 1', async () => {
  const child = start({ SIMULATOR_PORT: 'high', TWILIO_ACCOUNT_SID: 'AC1' });
  let words = '';
  child.stderr.on('data', (part) => {
    words += part;
  });
  expect((await once(child, 'close'))[0]).toBe(1);
  expect(words).toContain('SIMULATOR_PORT');
  expect(words).toContain('TWILIO_ACCOUNT_SID');
});

it('says in words that its port is taken', async () => {
  const first = start({ SIMULATOR_PORT: '0' });
  const [line] = await once(first.stdout, 'data');
  const port = /:(\d+)\n/.exec(String(line))?.[1] ?? '';
  const second = start({ SIMULATOR_PORT: port });
  let words = '';
  second.stderr.on('data', (part) => {
    words += part;
  });
  expect((await once(second, 'close'))[0]).toBe(1);
  expect(words).toBe(
    `The simulator cannot start: port ${port} of 127.0.0.1 is taken; give another one with SIMULATOR_PORT or --port, 0 for any\n`,
  );
});

it('shows the token that it made up, and never one that it was given', async () => {
  const [made] = await once(start({ SIMULATOR_PORT: '0' }).stdout, 'data');
  expect(String(made)).toContain(`account SID AC${'5'.repeat(32)}, auth token simulator-auth-token`);
  const [given] = await once(start({ SIMULATOR_PORT: '0', TWILIO_AUTH_TOKEN: 'a-real-one' }).stdout, 'data');
  expect(String(given)).toContain('auth token as set in TWILIO_AUTH_TOKEN');
  expect(String(given)).not.toContain('a-real-one');
});
