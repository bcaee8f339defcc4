/** What becomes of an attempt by the provider's answer; `dispatch.test.ts` holds how it is asked. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Command } from '../../src/challenge/command.ts';
import type { Placement } from '../../src/ports.ts';
import { type Bench, pound, sidNumber, startBench } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());
beforeEach(() => bench.clear());
afterEach(() => {
  bench.provider.answer = async () => ({ kind: 'placed', sid: sidNumber(bench.provider.asked.length) });
});

let ids = 0;
/** A challenge with its first job waiting. */
async function created(data: object = pound): Promise<string> {
  const id = `outcome-${++ids}`;
  await bench.request(id, data);
  return id;
}
const attempt = async (id: string, index = 0) => (await bench.challenge(id))?.attempts[index];
const answers = (placement: Placement) => {
  bench.provider.answer = async () => placement;
};

describe('what came of it', () => {
  it('is nothing new when a callback told it first', async () => {
    bench.provider.answer = async ({ ref }) => {
      const about = { attempt: 0, nonce: ref.nonce, sid: sidNumber(1) };
      await bench.give(ref.id, { type: 'report-progress', ...about, status: 'ringing' });
      await bench.give(ref.id, { type: 'answer-call', ...about });
      return { kind: 'placed', sid: sidNumber(1) };
    };
    const id = await created();
    await bench.run(bench.queued[0]);
    expect(await attempt(id)).toMatchObject({ status: 'answered', turn: 1 });
    expect((await bench.told(id)).map(({ status }) => status)).toEqual(['ringing', 'answered']);
  });

  it('leaves the outcome alone when a callback has closed the challenge meanwhile', async () => {
    bench.provider.answer = async ({ ref }) => {
      const about = { attempt: 0, nonce: ref.nonce, sid: sidNumber(1) };
      await bench.give(ref.id, { type: 'report-ended', ...about, reason: 'busy' });
      return { kind: 'placed', sid: sidNumber(1) };
    };
    const id = await created();
    await bench.run(bench.queued[0]);
    expect((await bench.told(id)).map(({ reason }) => reason)).toEqual(['busy']);
    expect(bench.queued).toHaveLength(1);
  });

  it('is a call to hang up when the challenge was canceled while it was being placed', async () => {
    bench.provider.answer = async ({ ref }) => {
      await bench.give(ref.id, { type: 'cancel', by: 'by-app' });
      return { kind: 'placed', sid: sidNumber(5) };
    };
    const id = await created();
    await bench.run(bench.queued[0]);
    expect(bench.queued.slice(1)).toEqual([{ type: 'hang-up', id, sid: sidNumber(5) }]);
    await bench.run(bench.queued[1]);
    expect(bench.provider.hungUp).toEqual([sidNumber(5)]);
  });

  it('is the end when the provider refuses, with its reason, or the next step at once', async () => {
    answers({ kind: 'failed', reason: 'number-blocked' });
    const id = await created();
    await bench.run(bench.queued[0]);
    expect(await bench.told(id)).toMatchObject([{ status: 'failed', reason: 'number-blocked' }]);
    const next = [{ channel: 'sms', method: 'code', afterSeconds: 60 }];
    const other = await created({ ...pound, next });
    await bench.run(bench.queued[1]);
    expect(bench.queued[2]).toEqual({ type: 'dispatch', id: other, attempt: 1, round: 0, channel: 'sms' });
  });

  it('is doubt when the provider did not say: no second request, a lookup after 2 s, and an end in the end', async () => {
    answers({ kind: 'unknown' });
    const to = '+14155550188';
    const id = await created({ ...pound, to });
    await bench.run(bench.queued[0]);
    for (let wait = 0; wait < 32; wait++) {
      await bench.pass(1);
      await bench.sweep();
      for (const job of bench.queued.splice(0)) await bench.run(job);
    }
    expect(bench.provider.asked.filter((order) => order.to === to)).toHaveLength(1);
    expect(bench.provider.lookups.filter((query) => query.to === to)).toHaveLength(4);
    expect(await bench.told(id)).toMatchObject([{ status: 'failed', reason: 'provider-unknown' }]);
  });
});

describe('a provider that is too busy', () => {
  const rounds = async (id: string): Promise<number> => {
    const at = await attempt(id);
    return at !== undefined && 'round' in at ? at.round : -1;
  };

  it('is asked again later, once for each round, and not before it said', async () => {
    answers({ kind: 'busy', retryAfterMs: 7_000 });
    const id = await created();
    await bench.run(bench.queued.shift());
    expect(await rounds(id)).toBe(1);
    await bench.pass(6.999);
    await bench.sweep();
    expect(bench.queued).toEqual([]);
    await bench.pass(0.001);
    await bench.sweep();
    const [again] = bench.queued;
    answers({ kind: 'placed', sid: sidNumber(1) });
    await Promise.all([bench.run(again), bench.run(again), bench.run({ ...again, round: 0 } as never)]);
    expect(bench.provider.asked).toHaveLength(2);
    expect(await attempt(id)).toMatchObject({ status: 'sent' });
  });

  it('is left in peace when the job of the last round comes again before the next is due', async () => {
    answers({ kind: 'busy', retryAfterMs: 60_000 });
    await created();
    const [job] = bench.queued;
    await bench.run(job);
    for (const round of [0, 1, 2]) await bench.run({ ...job, round } as never);
    expect(bench.provider.asked).toHaveLength(1);
  });

  it('for the whole lifetime leaves a challenge that was never sent', async () => {
    answers({ kind: 'busy', retryAfterMs: 0 });
    const id = await created({ ...pound, lifetimeSeconds: 30 });
    for (let wait = 0; wait < 31; wait++) {
      for (const job of bench.queued.splice(0)) await bench.run(job);
      await bench.pass(1);
      await bench.sweep();
    }
    expect(bench.provider.asked.length).toBeGreaterThan(3);
    expect(bench.provider.asked.length).toBeLessThan(12);
    expect(await bench.told(id)).toMatchObject([{ status: 'expired', reason: 'not-sent' }]);
  });

  it('is not asked about a call that it refused to make: what is known by a callback of a forger is nothing', async () => {
    answers({ kind: 'busy', retryAfterMs: 5_000 });
    const id = await created();
    await bench.run(bench.queued[0]);
    const [order] = bench.provider.asked;
    const forged: Command = { type: 'answer-call', attempt: 0, nonce: order?.ref.nonce ?? '', sid: sidNumber(1) };
    expect(await bench.give(id, forged)).toMatchObject({ kind: 'refused', refusal: 'attempt-unknown' });
  });
});
