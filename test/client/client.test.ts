import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Asked, type Client, type ClientOptions, createClient } from '../../src/client/client.ts';
import { ClientError } from '../../src/client/client-error.ts';
import { replyChannel, resultsStream } from '../../src/contract/names.ts';
import type { ChallengeRequestInput } from '../../src/contract/request.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { resultOf, startPretendGateway } from './pretend-gateway.ts';

const request: ChallengeRequestInput = { to: '+14155550100', channel: 'voice', method: 'pound' };
const approved = { status: 'approved', reason: 'pound-pressed' } as const;

let redis: TestRedis;
let gateway: ReturnType<typeof startPretendGateway>;
const clients: Client[] = [];
beforeAll(async () => {
  redis = await startRedis();
  gateway = startPretendGateway(redis.options);
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  vi.useRealTimers();
  await gateway.rest();
  await gateway.redis.flushall();
});
afterAll(async () => {
  await gateway.stop();
  await redis.stop();
});

function client(options: ClientOptions = {}): Client {
  const made = createClient({ redis: redis.options }, { replyTo: 'me', ...options });
  clients.push(made);
  return made;
}
async function stepsOf({ progress }: Asked): Promise<string[]> {
  const steps: string[] = [];
  for await (const { status } of progress) steps.push(status);
  return steps;
}

describe('asking', () => {
  test('puts one job with the id of the challenge on the queue, and the place to answer to', async () => {
    const { id } = await client().challenge({ ...request, id: 'sign-in-0001' });
    expect(id).toBe('sign-in-0001');
    const job = await gateway.redis.hgetall('{poundkey}:challenges:sign-in-0001');
    expect(job).toMatchObject({ name: 'challenge', data: JSON.stringify({ ...request, replyTo: 'me' }) });
  });

  test('makes an id of its own that the contract allows', async () => {
    const { id } = await client().challenge(request);
    expect(id).toMatch(/^[A-Za-z0-9_-]{8,64}$/);
  });

  test('listens before it asks', async () => {
    const listeners: unknown[] = [];
    const taken = Promise.withResolvers<void>();
    await gateway.work(async () => {
      listeners.push(await gateway.redis.pubsub('NUMSUB', replyChannel('me')));
      taken.resolve();
    });
    await client().challenge(request);
    await taken.promise;
    expect(listeners).toEqual([[replyChannel('me'), 1]]);
  });

  test('keeps to two connections, however many challenges', async () => {
    const before = await connections();
    const one = client();
    await Promise.all(Array.from({ length: 50 }, () => one.challenge(request)));
    expect([...(await connections())].filter((id) => !before.has(id))).toHaveLength(2);
  });

  test('listens where the caller wants it, for as long as a challenge needs it', async () => {
    const asked = await client({ readBackMs: 20 }).challenge({ ...request, replyTo: 'elsewhere' });
    await gateway.publish('elsewhere', resultOf(asked.id, approved));
    await asked.outcome;
    await vi.waitFor(async () => expect(await gateway.redis.pubsub('CHANNELS', '*elsewhere')).toEqual([]));
    expect(await gateway.redis.pubsub('CHANNELS', replyChannel('*'))).toEqual([]);
  });

  test('tells what is wrong with an address', () => {
    expect(() => createClient({ redisUrl: 'localhost:6379' })).toThrow(/must start with redis:\/\//);
  });
});

describe('hearing', () => {
  test('gives each step in order, then the outcome', async () => {
    const asked = await client({ readBackMs: 60_000 }).challenge(request);
    for (const status of ['sent', 'ringing', 'answered'] as const)
      await gateway.publish('me', resultOf(asked.id, { status }));
    await gateway.publish('me', resultOf(asked.id, approved));
    expect(await asked.outcome).toEqual({ ...resultOf(asked.id, approved), at: expect.any(String) });
    expect(await stepsOf(asked)).toEqual(['sent', 'ringing', 'answered']);
    // Whoever comes late hears the same.
    expect(await stepsOf(asked)).toEqual(['sent', 'ringing', 'answered']);
  });

  test('hears a refusal as an outcome, with its faults', async () => {
    const asked = await client().challenge({ ...request, to: 'nonsense' });
    const errors = [{ path: 'to', message: 'is no phone number' }];
    const refused = { ...resultOf(asked.id, { status: 'failed', reason: 'invalid-request' }), errors };
    await gateway.publish('me', refused);
    expect(await asked.outcome).toMatchObject({ reason: 'invalid-request', errors });
  });

  test('needs no pub/sub at all', async () => {
    const asked = await client({ readBackMs: 20 }).challenge(request);
    await gateway.publish('me', resultOf(asked.id, { status: 'sent' }), 'stream only');
    await gateway.publish('me', resultOf(asked.id, approved), 'stream only');
    expect(await asked.outcome).toMatchObject(approved);
    expect(await stepsOf(asked)).toEqual(['sent']);
  });

  test('believes the stream alone: doubles, strangers and nonsense on the channel change nothing', async () => {
    const asked = await client().challenge(request);
    await gateway.publish('me', resultOf(asked.id, { status: 'sent' }));
    for (let n = 0; n < 5; n += 1) await gateway.publish('me', resultOf(asked.id, { status: 'sent' }), 'pub/sub only');
    await gateway.publish('me', resultOf(asked.id, { status: 'failed', reason: 'busy' }), 'pub/sub only');
    await gateway.publish('me', resultOf('somebody-else', approved));
    for (const nonsense of ['', '{', 'null', '[]', '{"id":7}'])
      await gateway.redis.publish(replyChannel('me'), nonsense);
    await gateway.publish('me', resultOf(asked.id, approved));
    expect(await asked.outcome).toMatchObject(approved);
    expect(await stepsOf(asked)).toEqual(['sent']);
  });

  test('passes over what is no result in the stream, and drops what comes after the outcome', async () => {
    const asked = await client().challenge(request);
    for (const partition of Array.from({ length: 16 }, (_, p) => p))
      await gateway.redis.xadd(resultsStream(partition), '*', 'result', '{', 'other', 'field');
    await gateway.publish('me', resultOf(asked.id, { status: 'sent' }));
    await gateway.publish('me', { ...resultOf(asked.id, { status: 'sent' }), status: 'new-in-version-2' });
    await gateway.publish('me', resultOf(asked.id, approved));
    await gateway.publish('me', resultOf(asked.id, { status: 'answered' }));
    await gateway.publish('me', resultOf(asked.id, { status: 'denied', reason: 'wrong-key' }));
    expect(await asked.outcome).toMatchObject(approved);
    expect(await stepsOf(asked)).toEqual(['sent']);
  });

  test('hears nothing of what was in the stream before it asked', async () => {
    await gateway.publish('me', resultOf('sign-in-0002', { status: 'ringing' }));
    const asked = await client().challenge({ ...request, id: 'sign-in-0002' });
    await gateway.publish('me', resultOf(asked.id, approved));
    await asked.outcome;
    expect(await stepsOf(asked)).toEqual([]);
  });

  test('rejects when an outcome cannot be understood', async () => {
    const asked = await client().challenge(request);
    await gateway.publish('me', { ...resultOf(asked.id, approved), reason: 'new-in-version-2' });
    await expect(asked.outcome).rejects.toMatchObject({ code: 'unreadable-result', challengeId: asked.id });
  });
});

describe('the same id again', () => {
  test('is the same challenge: one job, and everybody hears', async () => {
    const one = client();
    const both = await Promise.all([
      one.challenge({ ...request, id: 'sign-in-0003' }),
      one.challenge({ ...request, id: 'sign-in-0003' }),
    ]);
    await gateway.publish('me', resultOf('sign-in-0003', { status: 'sent' }));
    await gateway.publish('me', resultOf('sign-in-0003', approved));
    for (const asked of both) expect(await asked.outcome).toMatchObject(approved);
    for (const asked of both) expect(await stepsOf(asked)).toEqual(['sent']);
    expect(await gateway.redis.lrange('{poundkey}:challenges:wait', 0, -1)).toEqual(['sign-in-0003']);
  });

  test('is answered at once after the end, and asks nobody', async () => {
    const one = client();
    const first = await one.challenge({ ...request, id: 'sign-in-0005' });
    await gateway.publish('me', resultOf('sign-in-0005', { status: 'sent' }));
    await gateway.publish('me', resultOf('sign-in-0005', approved));
    await first.outcome;
    await gateway.redis.flushall();
    const again = await one.challenge({ ...request, id: 'sign-in-0005' });
    expect(await again.outcome).toMatchObject(approved);
    expect(await stepsOf(again)).toEqual(['sent']);
    expect(await gateway.redis.keys('*')).toEqual([]);
  });
});

describe('no end in sight', () => {
  test('gives up when lifetime and grace are over, and says where to look', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const asked = await client({ readBackMs: 10 }).challenge({ ...request, lifetimeSeconds: 60 });
    const refused = expect(asked.outcome).rejects.toMatchObject({ code: 'no-outcome', challengeId: asked.id });
    vi.advanceTimersByTime(89_000);
    await gateway.publish('me', resultOf(asked.id, { status: 'sent' }));
    await vi.waitFor(async () => expect((await asked.progress[Symbol.asyncIterator]().next()).done).toBe(false));
    vi.advanceTimersByTime(2_000);
    await refused;
    await expect(asked.outcome).rejects.toThrow(`GET /v1/challenges/${asked.id}`);
    expect(await stepsOf(asked)).toEqual(['sent']);
  });

  test('an abort ends the listening of one, and of nobody else', async () => {
    const one = client();
    const abort = new AbortController();
    const leaving = await one.challenge({ ...request, id: 'sign-in-0004' }, { signal: abort.signal });
    const staying = await one.challenge({ ...request, id: 'sign-in-0004' });
    abort.abort(new Error('changed my mind'));
    await expect(leaving.outcome).rejects.toThrow('changed my mind');
    expect(await stepsOf(leaving)).toEqual([]);
    await gateway.publish('me', resultOf('sign-in-0004', approved));
    expect(await staying.outcome).toMatchObject(approved);
    await expect(one.challenge(request, { signal: abort.signal })).rejects.toThrow('changed my mind');
  });

  test('an outcome that nobody looks at troubles nobody', async () => {
    const unhandled: unknown[] = [];
    const remember = (reason: unknown) => void unhandled.push(reason);
    process.on('unhandledRejection', remember);
    const one = client();
    const abort = new AbortController();
    await one.challenge({ ...request, id: 'sign-in-0006' }, { signal: abort.signal });
    await one.challenge({ ...request, id: 'sign-in-0006' });
    abort.abort();
    one.close();
    // Rejections are reported when a turn of the event loop has passed over them.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', remember);
    expect(unhandled).toEqual([]);
  });

  test('closing ends what is awaited, at once', async () => {
    const one = client();
    const asked = await one.challenge(request);
    one.close();
    await expect(asked.outcome).rejects.toMatchObject({ code: 'client-closed' });
    await expect(asked.outcome).rejects.toBeInstanceOf(ClientError);
    expect(await stepsOf(asked)).toEqual([]);
    await expect(one.challenge(request)).rejects.toMatchObject({ code: 'not-asked' });
  });
});

async function connections(): Promise<Set<string>> {
  const list = String(await gateway.redis.client('LIST'));
  return new Set([...list.matchAll(/^id=(\d+)/gm)].map(([, id = '']) => id));
}
