import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Client, createClient } from '../../src/client/client.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { approved, request, stepsOf } from './line.ts';
import { startLossyLine } from './lossy-line.ts';
import { resultOf, startPretendGateway } from './pretend-gateway.ts';

const steps = ['sent', 'ringing', 'answered'] as const;
const waiting = '{poundkey}:challenges:wait';

let redis: TestRedis;
let gateway: ReturnType<typeof startPretendGateway>;
let client: Client;
const unhandled: unknown[] = [];
const remember = (reason: unknown) => void unhandled.push(reason);

beforeAll(() => void process.on('unhandledRejection', remember));
afterAll(() => void process.off('unhandledRejection', remember));
beforeEach(async () => {
  redis = await startRedis({ appendonly: true, tcp: true });
  gateway = startPretendGateway(redis.options);
  client = createClient({ redisUrl: redis.url }, { replyTo: 'me', readBackMs: 50 });
});
afterEach(async () => {
  client.close();
  await gateway.stop();
  await redis.stop();
  expect(unhandled).toEqual([]);
});

describe('Redis away while asking', () => {
  test('is told within two seconds when nobody listens there; the same id works later', async () => {
    await redis.kill();
    const { error, ms } = await failureOf(client.challenge({ ...request, id: 'sign-in-0001' }));
    expect(error).toMatchObject({ name: 'ClientError', code: 'not-asked', challengeId: 'sign-in-0001' });
    expect(error.message).toContain('ECONNREFUSED');
    expect(ms).toBeLessThan(2_000);
    await redis.restart();
    await endsWell('sign-in-0001');
  });

  test('is told within two seconds when Redis stands still; nothing is asked twice', async () => {
    await client.challenge({ ...request, id: 'sign-in-0002' });
    redis.freeze();
    const { error, ms } = await failureOf(client.challenge({ ...request, id: 'sign-in-0003' }));
    redis.thaw();
    expect(error).toMatchObject({ code: 'not-asked', challengeId: 'sign-in-0003' });
    expect(ms).toBeLessThan(2_000);
    await endsWell('sign-in-0003');
    expect((await gateway.redis.lrange(waiting, 0, -1)).sort()).toEqual(['sign-in-0002', 'sign-in-0003']);
  });

  test('a question that was on a line that broke does not go out later, when it was said not to have', async () => {
    const line = await startLossyLine(Number(new URL(redis.url).port));
    const far = createClient({ redisUrl: `redis://127.0.0.1:${line.port}` }, { replyTo: 'me' });
    await far.challenge({ ...request, id: 'sign-in-0008' });
    line.holdFrom('sign-in-0009');
    const { error } = await failureOf(far.challenge({ ...request, id: 'sign-in-0009' }));
    expect(error).toMatchObject({ code: 'not-asked' });
    line.cut();
    line.letGo();
    // The line is back, and whatever would be sent again on it has been.
    await far.challenge({ ...request, id: 'sign-in-0010' });
    expect((await gateway.redis.lrange(waiting, 0, -1)).sort()).toEqual(['sign-in-0008', 'sign-in-0010']);
    far.close();
    await line.stop();
  });

  test('asked although the answer got lost: the same id hears all that happened since', async () => {
    const line = await startLossyLine(Number(new URL(redis.url).port));
    const far = createClient({ redisUrl: `redis://127.0.0.1:${line.port}` }, { replyTo: 'me', readBackMs: 50 });
    const lost = line.loseAnswersAfter('sign-in-0004');
    const { error } = await failureOf(far.challenge({ ...request, id: 'sign-in-0004' }));
    await lost;
    expect(error).toMatchObject({ code: 'not-asked' });
    expect(await gateway.redis.lrange(waiting, 0, -1)).toEqual(['sign-in-0004']);
    for (const change of [{ status: 'sent' }, approved] as const)
      await gateway.publish('me', resultOf('sign-in-0004', change));
    line.cut();
    const asked = await far.challenge({ ...request, id: 'sign-in-0004' });
    expect(await asked.outcome).toMatchObject(approved);
    expect(await stepsOf(asked)).toEqual(['sent']);
    far.close();
    await line.stop();
  });
});

describe('Redis away while listening', () => {
  test('a connection that never answers again, and never closes, is replaced', async () => {
    const line = await startLossyLine(Number(new URL(redis.url).port));
    const far = createClient({ redisUrl: `redis://127.0.0.1:${line.port}` }, { replyTo: 'me', readBackMs: 50 });
    const asked = await far.challenge(request);
    const deaf = line.loseAnswersAfter('xread');
    await deaf;
    await gateway.publish('me', resultOf(asked.id, approved), 'stream only');
    expect(await asked.outcome).toMatchObject(approved);
    far.close();
    await line.stop();
  });

  test('a subscriber that is killed misses messages, and no result', async () => {
    const asked = await Promise.all(Array.from({ length: 60 }, () => client.challenge(request)));
    for (const change of [...steps.map((status) => ({ status })), approved]) {
      for (const [index, { id }] of asked.entries()) {
        if (index % 20 === 0) await gateway.redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
        await gateway.publish('me', resultOf(id, change));
      }
    }
    for (const one of asked) {
      expect(await one.outcome).toMatchObject({ ...approved, id: one.id });
      expect(await stepsOf(one)).toEqual([...steps]);
    }
  });

  test('a subscriber that is back looks at once for what it missed', async () => {
    const patient = createClient({ redisUrl: redis.url }, { replyTo: 'me', readBackMs: 3_600_000 });
    const asked = await patient.challenge(request);
    await Promise.all([
      gateway.redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub'),
      gateway.publish('me', resultOf(asked.id, approved), 'stream only'),
    ]);
    expect(await asked.outcome).toMatchObject(approved);
    patient.close();
  });

  test('all connections killed again and again, and Redis restarted', async () => {
    const asked = await Promise.all(Array.from({ length: 60 }, () => client.challenge(request)));
    for (const change of [...steps.map((status) => ({ status })), approved]) {
      for (const [index, { id }] of asked.entries()) {
        if (index % 10 === 0) await gateway.redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
        if (index % 15 === 0) await gateway.redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
        await gateway.publish('me', resultOf(id, change));
      }
      // A restart that is asked for: a Redis that is killed may lose what it acknowledged, and nobody can read that back.
      await redis.kill('SIGTERM');
      await redis.restart();
      await gateway.redis.ping();
    }
    for (const one of asked) {
      expect(await one.outcome).toMatchObject({ ...approved, id: one.id });
      expect(await stepsOf(one)).toEqual([...steps]);
    }
  });

  test('is told of the trouble once it is asked to', async () => {
    const trouble = Promise.withResolvers<Error>();
    const watched = createClient({ redisUrl: redis.url }, { onConnectionError: trouble.resolve });
    await watched.challenge(request);
    await redis.kill();
    expect((await trouble.promise).message).toContain('ECONNREFUSED');
    watched.close();
  });
});

describe('leaving', () => {
  // A process of its own, which ends by itself only when nothing is left open.
  const program = fileURLToPath(new URL('leaving.ts', import.meta.url));
  const run = (when: string) => promisify(execFile)(process.execPath, [program, redis.url, when], { timeout: 15_000 });

  test.each(['at once', 'after asking', 'while asking'])('leaves nothing open: %s', async (when) => {
    expect((await run(when)).stdout).toContain('closed');
  });
  test('leaves nothing open when Redis is down', async () => {
    await redis.kill();
    expect((await run('while asking')).stdout).toContain('closed');
  });
});

async function endsWell(id: string): Promise<void> {
  const asked = await client.challenge({ ...request, id });
  await gateway.publish('me', resultOf(id, { status: 'sent' }));
  await gateway.publish('me', resultOf(id, approved));
  expect(await asked.outcome).toMatchObject(approved);
  expect(await stepsOf(asked)).toEqual(['sent']);
}

async function failureOf(promise: Promise<unknown>): Promise<{ error: Error; ms: number }> {
  const startedAt = performance.now();
  const error = await promise.then(
    () => new Error('it did not fail'),
    (reason: Error) => reason,
  );
  return { error, ms: performance.now() - startedAt };
}
