import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../script/free-port.mjs';
import type { Finding } from '../../src/diagnose/finding.ts';
import { startWorld, type World } from '../support/gateway.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { authorityFile, startTlsLine } from '../support/tls-line.ts';
import { runCommand } from './program.ts';

const secret = '5f2b7c9a41d08e6633b1c4a7f0d92e58';
const key = 'b7e15163e8f0a4c29d3b6a1f';

describe('poundkey doctor', () => {
  let world: World;
  let redis: TestRedis;
  let client: Redis;
  let elsewhere: Server;
  /** Nothing wrong with it: a real gateway with a real Redis, and the simulator. */
  let healthy: Record<string, string>;

  beforeAll(async () => {
    world = await startWorld({ POUNDKEY_SECRET: secret });
    redis = await startRedis({ tcp: true, appendonly: true });
    client = new Redis(redis.url);
    await client.config('SET', 'appendfsync', 'always');
    elsewhere = createServer((_request, response) => void response.end('Welcome to nginx!'));
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    healthy = {
      REDIS_URL: redis.url,
      POUNDKEY_SECRET: secret,
      POUNDKEY_PUBLIC_URL: world.webhooks,
      POUNDKEY_API_KEYS: `default:${key}`,
      TWILIO_ACCOUNT_SID: world.simulator.accountSid,
      TWILIO_AUTH_TOKEN: world.simulator.authToken,
      TWILIO_CALL_FROM: '+14155550001',
      TWILIO_TEXT_FROM: '+14155550002',
      TWILIO_API_BASE_URL: world.simulator.url,
    };
  });
  afterAll(async () => {
    elsewhere?.close();
    client?.disconnect();
    await redis?.stop();
    await world?.stop();
  });

  async function examine(changes: Record<string, string | undefined> = {}) {
    const ran = await runCommand(['doctor', '--json'], { ...healthy, ...changes });
    expect(ran.stderr).toBe('');
    const report = JSON.parse(ran.stdout) as { ok: boolean; counts: Record<string, number>; findings: Finding[] };
    return { ...report, status: ran.status, stdout: ran.stdout };
  }

  test('finds nothing wrong where nothing is', async () => {
    const { ok, status, findings } = await examine();
    expect(findings.filter(({ level }) => level === 'fault')).toEqual([]);
    expect({ ok, status }).toEqual({ ok: true, status: 0 });
    const unknown = findings.filter(({ level }) => level === 'unknown').map(({ name }) => name);
    expect(unknown, 'the simulator lists no numbers').toEqual(['TWILIO_CALL_FROM', 'TWILIO_TEXT_FROM']);
  });

  test('trusts the certificate of an authority that NODE_EXTRA_CA_CERTS names, and no other', async () => {
    const line = await startTlsLine(() => Number(new URL(redis.url).port));
    const overTls = { REDIS_URL: `rediss://localhost:${line.port}` };
    expect(await examine({ ...overTls, NODE_EXTRA_CA_CERTS: authorityFile })).toMatchObject({ ok: true });
    await finds(overTls, 'redis', 'reachable', /certificate that nobody known to this machine vouches for/);
    await line.stop();
  });

  /** Exactly this is wrong, it comes with a fix, and the exit code tells. */
  async function finds(changes: Record<string, string | undefined>, area: string, name: string, says: RegExp) {
    const { ok, status, findings } = await examine(changes);
    const faults = findings.filter(({ level }) => level === 'fault');
    expect(faults).toEqual([
      { area, name, level: 'fault', says: expect.stringMatching(says), fix: expect.stringMatching(/\w+ .*\w/) },
    ]);
    expect({ ok, status }).toEqual({ ok: false, status: 1 });
  }

  describe('finds each of these faults, and no other', () => {
    test('1. Redis that may throw challenges away', async () => {
      await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
      await finds({}, 'redis', 'eviction', /allkeys-lru/);
      await client.config('SET', 'maxmemory-policy', 'noeviction');
    });

    test('2. Redis without an append-only file', async () => {
      await client.config('SET', 'appendonly', 'no');
      await finds({}, 'redis', 'append-only file', /off/);
      await client.config('SET', 'appendonly', 'yes');
    });

    test('3. Redis at another port', async () => {
      const url = `redis://:hunter2@127.0.0.1:${await freePort()}`;
      await finds({ REDIS_URL: url }, 'redis', 'reachable', /^(?!.*hunter2).*ECONNREFUSED/);
    });

    test('4. Redis with a password that we do not have', async () => {
      await client.config('SET', 'requirepass', 'hunter2');
      await finds({}, 'redis', 'reachable', /wants another user or password/);
      await client.config('SET', 'requirepass', '');
    });

    test('5. something else than Redis', async () => {
      const { port } = elsewhere.address() as AddressInfo;
      await finds({ REDIS_URL: `redis://127.0.0.1:${port}` }, 'redis', 'reachable', /does not talk like Redis/);
    });

    test('6. Redis that takes no writes', async () => {
      await client.call('REPLICAOF', '127.0.0.1', '1');
      await finds({}, 'redis', 'role', /replica/);
      await client.call('REPLICAOF', 'NO', 'ONE');
    });

    test('6a. Redis that is full, or has another secret', async () => {
      await client.config('SET', 'maxmemory', '1mb');
      await finds({}, 'redis', 'writes', /^Redis refuses them: OOM/);
      await client.config('SET', 'maxmemory', '0');
      await client.set('poundkey:secret', 'of another');
      await finds({}, 'redis', 'secret', /another POUNDKEY_SECRET/);
      await client.del('poundkey:secret');
    });

    test('7. a token that the provider refuses', async () => {
      // The gateway itself has the right one, so what this one signs is refused there as well.
      const { findings, status } = await examine({ TWILIO_AUTH_TOKEN: 'wrong' });
      const faults = findings.filter(({ level }) => level === 'fault').map(({ name }) => name);
      expect({ faults, status }).toEqual({ faults: ['webhooks', 'account'], status: 1 });
    });

    test('8. a setting that is wrong', async () => {
      await finds({ POUNDKEY_PORT: 'x' }, 'settings', 'POUNDKEY_PORT', /must be a whole number from 0 to 65535/);
    });

    test('9. settings that are missing, all of them', async () => {
      const { findings } = await examine({ POUNDKEY_SECRET: '', TWILIO_ACCOUNT_SID: undefined });
      const faults = findings.filter(({ level }) => level === 'fault');
      expect(faults.map(({ name, says }) => [name, says])).toEqual([
        ['POUNDKEY_SECRET', 'is missing'],
        ['TWILIO_ACCOUNT_SID', 'is missing'],
      ]);
      expect(findings.filter(({ level }) => level === 'good').map(({ area }) => area)).toContain('redis');
    });

    test('10. a key that can be guessed, without repeating it', async () => {
      const weak = 'payroll-changeme-1234';
      await finds(
        { POUNDKEY_API_KEYS: `default:${key},payroll:${weak}` },
        'secrets',
        'API key of payroll',
        /^(?!.*1234)can be guessed/,
      );
    });

    test('11. a public address where nobody answers', async () => {
      const url = `http://127.0.0.1:${await freePort()}`;
      await finds({ POUNDKEY_PUBLIC_URL: url }, 'address', 'webhooks', /ECONNREFUSED/);
    });

    test('12. a public address where somebody else answers', async () => {
      const { port } = elsewhere.address() as AddressInfo;
      await finds({ POUNDKEY_PUBLIC_URL: `http://127.0.0.1:${port}` }, 'address', 'webhooks', /something else answers/);
    });

    test('13. a public address that the gateway does not know as its own, so that no signature fits', async () => {
      const port = new URL(world.webhooks).port;
      await finds({ POUNDKEY_PUBLIC_URL: `http://localhost:${port}` }, 'address', 'webhooks', /refuses what is signed/);
    });

    test('14. a provider that is not there', async () => {
      const url = `http://127.0.0.1:${await freePort()}`;
      await finds({ TWILIO_API_BASE_URL: url }, 'provider', 'account', /does not answer \(ECONNREFUSED\)/);
    });
  });

  test('points out a name that is nearly a setting, and is content all the same', async () => {
    const { status, findings } = await examine({ POUNDKEY_CONCURENCY: '5' });
    expect(status).toBe(0);
    expect(findings).toContainEqual({
      ...{ area: 'settings', name: 'POUNDKEY_CONCURENCY', level: 'warning' },
      ...{ says: 'there is no such setting, so nothing reads it', fix: 'Set POUNDKEY_CONCURRENCY instead.' },
    });
  });

  test('leaves no trace: no challenge, no call, no text, no secret or number in what it says', async () => {
    const { stdout } = await examine();
    expect(await client.keys('*')).toEqual([]);
    expect([...world.simulator.calls(), ...world.simulator.messages(), ...world.published]).toEqual([]);
    for (const hidden of [secret, key, world.simulator.authToken, '4155550001']) expect(stdout).not.toContain(hidden);
  });

  test('shows no password that is part of the public address', async () => {
    const address = world.webhooks.replace('http://', 'http://hook:s3cretpw@');
    const { stdout } = await runCommand(['doctor'], { ...healthy, POUNDKEY_PUBLIC_URL: address });
    expect(stdout).toContain(world.webhooks);
    expect(stdout).not.toContain('s3cretpw');
  });

  test('is a table for people: headings, marks, a fix below each fault, a sum at the end', async () => {
    const { status, stdout } = await runCommand(['doctor'], { ...healthy, POUNDKEY_SECRET: `changeme-${secret}` });
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^Settings\n {2}✓ settings +9 are set, \d+ have their defaults\n\nSecrets\n {2}✗ POUNDKEY_SECRET +can be guessed: .*\n {4}Fix: .*openssl rand -hex 32\n\nRedis\n/,
    );
    expect(stdout).toMatch(/\n\n1 fault, 1 warning, \d+ good, 2 could not be checked\.\n$/);
    const coloured = await runCommand(['doctor'], { ...healthy, NO_COLOR: undefined, FORCE_COLOR: '1' });
    expect(coloured.stdout).toContain('\u001b[32m✓\u001b[39m');
  });
});
