import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { admit } from '../../src/admit/admit.ts';
import { comingMsMax } from '../../src/admit/enter.ts';
import type { App } from '../../src/challenge/app.ts';
import type { Phone } from '../../src/challenge/phone.ts';
import { challengeRequest } from '../../src/contract/request.ts';
import type { Entry } from '../../src/ports/gate.ts';
import { testApp } from '../support/apps.ts';
import { type Bench, sidNumber, startBench } from '../workers/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());
beforeEach(() => bench.clear());

const replacing = testApp({ second: 'replace' });
const ask = (id: string, subject: string, app: App = testApp(), more: object = {}) => {
  const request = challengeRequest.parse({ to: '+14155550100', channel: 'voice', method: 'pound', subject, ...more });
  return admit(bench.deps, { id, app, request, requestedAt: bench.now() });
};
const statusOf = async (id: string) => (await bench.challenge(id))?.status;

describe('a second challenge of a subject', () => {
  it('is refused while the first is open, and taken on once that has ended in whatever way', async () => {
    await ask('second-1', 'ann');
    expect(await ask('second-2', 'ann')).toMatchObject({ kind: 'refused', reason: 'already-in-progress' });
    expect(await bench.challenge('second-2')).toBeUndefined();
    await bench.give('second-1', { type: 'cancel', by: 'by-app' });
    expect(await ask('second-3', 'ann')).toMatchObject({ kind: 'admitted' });
    // Its time is over, but no sweep has closed it yet.
    await bench.pass(179);
    expect(await ask('second-4', 'ann')).toMatchObject({ kind: 'refused' });
    await bench.pass(1);
    expect(await ask('second-4', 'ann')).toMatchObject({ kind: 'admitted' });
  });

  it('is not kept out by one that was lost on its way, but by one that may still come', async () => {
    const numbers = ['+14155550100' as Phone];
    const lost: Entry = { id: 'lost-1', app: testApp(), subject: 'bob', numbers, ip: undefined, lifeMs: 180_000 };
    await bench.deps.gate.enter(lost);
    await bench.pass(comingMsMax / 1_000);
    expect(await ask('second-5', 'bob')).toMatchObject({ kind: 'refused', reason: 'already-in-progress' });
    await bench.pass(1);
    expect(await ask('second-5', 'bob')).toMatchObject({ kind: 'admitted' });
  });

  it('with the id of one that was lost is that one', async () => {
    const numbers = ['+14155550100' as Phone];
    await bench.deps.gate.enter({ id: 'lost-2', app: testApp(), subject: 'cy', numbers, ip: undefined, lifeMs: 9_000 });
    expect(await ask('lost-2', 'cy')).toMatchObject({ kind: 'admitted', challenge: { id: 'lost-2' } });
    expect(await ask('lost-2', 'cy')).toMatchObject({ kind: 'admitted', id: 'lost-2' });
  });

  it('is taken on once, of many that ask when the first is just over', async () => {
    await ask('second-6', 'dan');
    await bench.give('second-6', { type: 'cancel', by: 'by-app' });
    const told = await Promise.all(Array.from({ length: 100 }, (_, index) => ask(`many-${index}-of-100`, 'dan')));
    expect(told.filter(({ kind }) => kind === 'admitted')).toHaveLength(1);
  });

  it('that is not created after all keeps nobody out', async () => {
    const broken = { ...bench.deps, store: { ...bench.store, create: async () => ({ created: false, version: 0 }) } };
    const request = challengeRequest.parse({ to: '+14155550100', channel: 'voice', method: 'pound', subject: 'eve' });
    await admit(broken, { id: 'second-7', app: testApp(), request, requestedAt: bench.now() });
    expect(await ask('second-8', 'eve')).toMatchObject({ kind: 'admitted' });
  });
});

describe('where the second takes the place of the first', () => {
  it('the first is canceled and its ringing call ended before the second begins', async () => {
    await ask('replaced-1', 'fay', replacing);
    await bench.run(bench.queued.shift());
    const order: string[] = [];
    const provider = {
      ...bench.provider,
      hangUp: async (ended: string) => {
        order.push(`hang up ${ended}`);
        return 'ended' as const;
      },
    };
    const store = {
      ...bench.store,
      create: async (change: Parameters<typeof bench.store.create>[0]) => {
        order.push(`create ${change.challenge.id}`);
        return await bench.store.create(change);
      },
    };
    const request = challengeRequest.parse({ to: '+14155550100', channel: 'voice', method: 'pound', subject: 'fay' });
    const told = await admit(
      { ...bench.deps, provider, store },
      { id: 'replacing-1', app: replacing, request, requestedAt: bench.now() },
    );
    expect(told).toMatchObject({ kind: 'admitted', challenge: { status: 'open' } });
    expect(order).toEqual([`hang up ${sidNumber(1)}`, 'create replacing-1']);
    expect(await bench.challenge('replaced-1')).toMatchObject({ status: 'canceled', reason: 'by-app' });
  });

  it('the same id again replaces nothing: not itself, and not the one that took its place', async () => {
    await ask('replaced-2', 'gus', replacing);
    await ask('replaced-2', 'gus', replacing);
    expect(await statusOf('replaced-2')).toBe('open');
    await ask('replacing-2', 'gus', replacing);
    expect(await ask('replaced-2', 'gus', replacing)).toMatchObject({ kind: 'admitted' });
    expect([await statusOf('replaced-2'), await statusOf('replacing-2')]).toEqual(['canceled', 'open']);
  });

  it('one that a limit refuses ends nothing', async () => {
    const rates = { ...replacing.rates, perSubject: [{ count: 1, seconds: 600 }] };
    await ask('replaced-3', 'hal', { ...replacing, rates });
    expect(await ask('replacing-3', 'hal', { ...replacing, rates })).toMatchObject({ reason: 'rate-limited' });
    expect(await statusOf('replaced-3')).toBe('open');
  });

  it('of many at once one is left open', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => `crowd-${index}-of-30`);
    await Promise.all(ids.map((id) => ask(id, 'ida', replacing)));
    const statuses = await Promise.all(ids.map(statusOf));
    expect(statuses.filter((status) => status === 'open')).toHaveLength(1);
  });
});
