import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { freePort } from '../../script/free-port.mjs';
import { startWorld } from '../support/gateway.ts';
import { runCommand, startCommand } from './program.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A gateway as far as this command sees it: each answer in turn, the last one for ever. */
async function answering(...answers: readonly [number, unknown][]): Promise<string> {
  let asked = 0;
  const server = createServer((_request, response) => {
    const [status, body] = answers[Math.min(asked++, answers.length - 1)] ?? [500, ''];
    response.writeHead(status, { Connection: 'close' }).end(JSON.stringify(body));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return String((server.address() as AddressInfo).port);
}

const notReady = { failing: [{ check: 'redis', problem: 'Redis cannot be reached: no answer' }] };

test('a gateway that can work is ready; one that has lost Redis is not, and why', async () => {
  const world = await startWorld();
  try {
    const env = { POUNDKEY_PORT: new URL(world.api).port };
    expect(await runCommand(['readyz'], env)).toEqual({ status: 0, stdout: '✓ ready\n', stderr: '' });
    world.redis.freeze();
    const ran = await runCommand(['readyz'], env);
    expect(ran).toMatchObject({ status: 1, stdout: '' });
    expect(ran.stderr).toMatch(
      /^✗ http:\/\/127\.0\.0\.1:\d+\/readyz is not ready: 503, redis: Redis cannot be reached/,
    );
  } finally {
    world.redis.thaw();
    await world.stop();
  }
});

test('--wait asks until it is ready', async () => {
  const port = await answering([503, notReady], [503, notReady], [200, {}]);
  expect((await runCommand(['readyz', '--wait', '--timeout', '20'], { POUNDKEY_PORT: port })).status).toBe(0);
});

test('--wait gives up with the last reason heard, although what came after was cut short', async () => {
  let asked = 0;
  const server = createServer((_request, response) => {
    // The first question is answered; the second one never is, so the time runs out in the middle of it.
    asked += 1;
    if (asked === 1) response.writeHead(503).end(JSON.stringify(notReady));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const ran = await runCommand(['readyz', '--wait', '--timeout', '5'], { POUNDKEY_PORT: `${port}` });
  server.closeAllConnections();
  expect(ran.status).toBe(1);
  expect(ran.stderr).toContain('is not ready: 503, redis: Redis cannot be reached: no answer\n');
});

test('says that nothing listens there, by its own address or another', async () => {
  const port = `${await freePort()}`;
  const here = await runCommand(['readyz'], { POUNDKEY_PORT: port, POUNDKEY_HOST: '0.0.0.0' });
  expect(here).toMatchObject({
    status: 1,
    stderr: `✗ http://127.0.0.1:${port}/readyz is not ready: nothing listens there\n`,
  });
  const there = await runCommand(['readyz', '--url', `http://127.0.0.1:${port}/x`]);
  expect(there.stderr).toContain(`http://127.0.0.1:${port}/x is not ready`);
});

test('a gateway that never answers is not ready after --timeout', async () => {
  const server = createServer(() => undefined);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const ran = await runCommand(['readyz', '--timeout', '0.3'], { POUNDKEY_PORT: `${port}` });
  server.closeAllConnections();
  expect(ran).toMatchObject({ status: 1, stderr: expect.stringContaining('no answer in time') });
});

test('leaves on Ctrl-C while it waits', async () => {
  const port = await answering([503, notReady]);
  const waiting = startCommand(['readyz', '--wait', '--timeout', '600'], { POUNDKEY_PORT: port });
  await new Promise<void>((resolve) => servers[0]?.once('request', () => resolve()));
  waiting.child.kill('SIGINT');
  expect((await waiting.ended).status).toBe(1);
});

test.each([
  [['--url', 'ftp://x'], {}, '--url must be an http:// or https:// address.'],
  [['--timeout', 'soon'], {}, '--timeout must be a number of seconds, 3600 at most.'],
  [[], { POUNDKEY_PORT: '0' }, 'POUNDKEY_PORT is 0, any free one: say which by --url.'],
  [[], { POUNDKEY_PORT: 'x' }, /POUNDKEY_PORT must be/],
])('refuses %j with %j', async (args, env, says) => {
  const ran = await runCommand(['readyz', ...args], env);
  expect(ran.status).toBe(2);
  expect(ran.stderr).toMatch(says);
});
