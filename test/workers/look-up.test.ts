import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Job } from '../../src/challenge/jobs.ts';
import { type Bench, pound, sidNumber, startBench } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());
beforeEach(() => {
  bench.clear();
  bench.provider.found = [];
  bench.provider.answer = async () => ({ kind: 'unknown' });
});

let made = 0;
const newSid = () => sidNumber(1_000 + ++made);
const found = (...sids: string[]) => {
  bench.provider.found = sids.map((sid) => ({ sid, createdAt: bench.now() }));
};
/** A challenge whose call the provider neither took nor refused, with the job that looks for it. */
async function doubtful(to = `+1415555${2_000 + ++made}`): Promise<{ id: string; job: Job }> {
  const id = `doubtful-${++made}`;
  await bench.request(id, { ...pound, to, subject: id });
  await bench.run(bench.queued.shift());
  return { id, job: { type: 'look-up', id, attempt: 0, lookup: 1 } };
}
const statusOf = async (id: string) => (await bench.challenge(id))?.attempts[0]?.status;

describe('a look-up', () => {
  it('asks for calls to this number since the fence, with room for clocks that differ', async () => {
    const { job } = await doubtful('+14155550100');
    const fence = bench.now();
    await bench.pass(3);
    await bench.run(job);
    expect(bench.provider.lookups).toEqual([{ channel: 'voice', to: '+14155550100', since: fence - 2_000 }]);
  });

  it('takes the one call that it finds, and tells that it was sent', async () => {
    const { id, job } = await doubtful();
    const sid = newSid();
    found(sid);
    await bench.run(job);
    expect((await bench.challenge(id))?.attempts[0]).toMatchObject({ status: 'sent', sid });
    expect((await bench.told(id)).map(({ status }) => status)).toEqual(['sent']);
    expect(await bench.store.claimants([sid])).toEqual([`${id}.0`]);
  });

  it('takes none of two: on a shared number that would be a guess', async () => {
    const { id, job } = await doubtful();
    found(newSid(), newSid());
    await bench.run(job);
    expect(await statusOf(id)).toBe('sending');
  });

  it('takes none while another challenge is in doubt about a call to the same number, also when that one is over by now', async () => {
    const shared = '+14155551999';
    const [first, second] = [await doubtful(shared), await doubtful(shared)];
    found(newSid());
    await Promise.all([bench.run(first.job), bench.run(second.job)]);
    expect([await statusOf(first.id), await statusOf(second.id)]).toEqual(['sending', 'sending']);
    await bench.give(second.id, { type: 'cancel', by: 'by-app' });
    await bench.run(first.job);
    expect(await statusOf(first.id)).toBe('sending');
  });

  it('takes no call that belongs to another challenge, whether a callback or a look-up told so', async () => {
    const shared = '+14155551998';
    const first = await doubtful(shared);
    const [mine, theirs] = [newSid(), newSid()];
    const { attempts } = (await bench.challenge(first.id)) ?? { attempts: [] };
    const nonce = attempts[0]?.status === 'sending' ? attempts[0].nonce : '';
    await bench.give(first.id, { type: 'report-progress', attempt: 0, nonce, sid: theirs, status: 'ringing' });
    const second = await doubtful(shared);
    found(theirs);
    await bench.run(second.job);
    expect(await statusOf(second.id)).toBe('sending');
    found(mine, theirs);
    await bench.run(second.job);
    expect((await bench.challenge(second.id))?.attempts[0]).toMatchObject({ status: 'sent', sid: mine });
    const third = await doubtful(shared);
    await bench.run(third.job);
    expect(await statusOf(third.id)).toBe('sending');
  });

  it('takes no call that was made later than its own could have been', async () => {
    const { id, job } = await doubtful();
    bench.provider.found = [{ sid: newSid(), createdAt: bench.now() + 10_001 }];
    await bench.run(job);
    expect(await statusOf(id)).toBe('sending');
  });

  it('takes no call to a switchboard: two challenges to one office never have each other’s call', async () => {
    for (const extension of ['4012', '4013']) {
      const id = `office-${++made}-x`;
      await bench.request(id, { ...pound, extension });
      await bench.run(bench.queued.shift());
      found(newSid());
      await bench.run({ type: 'look-up', id, attempt: 0, lookup: 1 });
      expect(await statusOf(id)).toBe('sending');
    }
    expect(bench.provider.lookups).toEqual([]);
  });

  it('takes again what it had claimed before it died', async () => {
    const { id, job } = await doubtful();
    const sid = newSid();
    await bench.store.claim(sid, `${id}.0`);
    found(sid);
    await bench.run(job);
    expect(await statusOf(id)).toBe('sent');
  });

  it('that finds nothing, or cannot ask, changes nothing: the alarm asks again', async () => {
    const { id, job } = await doubtful();
    for (const nothing of [[], 'unknown'] as const) {
      bench.provider.found = nothing as never;
      await bench.run(job);
      expect(await statusOf(id)).toBe('sending');
    }
  });

  it('does not ask about what is known, over, or was never there', async () => {
    const known = await doubtful();
    found(newSid());
    await bench.run(known.job);
    const over = await doubtful();
    await bench.give(over.id, { type: 'cancel', by: 'by-app' });
    bench.clear();
    await bench.run(known.job);
    await bench.run(over.job);
    await bench.run({ type: 'look-up', id: 'nobody-here', attempt: 0, lookup: 1 });
    await bench.run({ type: 'look-up', id: known.id, attempt: 5, lookup: 1 });
    expect(bench.provider.lookups).toEqual([]);
  });

  it('never asks for a call to be made', async () => {
    const { job } = await doubtful();
    expect(bench.provider.asked).toHaveLength(1);
    for (const sids of [[], [newSid(), newSid()], [newSid()]]) {
      found(...sids);
      await bench.run(job);
    }
    expect(bench.provider.asked).toHaveLength(1);
  });
});
