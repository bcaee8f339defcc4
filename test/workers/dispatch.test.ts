import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { dispatch } from '../../workers/dispatch.ts';
import { type Bench, pound, sidNumber, startBench, texted } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());
beforeEach(() => bench.clear());
afterEach(() => {
  vi.restoreAllMocks();
  bench.provider.answer = async () => ({ kind: 'placed', sid: sidNumber(bench.provider.asked.length) });
});

let ids = 0;
/** A challenge with its first job waiting. */
async function created(data: object = pound): Promise<string> {
  const id = `dispatched-${++ids}`;
  await bench.request(id, data);
  return id;
}
const attempt = async (id: string, index = 0) => (await bench.challenge(id))?.attempts[index];

describe('an order', () => {
  it('for a call names number, extension, ring time, and the attempt with its nonce', async () => {
    const id = await created({ ...pound, extension: '4012' });
    await bench.run(bench.queued[0]);
    const at = await attempt(id);
    expect(at).toMatchObject({ status: 'sent', sid: sidNumber(1) });
    const ref = { id, attempt: 0, nonce: at?.status === 'sent' && at.nonce };
    expect(bench.provider.asked).toEqual([{ to: '+14155550100', ref, ringSeconds: 45, extension: '4012' }]);
    expect(await bench.told(id)).toMatchObject([{ type: 'challenge.progress', status: 'sent', channel: 'voice' }]);
  });

  it('never rings or stays valid past the end of the challenge', async () => {
    for (const data of [pound, texted]) await created({ ...data, lifetimeSeconds: 30 });
    await bench.pass(18.5);
    for (const job of [...bench.queued]) await bench.run(job);
    expect(bench.provider.asked).toMatchObject([{ ringSeconds: 11 }, { validitySeconds: 11 }]);
  });

  it('for a text says code, app and the time that is left', async () => {
    await created({ ...texted, app: 'payroll', code: '561166' });
    await bench.pass(60);
    await bench.run(bench.queued[0]);
    expect(bench.provider.asked).toMatchObject([
      {
        to: '+14155550100',
        body: expect.stringMatching(/^561166 is your code for The payroll\. It is valid for 2 min/),
      },
    ]);
  });

  it('goes to the number of its own step', async () => {
    const next = [{ channel: 'sms', method: 'code', afterSeconds: 0, to: '+31612345678' }];
    await created({ ...pound, next });
    for (const job of [...bench.queued]) await bench.run(job);
    expect(bench.provider.asked.map(({ to }) => to)).toEqual(['+14155550100', '+31612345678']);
  });

  it('for a reply is placed only after its number is known to be awaited', async () => {
    let awaited: readonly string[] = [];
    bench.provider.answer = async ({ to }) => {
      awaited = (await bench.store.textFrom(to, 'SM-none')).awaiting;
      return { kind: 'unknown' };
    };
    const id = await created({ ...texted, method: 'reply', to: '+14155550177' });
    await bench.run(bench.queued[0]);
    expect(awaited).toEqual([id]);
  });
});

describe('nobody is rung twice', () => {
  it('by twenty workers that run the same job at once', async () => {
    const id = await created();
    const [job] = bench.queued;
    await Promise.all(Array.from({ length: 20 }, () => bench.run(job)));
    expect(bench.provider.asked).toHaveLength(1);
    expect(await attempt(id)).toMatchObject({ status: 'sent' });
  });

  it('by a job that comes again after a crash: before the request, during it or before its answer was stored', async () => {
    for (const crash of ['request', 'record'] as const) {
      bench.clear();
      const id = await created();
      if (crash === 'request') bench.provider.answer = () => Promise.reject(new Error('killed'));
      const { commit } = bench.store;
      let commits = 0;
      const store = {
        ...bench.store,
        commit: (...args: Parameters<typeof commit>) =>
          crash === 'record' && ++commits === 2 ? Promise.reject(new Error('killed')) : commit(...args),
      };
      const job = { id: 'any', data: bench.queued[0], enqueuedAt: bench.now() };
      await expect(dispatch({ ...bench.deps, store })(job)).rejects.toThrow('killed');
      bench.provider.answer = async () => ({ kind: 'placed', sid: sidNumber(9) });
      for (let again = 0; again < 3; again++) await dispatch(bench.deps)(job);
      expect(bench.provider.asked).toHaveLength(1);
      expect(await attempt(id)).toMatchObject({ status: 'sending' });
    }
  });

  it('when the fence was written but its answer was lost: then nobody is rung at all', async () => {
    const id = await created();
    const store = {
      ...bench.store,
      async commit(...args: Parameters<typeof bench.store.commit>) {
        await bench.store.commit(...args);
        throw new Error('Command timed out');
      },
    };
    const job = { id: 'any', data: bench.queued[0], enqueuedAt: bench.now() };
    await expect(dispatch({ ...bench.deps, store })(job)).rejects.toThrow('timed out');
    await dispatch(bench.deps)(job);
    expect(bench.provider.asked).toEqual([]);
    expect(await attempt(id)).toMatchObject({ status: 'sending' });
  });

  it('by a process that slept longer than 3 s between fence and request: it does not dial any more', async () => {
    const awake = performance.now();
    let slept = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => awake + slept);
    const sleepAfterFence = (ms: number) => ({
      ...bench.store,
      async commit(...args: Parameters<typeof bench.store.commit>) {
        const version = await bench.store.commit(...args);
        slept += ms;
        return version;
      },
    });
    for (const [ms, dialled] of [
      [2_999, 1],
      [3_001, 1],
      [3_600_000, 1],
    ] as const) {
      const id = await created();
      const store = sleepAfterFence(ms);
      await dispatch({ ...bench.deps, store })({ id: 'any', data: bench.queued.at(-1), enqueuedAt: bench.now() });
      expect(bench.provider.asked).toHaveLength(dialled);
      // Nobody was asked, so somebody who is awake may set a new fence.
      expect(await attempt(id)).toMatchObject(ms < 3_000 ? { status: 'sent' } : { status: 'queued', round: 1 });
    }
  });

  it('for a challenge that is over, or about to be, or for an attempt that has ended', async () => {
    const over = await created();
    await bench.give(over, { type: 'cancel', by: 'by-app' });
    await bench.run(bench.queued[0]);
    const late = await created({ ...pound, lifetimeSeconds: 30 });
    await bench.pass(29.001);
    await bench.run(bench.queued[1]);
    await bench.pass(1);
    await bench.run(bench.queued[1]);
    expect(bench.provider.asked).toEqual([]);
    expect(await bench.told(late)).toMatchObject([{ status: 'expired', reason: 'not-sent' }]);
  });

  it('for a challenge that does not exist', async () => {
    await bench.run({ type: 'dispatch', id: 'nobody-here', attempt: 0, round: 0, channel: 'voice' });
    await created();
    await bench.run({ ...bench.queued[0], attempt: 7 } as never);
    expect(bench.provider.asked).toEqual([]);
  });
});

describe('the log', () => {
  it('has no number and no code of all this', async () => {
    await created({ ...texted, code: '561166' });
    await bench.run(bench.queued[0]);
    expect(bench.logged()).toContain('attempt-placed');
    expect(bench.logged()).not.toMatch(/5550100|561166/);
  });
});
