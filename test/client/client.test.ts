import { describe, expect, test, vi } from 'vitest';
import { createClient } from '../../src/client/client.ts';
import { replyChannel, resultsStream } from '../../src/contract/names.ts';
import { approved, request, stepsOf, useLine } from './line.ts';
import { resultOf } from './pretend-gateway.ts';

const line = useLine();
const client = line.client;

describe('asking', () => {
  test('puts one job with the id of the challenge on the queue, and the place to answer to', async () => {
    const { id } = await client().challenge({ ...request, id: 'sign-in-0001' });
    expect(id).toBe('sign-in-0001');
    const job = await line.gateway.redis.hgetall('{poundkey}:challenges:sign-in-0001');
    expect(job).toMatchObject({ name: 'challenge', data: JSON.stringify({ ...request, replyTo: 'me' }) });
  });

  test('makes an id of its own that the contract allows', async () => {
    const { id } = await client().challenge(request);
    expect(id).toMatch(/^[A-Za-z0-9_-]{8,64}$/);
  });

  test('makes the number of a match, asks with it and gives it to be shown; asked again it is the same', async () => {
    const matching = { ...request, method: 'match' } as const;
    const one = client();
    const asked = await one.challenge({ ...matching, id: 'sign-in-0002' });
    expect(asked.matchNumber).toMatch(/^\d\d$/);
    const { data = '{}' } = await line.gateway.redis.hgetall('{poundkey}:challenges:sign-in-0002');
    expect(JSON.parse(data)).toMatchObject({ matchNumber: asked.matchNumber });
    expect((await one.challenge({ ...matching, id: 'sign-in-0002' })).matchNumber).toBe(asked.matchNumber);
    expect((await one.challenge({ ...matching, matchNumber: '07' })).matchNumber).toBe('07');
    const next = [{ channel: 'voice', method: 'match', afterSeconds: 30 } as const];
    expect((await one.challenge({ ...request, next })).matchNumber).toMatch(/^\d\d$/);
    expect(await one.challenge(request)).not.toHaveProperty('matchNumber');
  });

  test('makes every number as often as any other', async () => {
    const one = client();
    const asked = await Promise.all(Array.from({ length: 300 }, () => one.challenge({ ...request, method: 'match' })));
    const numbers = asked.map(({ matchNumber = '' }) => matchNumber);
    expect(new Set(numbers).size).toBeGreaterThan(75);
    expect(new Set(numbers.map(([first]) => first)).size).toBe(10);
  });

  test('listens before it asks', async () => {
    const listeners: unknown[] = [];
    const taken = Promise.withResolvers<void>();
    await line.gateway.work(async () => {
      listeners.push(await line.gateway.redis.pubsub('NUMSUB', replyChannel('me')));
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
    await line.gateway.publish('elsewhere', resultOf(asked.id, approved));
    await asked.outcome;
    await vi.waitFor(async () => expect(await line.gateway.redis.pubsub('CHANNELS', '*elsewhere')).toEqual([]), 15_000);
    expect(await line.gateway.redis.pubsub('CHANNELS', replyChannel('*'))).toEqual([]);
  });

  test('tells what is wrong with an address', () => {
    expect(() => createClient({ redisUrl: 'localhost:6379' })).toThrow(/must start with redis:\/\//);
  });
});

describe('hearing', () => {
  test('gives each step in order, then the outcome', async () => {
    const asked = await client({ readBackMs: 60_000 }).challenge(request);
    for (const status of ['sent', 'ringing', 'answered'] as const)
      await line.gateway.publish('me', resultOf(asked.id, { status }));
    await line.gateway.publish('me', resultOf(asked.id, approved));
    expect(await asked.outcome).toEqual({ ...resultOf(asked.id, approved), at: expect.any(String) });
    expect(await stepsOf(asked)).toEqual(['sent', 'ringing', 'answered']);
    // Whoever comes late hears the same.
    expect(await stepsOf(asked)).toEqual(['sent', 'ringing', 'answered']);
  });

  test('hears a refusal as an outcome, with its faults', async () => {
    const asked = await client().challenge({ ...request, to: 'nonsense' });
    const errors = [{ path: 'to', message: 'is no phone number' }];
    const refused = { ...resultOf(asked.id, { status: 'failed', reason: 'invalid-request' }), errors };
    await line.gateway.publish('me', refused);
    expect(await asked.outcome).toMatchObject({ reason: 'invalid-request', errors });
  });

  test('needs no pub/sub at all', async () => {
    const asked = await client({ readBackMs: 20 }).challenge(request);
    await line.gateway.publish('me', resultOf(asked.id, { status: 'sent' }), 'stream only');
    await line.gateway.publish('me', resultOf(asked.id, approved), 'stream only');
    expect(await asked.outcome).toMatchObject(approved);
    expect(await stepsOf(asked)).toEqual(['sent']);
  });

  test('believes the stream alone: doubles, strangers and nonsense on the channel change nothing', async () => {
    const asked = await client().challenge(request);
    await line.gateway.publish('me', resultOf(asked.id, { status: 'sent' }));
    for (let n = 0; n < 5; n += 1)
      await line.gateway.publish('me', resultOf(asked.id, { status: 'sent' }), 'pub/sub only');
    await line.gateway.publish('me', resultOf(asked.id, { status: 'failed', reason: 'busy' }), 'pub/sub only');
    await line.gateway.publish('me', resultOf('somebody-else', approved));
    for (const nonsense of ['', '{', 'null', '[]', '{"id":7}'])
      await line.gateway.redis.publish(replyChannel('me'), nonsense);
    await line.gateway.publish('me', resultOf(asked.id, approved));
    expect(await asked.outcome).toMatchObject(approved);
    expect(await stepsOf(asked)).toEqual(['sent']);
  });

  test('passes over what is no result in the stream, and drops what comes after the outcome', async () => {
    const asked = await client().challenge(request);
    for (const partition of Array.from({ length: 16 }, (_, p) => p))
      await line.gateway.redis.xadd(resultsStream(partition), '*', 'result', '{', 'other', 'field');
    await line.gateway.publish('me', resultOf(asked.id, { status: 'sent' }));
    await line.gateway.publish('me', { ...resultOf(asked.id, { status: 'sent' }), status: 'new-in-version-2' });
    await line.gateway.publish('me', resultOf(asked.id, approved));
    await line.gateway.publish('me', resultOf(asked.id, { status: 'answered' }));
    await line.gateway.publish('me', resultOf(asked.id, { status: 'denied', reason: 'wrong-key' }));
    expect(await asked.outcome).toMatchObject(approved);
    expect(await stepsOf(asked)).toEqual(['sent']);
  });

  test('hears what had happened before it asked, when nothing new comes', async () => {
    const past = { ...resultOf('sign-in-0002', { status: 'ringing' }) };
    await line.gateway.publish('me', past);
    for (let n = 0; n < 600; n += 1)
      void line.gateway.publish('me', resultOf('sign-in-0002-other', { status: 'sent' }));
    await line.gateway.publish('me', resultOf('sign-in-0002', approved));
    const [first, second] = await Promise.all([
      client({ readBackMs: 50 }).challenge({ ...request, id: 'sign-in-0002' }),
      client({ readBackMs: 50 }).challenge({ ...request, id: 'sign-in-0002' }),
    ]);
    expect(await first.outcome).toMatchObject(approved);
    expect(await stepsOf(first)).toEqual(['ringing']);
    expect(await second.outcome).toMatchObject(approved);
  });

  test('looks for no past of a challenge that it hears of', async () => {
    await line.gateway.publish('me', resultOf('sign-in-0009', { status: 'ringing' }));
    const asked = await client({ readBackMs: 20 }).challenge({ ...request, id: 'sign-in-0009' });
    await line.gateway.publish('me', resultOf(asked.id, { status: 'answered' }));
    await line.gateway.publish('me', resultOf(asked.id, approved));
    await asked.outcome;
    expect(await stepsOf(asked)).toEqual(['answered']);
  });

  test('reads no stream in which nothing is awaited any more', async () => {
    vi.useFakeTimers({ toFake: ['setInterval'] });
    const one = client();
    const asked = await one.challenge({ ...request, id: 'sign-in-0008', replyTo: 'elsewhere' });
    await line.gateway.publish('elsewhere', resultOf(asked.id, approved));
    await asked.outcome;
    vi.advanceTimersByTime(2_000);
    await vi.waitFor(async () => expect(await line.gateway.redis.pubsub('CHANNELS', '*elsewhere')).toEqual([]), 15_000);
    const before = await reads();
    vi.advanceTimersByTime(60_000);
    // Goes over the same connection, so what was sent before has arrived when it has.
    await one.challenge(request);
    expect(await reads()).toBe(before);
  });

  test('rejects when an outcome cannot be understood', async () => {
    const asked = await client().challenge(request);
    await line.gateway.publish('me', { ...resultOf(asked.id, approved), reason: 'new-in-version-2' });
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
    await line.gateway.publish('me', resultOf('sign-in-0003', { status: 'sent' }));
    await line.gateway.publish('me', resultOf('sign-in-0003', approved));
    for (const asked of both) expect(await asked.outcome).toMatchObject(approved);
    for (const asked of both) expect(await stepsOf(asked)).toEqual(['sent']);
    expect(await line.gateway.redis.lrange('{poundkey}:challenges:wait', 0, -1)).toEqual(['sign-in-0003']);
  });

  test('is answered at once after the end, and asks nobody', async () => {
    const one = client();
    const first = await one.challenge({ ...request, id: 'sign-in-0005' });
    await line.gateway.publish('me', resultOf('sign-in-0005', { status: 'sent' }));
    await line.gateway.publish('me', resultOf('sign-in-0005', approved));
    await first.outcome;
    await line.gateway.redis.flushall();
    const again = await one.challenge({ ...request, id: 'sign-in-0005' });
    expect(await again.outcome).toMatchObject(approved);
    expect(await stepsOf(again)).toEqual(['sent']);
    expect(await line.gateway.redis.keys('*')).toEqual([]);
  });
});

async function connections(): Promise<Set<string>> {
  const list = String(await line.gateway.redis.client('LIST'));
  return new Set([...list.matchAll(/^id=(\d+)/gm)].map(([, id = '']) => id));
}

async function reads(): Promise<number> {
  return Number(/cmdstat_xread:calls=(\d+)/.exec(await line.gateway.redis.info('commandstats'))?.[1] ?? 0);
}
