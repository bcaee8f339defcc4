import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type LocalRedis, startLocalRedis } from '../../script/local-redis.mjs';
import { isAlive } from './machine.ts';

const MODULE = fileURLToPath(new URL('../../script/local-redis.mjs', import.meta.url));
const started: { stop(): Promise<unknown> | unknown }[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
});

async function start(options?: Parameters<typeof startLocalRedis>[0]): Promise<LocalRedis> {
  const redis = await startLocalRedis(options);
  started.push(redis);
  return redis;
}

interface More {
  readonly lazyConnect?: boolean;
  readonly retryStrategy?: () => number | null;
}

function connect({ port, socketPath }: LocalRedis, more: More = {}): Redis {
  const options = { retryStrategy: () => 20, maxRetriesPerRequest: null, ...more };
  const client =
    socketPath === undefined ? new Redis({ port: port ?? 0, ...options }) : new Redis({ path: socketPath, ...options });
  client.on('error', () => {});
  started.push({ stop: () => client.disconnect() });
  return client;
}

describe('a local Redis', () => {
  test.each([{}, { port: 0 }])('answers on its address, keeps no data and evicts nothing: %j', async (options) => {
    const client = connect(await start(options));
    expect(await client.ping()).toBe('PONG');
    expect(await client.config('GET', 'save')).toEqual(['save', '']);
    expect(await client.config('GET', 'appendonly')).toEqual(['appendonly', 'no']);
    expect(await client.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
  });

  test('listens on this machine only', async () => {
    const client = connect(await start({ port: 0 }));
    expect(await client.config('GET', 'bind')).toEqual(['bind', '127.0.0.1']);
  });

  test.each([{ appendonly: true }, { appendonly: true, port: 0 }])(
    'restarts on its address with its data: %j',
    async (options) => {
      const redis = await start(options);
      const client = connect(redis);
      await client.set('a', '1');
      const { pid, url, socketPath } = redis;
      await redis.kill();
      const late = connect(redis, { lazyConnect: true, retryStrategy: () => null });
      await expect(late.connect()).rejects.toThrow('Connection is closed');
      await redis.restart();
      expect([redis.url, redis.socketPath]).toEqual([url, socketPath]);
      expect(redis.pid).not.toBe(pid);
      expect(await client.get('a')).toBe('1');
    },
  );

  test('stands still and goes on', async () => {
    const redis = await start();
    const client = connect(redis);
    await client.ping();
    redis.freeze();
    const answer = client.ping();
    const first = await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 100, 'silence'))]);
    expect(first).toBe('silence');
    redis.thaw();
    expect(await answer).toBe('PONG');
  });

  test('takes its data with it, also when it is frozen or was restarted', async () => {
    const redis = await start({ appendonly: true });
    await redis.restart();
    redis.freeze();
    await redis.stop();
    expect(existsSync(redis.folder)).toBe(false);
    expect(isAlive(redis.pid)).toBe(false);
  });

  test('says why it does not start, and leaves nothing behind', async () => {
    const { port } = await start({ port: 0 });
    await expect(start({ port: port ?? 0 })).rejects.toThrow(/Redis ended while starting: .*Address already in use/);
    await expect(start({ program: '/nonexistent/redis-server' })).rejects.toThrow(/Redis ended while starting/);
  });
});

describe('when the process that started it is gone', () => {
  // Node 20 and 24 alike: this is the module that a bare machine runs.
  const program = `
    import { startLocalRedis } from ${JSON.stringify(MODULE)};
    const redis = await startLocalRedis({ port: 0, appendonly: true });
    console.log(JSON.stringify({ pid: redis.pid, folder: redis.folder }));
    setInterval(() => {}, 1000);`;

  async function startParent() {
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(createInterface({ input: parent.stdout }), 'line');
    return { parent, redis: JSON.parse(String(line)) as { pid: number; folder: string } };
  }

  test.each([
    ['by kill -9', (pid: number) => process.kill(pid, 'SIGKILL')],
    ['by Ctrl-C, which goes to its whole group', (pid: number) => process.kill(-pid, 'SIGINT')],
    ['by a SIGTERM to its group', (pid: number) => process.kill(-pid, 'SIGTERM')],
  ])('%s, Redis is gone too and so is its folder', async (_, end) => {
    const { parent, redis } = await startParent();
    expect(isAlive(redis.pid)).toBe(true);
    end(parent.pid ?? 0);
    await vi.waitFor(
      () =>
        expect({ redis: isAlive(redis.pid), folder: existsSync(redis.folder) }).toEqual({
          redis: false,
          folder: false,
        }),
      15_000,
    );
  });

  test('even a frozen Redis is', async () => {
    const { parent, redis } = await startParent();
    process.kill(redis.pid, 'SIGSTOP');
    parent.kill('SIGKILL');
    await vi.waitFor(() => expect(isAlive(redis.pid)).toBe(false), 15_000);
  });
});
