import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { advance } from '../../src/advance.ts';
import type { Job } from '../../src/challenge/jobs.ts';
import { intake } from '../../workers/intake.ts';
import { repeat, sweep } from '../../workers/sweep.ts';
import { type Bench, pound, startBench, texted } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());
beforeEach(async () => {
  // What earlier tests left is over, so that a sweep meets only this test's challenges.
  for (let round = 0; round < 3; round++) {
    await bench.pass(601);
    await bench.sweep();
  }
  bench.clear();
});

const code = (afterSeconds: number) => ({ channel: 'sms', method: 'code', afterSeconds });
const closedOf = async (id: string) => (await bench.told(id)).filter(({ type }) => type === 'challenge.closed');
const attemptsQueued = () => bench.queued.map((job) => (job.type === 'dispatch' ? job.attempt : job.type));
/** A queue that is away, as for a process that dies right after its commit. */
const away = { hand: (_jobs: readonly Job[]) => Promise.reject(new Error('killed')) };

describe('a sweep', () => {
  it('closes what nobody was asked for as not sent, and what nobody answered as not answered', async () => {
    await bench.request('never-sent', { ...pound, lifetimeSeconds: 30 });
    await bench.request('never-answered', { ...pound, lifetimeSeconds: 30 });
    await bench.run(bench.queued[1]);
    await bench.pass(29.999);
    await bench.sweep();
    for (const id of ['never-sent', 'never-answered']) expect(await closedOf(id)).toEqual([]);
    await bench.pass(0.001);
    await bench.sweep();
    expect(await closedOf('never-sent')).toMatchObject([{ status: 'expired', reason: 'not-sent' }]);
    expect(await closedOf('never-answered')).toMatchObject([{ status: 'expired', reason: 'not-answered' }]);
    expect(await bench.sweep()).toBe(0);
  });

  it('begins the next steps in turn, each counted from the one before', async () => {
    await bench.request('in-turn-1', { ...pound, next: [code(10), code(20)] });
    const turns: unknown[] = [];
    for (const seconds of [9.999, 0.001, 19.999, 0.001]) {
      await bench.pass(seconds);
      await bench.sweep();
      turns.push((await bench.challenge('in-turn-1'))?.attempts.length);
    }
    expect(turns).toEqual([1, 2, 2, 3]);
  });

  it('begins steps that stand side by side with a later one together with it', async () => {
    await bench.request('in-pairs-1', { ...pound, next: [code(10), code(0), code(0)] });
    await bench.pass(10);
    for (let round = 0; round < 3; round++) await bench.sweep();
    expect(attemptsQueued()).toEqual([0, 1, 2, 3]);
  });

  it('wakes each once when many nodes sweep at the same moment', async () => {
    const ids = Array.from({ length: 20 }, (_, n) => `many-nodes-${n}`);
    for (const id of ids) await bench.request(id, { ...pound, lifetimeSeconds: 30, next: [code(5)] });
    await bench.pass(5);
    await Promise.all(Array.from({ length: 8 }, () => bench.sweep()));
    // Some may hand over what another is handing over already; for the queue it is the same job.
    expect(new Set(bench.queued.map((job) => JSON.stringify(job))).size).toBe(40);
    for (const id of ids) expect((await bench.challenge(id))?.attempts).toHaveLength(2);
    await bench.pass(25);
    await Promise.all(Array.from({ length: 8 }, () => bench.sweep()));
    for (const id of ids) expect(await closedOf(id)).toHaveLength(1);
  });

  it('goes on with the others when one cannot be woken', async () => {
    for (const id of ['cannot-wake', 'can-be-woken']) await bench.request(id, { ...pound, lifetimeSeconds: 30 });
    await bench.pass(30);
    const { load } = bench.store;
    const store = {
      ...bench.store,
      recall: () => undefined,
      load: (id: string) => (id === 'cannot-wake' ? Promise.reject(new Error('to +14155550100')) : load(id)),
    };
    await sweep({ ...bench.deps, store })();
    expect(await closedOf('can-be-woken')).toHaveLength(1);
    expect(await closedOf('cannot-wake')).toHaveLength(0);
    expect(bench.logged()).toContain('not woken');
    expect(bench.logged()).not.toContain('5550100');
    // It lets the others go first.
    expect(await bench.store.due(800)).not.toContain('cannot-wake');
    await bench.pass(2);
    await bench.sweep();
    expect(await closedOf('cannot-wake')).toHaveLength(1);
  });

  it('forgets the alarm of a challenge that is no longer there', async () => {
    const due = async () => (await bench.store.due(800)).includes('long-gone-1');
    await bench.request('long-gone-1', pound);
    await bench.pass(181);
    const store = { ...bench.store, load: async () => undefined };
    expect(await due()).toBe(true);
    await sweep({ ...bench.deps, store })();
    expect(await due()).toBe(false);
  });
});

describe('what a crash left behind', () => {
  it('is handed over by the sweep: the first job of a challenge, 5 s later', async () => {
    await intake({ ...bench.deps, queue: away })({ id: 'crashed-1', data: pound, enqueuedAt: bench.now() });
    expect(bench.queued).toEqual([]);
    await bench.pass(4.999);
    await bench.sweep();
    expect(bench.queued).toEqual([]);
    await bench.pass(0.001);
    await bench.sweep();
    expect(attemptsQueued()).toEqual([0]);
    expect(await bench.store.due(800)).toEqual([]);
  });

  it('is handed over again every ten seconds, however long it waits there for its turn: its queue knows it', async () => {
    await bench.request('patient-1', pound);
    for (let round = 0; round < 10; round++) {
      await bench.pass(6);
      await bench.sweep();
    }
    expect(attemptsQueued()).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('is handed over also when the next step comes first: neither job is lost', async () => {
    const data = { ...pound, next: [code(2)] };
    await intake({ ...bench.deps, queue: away })({ id: 'crashed-2', data, enqueuedAt: bench.now() });
    await bench.pass(2);
    await bench.sweep();
    expect(attemptsQueued()).toEqual([1]);
    await bench.pass(5);
    await bench.sweep();
    expect(new Set(attemptsQueued())).toEqual(new Set([0, 1]));
  });

  it('is handed over for a challenge that has closed: its call is hung up', async () => {
    await bench.request('crashed-3', pound);
    await bench.run(bench.queued.shift());
    await advance({ ...bench.deps, queue: away }, 'crashed-3', { type: 'cancel', by: 'by-app' });
    expect(bench.queued).toEqual([]);
    await bench.pass(5);
    await bench.sweep();
    expect(bench.queued).toMatchObject([{ type: 'hang-up', id: 'crashed-3' }]);
    expect(await closedOf('crashed-3')).toHaveLength(1);
  });

  it('stays until the queue has it', async () => {
    await intake({ ...bench.deps, queue: away })({ id: 'crashed-4', data: texted, enqueuedAt: bench.now() });
    for (let round = 0; round < 3; round++) {
      await bench.pass(5);
      await sweep({ ...bench.deps, queue: away })();
      await bench.pass(2);
      expect(await bench.store.due(800)).toEqual(['crashed-4']);
    }
    await bench.sweep();
    expect(attemptsQueued()).toEqual([0]);
    expect(await bench.store.due(800)).toEqual([]);
  });

  it('may be handed over twice, and still nobody is rung twice', async () => {
    await bench.request('crashed-5', pound);
    await bench.pass(5);
    await bench.sweep();
    expect(attemptsQueued()).toEqual([0, 0]);
    await bench.run(bench.queued[0]);
    await bench.run(bench.queued[1]);
    expect(bench.provider.asked).toHaveLength(1);
  });
});

describe('repeating', () => {
  it('runs round after round, also after one that failed, and stops at once but not in the middle of one', async () => {
    const errors: unknown[] = [];
    let rounds = 0;
    const { promise: third, resolve: reached } = Promise.withResolvers<void>();
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const round = async () => {
      rounds++;
      if (rounds === 1) throw new Error('first');
      if (rounds < 3) return;
      reached();
      await held;
    };
    const repeating = repeat(round, 1, (error) => errors.push(error));
    await third;
    let stopped = false;
    const stopping = repeating.stop().then(() => {
      stopped = true;
    });
    await new Promise(setImmediate);
    expect(stopped).toBe(false);
    release();
    await stopping;
    expect(rounds).toBe(3);
    expect(errors).toHaveLength(1);
  });

  it('does not wait out its pause when it is stopped', async () => {
    const { promise: ran, resolve } = Promise.withResolvers<void>();
    const repeating = repeat(
      async () => resolve(),
      3_600_000,
      () => undefined,
    );
    await ran;
    await repeating.stop();
  });
});
