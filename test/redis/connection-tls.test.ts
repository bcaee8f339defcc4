import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findProgram } from '../../script/find-program.mjs';
import { freePort } from '../../script/free-port.mjs';
import { REDIS_PROGRAMS } from '../../script/local-redis.mjs';
import { type Connection, openConnection } from '../../src/redis/connection.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { startTlsLine, type TlsLine, trustTestAuthority } from '../support/tls-line.ts';
import { startCluster } from './cluster.ts';

let redis: TestRedis;
let line: TlsLine;
let distrust: () => void;
beforeAll(async () => {
  redis = await startRedis({ tcp: true });
  line = await startTlsLine(() => Number(new URL(redis.url).port));
  distrust = trustTestAuthority();
});
afterAll(async () => {
  distrust?.();
  await line?.stop();
  await redis?.stop();
});

/** Several commands in one turn, so that they leave as one write. */
async function expectItWorks(connection: Connection): Promise<void> {
  const keys = ['a', 'b', 'c', 'd'];
  expect(await Promise.all(keys.map((key) => connection.set(key, `is ${key}`)))).toEqual(keys.map(() => 'OK'));
  expect(await Promise.all(keys.map((key) => connection.get(key)))).toEqual(keys.map((key) => `is ${key}`));
}

function open(url: string) {
  const connection = openConnection(url);
  const errors: Error[] = [];
  connection.on('error', (error: Error) => errors.push(error));
  return { connection, errors };
}

it('goes over TLS to one Redis', async () => {
  const { connection } = open(`rediss://localhost:${line.port}`);
  await connection.connect();
  await expectItWorks(connection);
  connection.disconnect();
});

it('trusts no certificate that is made out to another name', async () => {
  const { connection, errors } = open(`rediss://127.0.0.1:${line.port}`);
  connection.connect().catch(() => undefined);
  await expect.poll(() => errors[0]).toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  connection.disconnect();
});

it('trusts no certificate of an unknown authority', async () => {
  distrust();
  const { connection, errors } = open(`rediss://localhost:${line.port}`);
  connection.connect().catch(() => undefined);
  await expect.poll(() => errors[0]).toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  connection.disconnect();
  distrust = trustTestAuthority();
});

it('goes over TLS to each node of a cluster, by the name on its certificate', async () => {
  const cluster = await startCluster({ overTls: true });
  const { connection } = open(cluster.url);
  await connection.connect();
  await expectItWorks(connection);
  connection.disconnect();
  await cluster.stop();
});

it('goes over TLS to sentinels and to the primary that they name', async () => {
  const [port, folder] = [await freePort(), mkdtempSync(join(tmpdir(), 'poundkey-sentinel-'))];
  const settings = [
    ...[`port ${port}`, `dir ${folder}`, 'sentinel resolve-hostnames yes', 'sentinel announce-hostnames yes'],
    `sentinel monitor main-one localhost ${line.port} 1`,
  ];
  const file = join(folder, 'sentinel.conf');
  writeFileSync(file, `${settings.join('\n')}\n`);
  const sentinel = spawn(findProgram(REDIS_PROGRAMS) ?? '', [file, '--sentinel'], { stdio: 'ignore' });
  const toSentinel = await startTlsLine(() => port);
  const { connection } = open(`rediss+sentinel://localhost:${toSentinel.port}/main-one`);
  connection.connect().catch(() => undefined);
  await expect.poll(() => connection.status, { timeout: 5_000 }).toBe('ready');
  await expectItWorks(connection);
  connection.disconnect();
  sentinel.kill('SIGKILL');
  await once(sentinel, 'exit');
  await toSentinel.stop();
  rmSync(folder, { recursive: true });
});
