import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { usualRates } from '../../src/challenge/policy.ts';
import { problem } from '../../src/contract/http.ts';
import { exchange } from '../support/callbacks.ts';
import { crowd } from '../support/crowd.ts';
import { apiKey, otherApiKey, startWorld, type World } from '../support/gateway.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ POUNDKEY_LOG_LEVEL: 'info' }, {}, { rates: usualRates });
});
afterAll(() => world.stop());

let made = 0;
const create = async (body: object, key = apiKey) => {
  const asked = { channel: 'sms', method: 'code', subject: `user-${++made}`, ...body };
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const answer = await exchange(world.api, '/v1/challenges', 'POST', headers, JSON.stringify(asked));
  return { ...answer, told: JSON.parse(answer.body) };
};

describe('limits', () => {
  it('are told with every challenge, in the fields of the IETF draft', async () => {
    const to = '+14155550400';
    const { status, headers } = await create({ to, context: { ip: '203.0.113.40' } });
    expect(status).toBe(202);
    expect(headers['ratelimit-policy']).toBe(
      '"perNumber-5-600";q=5;w=600, "perNumber-10-86400";q=10;w=86400, "perIp-60-3600";q=60;w=3600, "perSubject-10-3600";q=10;w=3600',
    );
    expect(headers['ratelimit']).toBe(
      '"perNumber-5-600";r=4;t=120, "perNumber-10-86400";r=9;t=8640, "perIp-60-3600";r=59;t=60, "perSubject-10-3600";r=9;t=360',
    );
  });

  it('that are used up refuse with 429, which limit it was and when it frees, and nobody is asked', async () => {
    const to = '+14155550401';
    for (let times = 0; times < 5; times++) expect((await create({ to })).status).toBe(202);
    const { status, headers, body, told } = await create({ to, id: 'limits-refused-1' });
    expect(status).toBe(429);
    expect(problem.strict().parse(told)).toMatchObject({ code: 'rate-limited', limit: 'perNumber', status: 429 });
    expect(told.retryAfterSeconds).toBeGreaterThan(100);
    expect(headers['retry-after']).toBe(String(told.retryAfterSeconds));
    expect(told.detail).toBe(
      `At most 5 challenges to one number in 600 s, and these are used up: the next is possible in ${told.retryAfterSeconds} s.`,
    );
    expect(headers['ratelimit']).toMatch(/^"perNumber-5-600";r=0;t=\d+, "perNumber-10-86400";r=5;t=8\d+/);
    expect(body + world.logged()).not.toContain('5550401');
    expect((await world.request('GET', '/v1/challenges/limits-refused-1')).status).toBe(404);
    expect(world.simulator.phone(to).messages()).toHaveLength(5);
  });

  it('of another app are its own', async () => {
    expect((await create({ to: '+14155550401' }, otherApiKey)).status).toBe(202);
  });

  it('cost nothing with the same id again, also when none is left', async () => {
    const to = '+14155550402';
    const same = (n: number) => create({ to, id: `limits-same-${n}`, subject: `same-${n}` });
    const all = await Promise.all([1, 2, 3, 4, 5].map(same));
    expect(all.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202]);
    expect((await create({ to })).status).toBe(429);
    const again = await same(3);
    expect(again).toMatchObject({ status: 202, told: { id: 'limits-same-3' } });
  });

  it('cost nothing with a request that is refused for another reason', async () => {
    const to = '+14155550403';
    for (let times = 0; times < 20; times++) {
      expect((await create({ to, method: 'pound' })).status).toBe(422);
      const next = [{ channel: 'sms', method: 'code', afterSeconds: 9, to: '+447400123456' }];
      expect((await create({ to, next })).status).toBe(403);
    }
    expect((await create({ to })).headers['ratelimit']).toContain('"perNumber-5-600";r=4');
  });

  it('are exact: of 1,000 requests for one number at once five are taken on', async () => {
    const bodies = Array.from({ length: 1_000 }, (_, index) => ({
      ...{ to: '+14155550404', channel: 'sms', method: 'code', subject: `crowd-${index}` },
    }));
    const told = await crowd(world, '/v1/challenges', bodies, 100);
    const counts = Map.groupBy(told, ({ status }) => status);
    expect(counts.get(202)).toHaveLength(5);
    expect(counts.get(429)).toHaveLength(995);
  }, 60_000);

  it('by queue close the challenge as rate-limited, once', async () => {
    await world.enqueue('limits-queue-1', { to: '+14155550404', channel: 'sms', method: 'code', subject: 'queued' });
    expect(await world.closed('limits-queue-1')).toMatchObject({ status: 'failed', reason: 'rate-limited' });
  });
});

describe('one challenge at a time', () => {
  it('for a subject: the second is refused with the id of the first, until that is over', async () => {
    const who = { subject: 'one-at-a-time' };
    await create({ ...who, to: '+14155550410', id: 'in-progress-1' });
    const second = await create({ ...who, to: '+14155550411' });
    expect(second).toMatchObject({
      status: 409,
      told: { code: 'already-in-progress', challengeId: 'in-progress-1' },
    });
    problem.strict().parse(second.told);
    expect((await create({ ...who, to: '+14155550411' }, otherApiKey)).status).toBe(202);
    await world.enqueue('in-progress-2', { ...who, to: '+14155550411', channel: 'sms', method: 'code' });
    expect(await world.closed('in-progress-2')).toMatchObject({ status: 'failed', reason: 'already-in-progress' });
    await world.request('POST', '/v1/challenges/in-progress-1/cancel');
    expect((await create({ ...who, to: '+14155550411' })).status).toBe(202);
  });

  it('for a number that belongs to no named subject', async () => {
    const call = { to: '+14155550412', channel: 'voice', method: 'pound', subject: undefined };
    expect((await create({ ...call, id: 'in-progress-3' })).status).toBe(202);
    expect(await create(call)).toMatchObject({ status: 409, told: { challengeId: 'in-progress-3' } });
    await world.simulator.phone(call.to).waitForCall();
    await world.request('POST', '/v1/challenges/in-progress-3/cancel');
  });

  it('also when 1,000 are asked for at once', async () => {
    const bodies = Array.from({ length: 1_000 }, (_, index) => ({
      ...{ to: `+1415556${1_000 + index}`, channel: 'sms', method: 'code', subject: 'crowded' },
    }));
    const told = await crowd(world, '/v1/challenges', bodies, 100);
    const taken = told.filter(({ status }) => status === 202);
    expect(taken).toHaveLength(1);
    const others = told.filter(({ status }) => status !== 202);
    expect(new Set(others.map(({ body }) => body['challengeId']))).toEqual(new Set([taken[0]?.body['id']]));
  }, 60_000);
});
