import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freePort } from '../../script/free-port.mjs';
import { openConnection, openPatientConnection, parseManyHosts } from '../../src/redis/connection.ts';
import { startLossyLine } from '../client/lossy-line.ts';
import { startRedis } from '../support/redis.ts';

describe('an address with many hosts', () => {
  it('is a cluster or sentinels, with their ports or the usual ones', () => {
    expect(parseManyHosts('redis+cluster://a:7000,b:7001,c')).toEqual({
      kind: 'cluster',
      hosts: [
        { host: 'a', port: 7000 },
        { host: 'b', port: 7001 },
        { host: 'c', port: 6379 },
      ],
      credentials: {},
      path: '',
      isEncrypted: false,
    });
    expect(parseManyHosts('redis+sentinel://s1,s2:26380/main-one')).toEqual({
      kind: 'sentinel',
      hosts: [
        { host: 's1', port: 26379 },
        { host: 's2', port: 26380 },
      ],
      credentials: {},
      path: 'main-one',
      isEncrypted: false,
    });
    expect(parseManyHosts('rediss+cluster://a')?.isEncrypted).toBe(true);
    expect(parseManyHosts('rediss+sentinel://a/main-one')?.isEncrypted).toBe(true);
  });

  it('takes user and password, also with characters that an address cannot have', () => {
    const credentialsOf = (url: string) => parseManyHosts(url)?.credentials;
    expect(credentialsOf('redis+cluster://user:p%40ss%3A%2F@a:1')).toEqual({ username: 'user', password: 'p@ss:/' });
    expect(credentialsOf('redis+sentinel://:only-password@a/m')).toEqual({ password: 'only-password' });
    expect(credentialsOf('redis+sentinel://user@a/m')).toEqual({ username: 'user' });
  });

  it('may name hosts by IPv6 address', () => {
    expect(parseManyHosts('redis+cluster://[::1]:7000,[fe80::2]')?.hosts).toEqual([
      { host: '::1', port: 7000 },
      { host: 'fe80::2', port: 6379 },
    ]);
  });

  it('is not what a single Redis has', () => {
    for (const url of ['redis://a:1', 'rediss://a', 'redis://a/0', 'http://a', 'redis+other://a', 'redis+cluster://'])
      expect(parseManyHosts(url)).toBeUndefined();
  });
});

describe('a connection', () => {
  it('never connects by itself, fails at once while it is away, and works again when Redis is back', async () => {
    const redis = await startRedis({ tcp: true });
    const connection = openConnection(redis.url);
    connection.on('error', () => undefined);
    expect(connection.status).toBe('wait');
    await connection.connect();
    expect(await connection.ping()).toBe('PONG');
    await redis.kill();
    await expect.poll(() => connection.status).not.toBe('ready');
    const asked = performance.now();
    await expect(connection.ping()).rejects.toThrow();
    expect(performance.now() - asked).toBeLessThan(200);
    await redis.restart();
    await expect.poll(() => connection.ping().catch(() => 'away')).toBe('PONG');
    connection.disconnect();
    await redis.stop();
  });

  it('gives up a command that is not answered within its time', async () => {
    const redis = await startRedis({ tcp: true });
    const connection = openConnection(redis.url, 100);
    connection.on('error', () => undefined);
    await connection.connect();
    redis.freeze();
    await expect(connection.ping()).rejects.toThrow('Command timed out');
    redis.thaw();
    await expect.poll(() => connection.ping().catch(() => 'away')).toBe('PONG');
    connection.disconnect();
    await redis.stop();
  });

  it('that is patient lets its commands wait for Redis', async () => {
    const redis = await startRedis({ tcp: true });
    const connection = openPatientConnection(redis.url);
    connection.on('error', () => undefined);
    await connection.connect();
    await redis.kill();
    const waiting = connection.ping();
    await redis.restart();
    expect(await waiting).toBe('PONG');
    connection.disconnect();
    await redis.stop();
  });

  it.each([
    ['quick', (url: string) => openConnection(url, 100)],
    ['patient', (url: string) => openPatientConnection(url, 500)],
  ])('that is %s is replaced when it has gone deaf: a dead host says no goodbye', async (_name, open) => {
    const redis = await startRedis({ tcp: true });
    const line = await startLossyLine(Number(new URL(redis.url).port));
    const connection = open(`redis://127.0.0.1:${line.port}`);
    connection.on('error', () => undefined);
    await connection.connect();
    const deaf = line.loseAnswersAfter('deaf');
    const first = connection.set('deaf', 'x').catch(() => 'no answer');
    await deaf;
    await expect.poll(() => connection.get('deaf').catch(() => 'no answer')).toBe('x');
    expect(['OK', 'no answer']).toContain(await first);
    connection.disconnect();
    await line.stop();
    await redis.stop();
  });

  it('sends nothing twice: what was on the line when it broke is not known, and fails', async () => {
    const redis = await startRedis({ tcp: true });
    const line = await startLossyLine(Number(new URL(redis.url).port));
    const connection = openConnection(`redis://127.0.0.1:${line.port}`, 500);
    connection.on('error', () => undefined);
    await connection.connect();
    const done = line.loseAnswersAfter('only-once');
    const pushed = connection.rpush('pushed', 'only-once').catch(() => 'unknown');
    await done;
    line.cut();
    await expect.poll(() => connection.llen('pushed').catch(() => 'away')).toBe(1);
    expect(await pushed).toBe('unknown');
    expect(await connection.llen('pushed')).toBe(1);
    connection.disconnect();
    await line.stop();
    await redis.stop();
  });

  it('finds the main server through sentinels', async () => {
    const redis = await startRedis({ tcp: true });
    const [port, folder] = [await freePort(), mkdtempSync(join(tmpdir(), 'poundkey-sentinel-'))];
    const lines = [`port ${port}`, `dir ${folder}`, `sentinel monitor main-one 127.0.0.1 ${new URL(redis.url).port} 1`];
    const file = join(folder, 'sentinel.conf');
    writeFileSync(file, `${lines.join('\n')}\n`);
    const sentinel = spawn('redis-server', [file, '--sentinel'], { stdio: 'ignore' });
    const connection = openConnection(`redis+sentinel://127.0.0.1:${port}/main-one`);
    connection.on('error', () => undefined);
    connection.connect().catch(() => undefined);
    await expect.poll(() => connection.status).toBe('ready');
    await connection.set('found', 'it');
    expect(await connection.get('found')).toBe('it');
    connection.disconnect();
    sentinel.kill('SIGKILL');
    await once(sentinel, 'exit');
    rmSync(folder, { recursive: true });
    await redis.stop();
  });
});
