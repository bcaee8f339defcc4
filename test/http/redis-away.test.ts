import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startWorld, type World } from '../support/gateway.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  for (const id of ['away-text-1', 'away-text-2'])
    await world.request('POST', '/v1/challenges', { id, to: '+14155550100', channel: 'sms', method: 'code' });
});
afterEach(() => world.redis.thaw());
afterAll(() => world.stop());

const call = (id: string, to: string) => ({ id, to, channel: 'voice', method: 'pound' });
const problem = { status: 503, body: { status: 503, code: 'unavailable', type: '/problems/unavailable' } };
const timed = async <T>(work: Promise<T>): Promise<{ answer: T; ms: number }> => {
  const began = performance.now();
  return { answer: await work, ms: performance.now() - began };
};
const patience = { timeout: 15_000, interval: 50 };
const works = () =>
  vi.waitFor(async () => expect((await world.request('GET', '/v1/challenges/away-text-9')).status).toBe(404), patience);

describe('while Redis stands still', () => {
  it('every route says so within two seconds, and a create that is tried again rings once', async () => {
    world.redis.freeze();
    const asked = await Promise.all([
      timed(world.request('POST', '/v1/challenges', call('away-call-1', '+14155550101'))),
      timed(world.request('GET', '/v1/challenges/away-text-1')),
      timed(world.request('GET', '/v1/challenges/away-text-1?wait=30')),
      timed(world.request('POST', '/v1/challenges/away-text-1/check', { code: '000000' })),
      timed(world.request('POST', '/v1/challenges/away-text-1/cancel')),
    ]);
    for (const { answer, ms } of asked) {
      expect(answer).toMatchObject(problem);
      expect(ms).toBeLessThan(2_000);
    }
    world.redis.thaw();
    await works();
    // Whether the first create was carried out after all or not: the same id is the same challenge.
    const again = await world.request('POST', '/v1/challenges', call('away-call-1', '+14155550101'));
    expect(again).toMatchObject({ status: 202, body: { id: 'away-call-1' } });
    const phone = world.simulator.phone('+14155550101');
    await phone.waitForCall();
    await world.request('POST', '/v1/challenges/away-call-1/cancel');
    await phone.waitForHangup();
    expect(world.simulator.calls().filter(({ to }) => to === phone.number)).toHaveLength(1);
  });

  it('what nobody may ask is still refused at once', async () => {
    world.redis.freeze();
    expect(await world.request('GET', '/v1/challenges/away-text-1', undefined, 'no-such-key')).toMatchObject({
      status: 401,
    });
    expect(await world.request('POST', '/v1/challenges', { to: 5 })).toMatchObject({ status: 422 });
  });
});

describe('a Redis that answers, but will not', () => {
  it.each<[string, [string, ...string[]], [string, ...string[]]]>([
    ['is full', ['CONFIG', 'SET', 'maxmemory', '1'], ['CONFIG', 'SET', 'maxmemory', '0']],
    ['has become a replica', ['REPLICAOF', '127.0.0.1', '1'], ['REPLICAOF', 'NO', 'ONE']],
  ])('makes a create fail as unavailable, not as a bug: it %s', async (_what, [command, ...args], [undo, ...back]) => {
    await world.client.call(command, ...args);
    try {
      const answer = await world.request('POST', '/v1/challenges', call('away-call-2', '+14155550102'));
      expect(answer).toMatchObject(problem);
    } finally {
      await world.client.call(undo, ...back);
    }
    await works();
  });
});

describe('when Redis dies', () => {
  it('a create fails within two seconds, a read that waits is told, and all works again when it is back', async () => {
    const waiting = world.request('GET', '/v1/challenges/away-text-2?wait=60');
    await world.request('GET', '/v1/challenges/away-text-1?wait=1');
    await world.redis.kill();
    const { answer, ms } = await timed(world.request('POST', '/v1/challenges', call('away-call-3', '+14155550103')));
    expect(answer).toMatchObject(problem);
    expect(ms).toBeLessThan(2_000);
    await world.redis.restart();
    await works();
    // It came back empty: this Redis keeps nothing on disk. What matters is that the read was answered.
    expect([404, 503]).toContain((await waiting).status);
    expect((await world.request('POST', '/v1/challenges', call('away-call-3', '+14155550103'))).status).toBe(202);
    await world.simulator.phone('+14155550103').waitForCall();
  });
});
