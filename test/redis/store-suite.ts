/** What every Store must do, whatever it is made of. Judged alike: the one on Redis, and the one in memory that tests use. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Challenge, OpenChallenge } from '../../src/challenge/challenge.ts';
import { closing } from '../../src/challenge/closing.ts';
import { evolve } from '../../src/challenge/evolve.ts';
import type { Job, KeptJob } from '../../src/challenge/jobs.ts';
import type { Phone } from '../../src/challenge/phone.ts';
import { type Result, resultsAfter } from '../../src/challenge/result.ts';
import type { Change, Store } from '../../src/ports.ts';
import { fenced, placed } from '../challenge/facts.ts';
import { challenge, happened, mobile, office, pound, textedCode } from '../challenge/given.ts';

/** A store with a clock in the hand of the test, and everything it told, in the order of its stream. */
export interface Bench {
  readonly store: Store;
  setTime(ms: number): Promise<void>;
  told(): Promise<Result[]>;
}

/** Redis itself does not believe in any other time than its own when it collects garbage, so it is now. */
const begun = Math.floor(Date.now() / 1_000) * 1_000;
const [other, third] = ['+14155550111', '+14155550112'] as [Phone, Phone];
let made = 0;
export function openChallenge(changes: Partial<OpenChallenge> = {}): OpenChallenge {
  const open = challenge([pound(), textedCode(30)], { id: `stored-${++made}`, expiresAt: begun + 180_000 });
  const attempts = open.attempts.map((attempt) => ({ ...attempt, startedAt: begun, at: begun, dueAt: begun }));
  // A code that was given is stored; one of ours would be made anew with the store's own key.
  return { ...open, attempts, secrets: { ...open.secrets, codeIsGiven: true }, ...changes };
}

export const canceled = (open: OpenChallenge, at = begun): Change => {
  const events = closing(open, { status: 'canceled', reason: 'by-app' }, at);
  const closed = events.reduce<Challenge>(evolve, open);
  return { challenge: closed, results: resultsAfter(closed, events), jobs: [] };
};
export const quiet = (challenge: Challenge, jobs: readonly Job[] = []): Change => ({ challenge, results: [], jobs });
export const dispatchJob = ({ id }: Challenge, attempt = 0): Job => ({
  ...{ type: 'dispatch', id, attempt, round: 0, channel: 'voice' },
});
export const hangUpJob = ({ id }: Challenge, sid: string): KeptJob => ({ type: 'hang-up', id, sid });
export const refusal = (id: string): Result => ({
  ...{ v: 1, type: 'challenge.closed', id, status: 'failed', reason: 'invalid-request', app: 'default' },
  ...{ subject: 'unknown', metadata: {}, at: new Date(begun).toISOString() },
});

export function storeSuite(name: string, make: () => Promise<Bench>): void {
  describe(name, () => {
    let bench: Bench;
    let store: Store;
    const awaiting = async (from: Phone) => (await store.textFrom(from, 'SM-none')).awaiting;
    beforeAll(async () => {
      bench = await make();
      ({ store } = bench);
      await bench.setTime(begun);
    });
    afterAll(() => bench.setTime(begun));
    const create = async (change: Change) => (await store.create(change)).version;
    const isDueAt = async (id: string, ms: number) => {
      await bench.setTime(ms);
      const due = await store.due(800);
      await bench.setTime(begun);
      return due.includes(id);
    };

    it('gives back what was written, with its version and the time', async () => {
      const open = openChallenge({
        action: 'sign in to Payroll',
        replyTo: 'auth-7',
        metadata: { 'a "quoted"': 'ü\n' },
      });
      expect(await store.load(open.id)).toBeUndefined();
      expect(await store.create(quiet(open))).toEqual({ created: true, version: 1 });
      expect(await store.load(open.id)).toEqual({ challenge: open, version: 1, now: begun });
    });

    it('creates an id once: the second finds it taken and changes nothing', async () => {
      const open = openChallenge();
      await create(quiet(open));
      const other = canceled(openChallenge({ id: open.id, subject: 'somebody else' }));
      expect((await store.create(other)).created).toBe(false);
      expect((await store.load(open.id))?.challenge).toEqual(open);
      expect((await bench.told()).filter(({ id }) => id === open.id)).toEqual([]);
    });

    it('commits at the version that is there and at no other', async () => {
      const open = openChallenge();
      await create(quiet(open));
      const sending = happened(open, fenced());
      for (const version of [0, 2, 7]) expect(await store.commit(quiet(sending), version)).toBe('conflict');
      expect((await store.load(open.id))?.challenge).toEqual(open);
      expect(await store.commit(quiet(sending), 1)).toBe(2);
      expect(await store.load(open.id)).toMatchObject({ challenge: sending, version: 2 });
      expect(await store.commit(quiet(open), 1)).toBe('conflict');
    });

    it('lets exactly one of 1,000 parallel commits at one version win, and tells its results only', async () => {
      const open = openChallenge();
      await create(quiet(open));
      const verdicts = await Promise.all(Array.from({ length: 1_000 }, () => store.commit(canceled(open), 1)));
      expect(verdicts.filter((verdict) => verdict !== 'conflict')).toEqual([2]);
      expect((await bench.told()).filter(({ id }) => id === open.id)).toHaveLength(1);
    });

    it('tells the results of a commit in their order, one commit after the other', async () => {
      const open = openChallenge();
      const progress = (status: 'sent' | 'ringing'): Result => ({
        ...refusal(open.id),
        type: 'challenge.progress',
        status,
      });
      await create({ ...quiet(open), results: [progress('sent'), progress('ringing')] });
      await store.commit(canceled(happened(open, fenced(), placed()) as OpenChallenge), 1);
      const told = (await bench.told()).filter(({ id }) => id === open.id);
      expect(told.map(({ status }) => status)).toEqual(['sent', 'ringing', 'canceled']);
    });

    it('keeps no secret of a challenge that has closed', async () => {
      const open = openChallenge();
      await create(quiet(open));
      await store.commit(canceled(open), 1);
      const closed = (await store.load(open.id))?.challenge;
      expect(closed).toEqual(canceled(open).challenge);
      expect(JSON.stringify(closed)).not.toContain(mobile);
    });

    it('rings the alarm at what comes next, moves it with every commit and ends it with the close', async () => {
      const open = happened(openChallenge({ expiresAt: begun + 60_000 }), fenced(), placed()) as OpenChallenge;
      await create(quiet({ ...open, expiresAt: begun + 20_000 }));
      expect(await isDueAt(open.id, begun + 19_999)).toBe(false);
      expect(await isDueAt(open.id, begun + 20_000)).toBe(true);
      await store.commit(quiet(open), 1);
      expect(await isDueAt(open.id, begun + 29_999)).toBe(false);
      expect(await isDueAt(open.id, begun + 30_000)).toBe(true);
      await store.commit(canceled(open), 2);
      expect(await isDueAt(open.id, begun + 1e9)).toBe(false);
    });

    it('lets an alarm wait, brings none forward, and sets none where there is none', async () => {
      const [open, closed] = [openChallenge(), openChallenge()];
      await create(quiet(open));
      await create(canceled(closed));
      for (const { id } of [open, closed]) await store.postpone(id, begun + 7_000);
      expect(await isDueAt(open.id, begun + 6_999)).toBe(false);
      expect(await isDueAt(open.id, begun + 7_000)).toBe(true);
      expect(await isDueAt(closed.id, begun + 1e9)).toBe(false);
    });

    it('silences the alarm of what is no longer there', async () => {
      const open = openChallenge();
      await create(quiet(open));
      await store.forget(open.id);
      expect(await isDueAt(open.id, begun + 1e9)).toBe(false);
    });

    it('keeps jobs until they are handed over, and wakes somebody to do it within 5 s', async () => {
      const open = openChallenge({ attempts: [] });
      expect(await store.jobsLeft(open.id)).toEqual([]);
      const version = await create(quiet(open, [hangUpJob(open, 'CA1')]));
      expect(await store.jobsLeft(open.id)).toEqual([hangUpJob(open, 'CA1')]);
      expect(await isDueAt(open.id, begun + 4_999)).toBe(false);
      expect(await isDueAt(open.id, begun + 5_000)).toBe(true);
      await store.jobsHandedOver(open, version, [hangUpJob(open, 'CA1')]);
      expect(await store.jobsLeft(open.id)).toEqual([]);
      expect(await isDueAt(open.id, begun + 5_000)).toBe(false);
      expect(await isDueAt(open.id, open.expiresAt)).toBe(true);
    });

    it('keeps no dispatch, which the state asks for by itself, and wakes somebody until it was taken up', async () => {
      const open = openChallenge({ steps: [pound()] });
      await create(quiet(open, [dispatchJob(open)]));
      expect(await store.jobsLeft(open.id)).toEqual([]);
      expect(await isDueAt(open.id, begun + 5_000)).toBe(true);
      await store.commit(quiet(open), 1);
      expect(await isDueAt(open.id, begun + 5_000)).toBe(true);
      await store.commit(quiet(happened(open, fenced(), placed())), 2);
      expect(await isDueAt(open.id, begun + 30_000)).toBe(false);
    });

    it('adds the jobs of later commits to those left, and keeps those that others have handed over', async () => {
      const open = openChallenge({ attempts: [] });
      const [first, second, third] = [hangUpJob(open, 'CA0'), hangUpJob(open, 'CA1'), hangUpJob(open, 'CA2')];
      await create(quiet(open, [first]));
      await store.commit(quiet(open, [second, third]), 1);
      await store.commit(quiet(open), 2);
      expect(await store.jobsLeft(open.id)).toEqual([first, second, third]);
      await store.jobsHandedOver(open, 2, [second, third]);
      expect(await store.jobsLeft(open.id)).toEqual([first]);
      expect(await isDueAt(open.id, begun + 5_000)).toBe(true);
      await store.jobsHandedOver(open, 1, [first]);
      expect(await store.jobsLeft(open.id)).toEqual([]);
    });

    it('leaves the alarm of a later version alone when an earlier one has handed over', async () => {
      const open = openChallenge({ attempts: [] });
      await create(quiet(open, [hangUpJob(open, 'CA1')]));
      const shorter = { ...open, expiresAt: begun + 2_000 };
      await store.commit(quiet(shorter), 1);
      await store.jobsHandedOver(open, 1, [hangUpJob(open, 'CA1')]);
      expect(await isDueAt(open.id, begun + 2_000)).toBe(true);
    });

    it('a closed challenge still hands over the hang-up of its call', async () => {
      const open = openChallenge();
      await create(quiet(open));
      await store.commit({ ...canceled(open), jobs: [hangUpJob(open, 'CA1')] }, 1);
      expect(await isDueAt(open.id, begun + 5_000)).toBe(true);
      await store.jobsHandedOver(canceled(open).challenge, 2, [hangUpJob(open, 'CA1')]);
      expect(await isDueAt(open.id, begun + 1e9)).toBe(false);
    });

    it('publishes the refusal of a request once for each mark', async () => {
      expect(await store.publishRejected('mark-a', refusal('7'), undefined)).toBe(true);
      expect(await store.publishRejected('mark-a', refusal('7'), undefined)).toBe(false);
      expect(await store.publishRejected('mark-b', refusal('7'), undefined)).toBe(true);
      expect((await bench.told()).filter(({ id }) => id === '7')).toHaveLength(2);
    });

    it('a refusal takes a good id: no challenge can have it, and it takes none from a challenge', async () => {
      const { id } = openChallenge();
      expect(await store.publishRejected(undefined, refusal(id), undefined)).toBe(true);
      expect(await store.publishRejected(undefined, refusal(id), undefined)).toBe(false);
      expect((await store.create(quiet(openChallenge({ id })))).created).toBe(false);
      expect(await store.load(id)).toBeUndefined();
      const open = openChallenge();
      await create(quiet(open));
      expect(await store.publishRejected(undefined, refusal(open.id), undefined)).toBe(false);
      expect((await bench.told()).filter((result) => [id, open.id].includes(result.id))).toHaveLength(1);
    });

    it('knows which challenges await a reply from a number, and forgets those that have expired', async () => {
      expect(await awaiting(office)).toEqual([]);
      const texting = async (lifeMs: number, ...to: Phone[]) => {
        const open = openChallenge({ expiresAt: begun + lifeMs });
        await create({ ...quiet(open), placing: to.map((each) => ({ to: each, awaitsReply: true })) });
        return open.id;
      };
      const [first, second] = [await texting(20_000, office), await texting(90_000, office, other)];
      expect(new Set(await awaiting(office))).toEqual(new Set([first, second]));
      await bench.setTime(begun + 20_000);
      const last = await texting(60_000, office);
      expect(new Set(await awaiting(office))).toEqual(new Set([second, last]));
      expect(await awaiting(other)).toEqual([second]);
      expect(await awaiting(mobile)).toEqual([]);
      await bench.setTime(begun);
    });

    it('remembers whom a text was meant for, as it was said first', async () => {
      const meantFor = async (sid: string) => (await store.textFrom(office, sid)).meantFor;
      expect(await meantFor('SM-heard')).toBeUndefined();
      await store.markHeard('SM-heard', ['one', 'other']);
      await store.markHeard('SM-heard', ['a third']);
      await store.markHeard('SM-nobody', []);
      expect(await meantFor('SM-heard')).toEqual(['one', 'other']);
      expect(await meantFor('SM-nobody')).toEqual([]);
      expect(await meantFor('SM-other')).toBeUndefined();
    });

    it('knows from the commit on which challenges call or text a number', async () => {
      const open = openChallenge({ expiresAt: begun + 60_000 });
      await create(quiet(open));
      const placing = [{ to: third, awaitsReply: false }];
      expect(await store.commit({ ...quiet(open), placing }, 1)).toBe(2);
      const texted = openChallenge({ expiresAt: begun + 60_000 });
      await create({ ...quiet(texted), placing: [{ to: third, awaitsReply: true }] });
      expect(new Set(await store.placedTo(third))).toEqual(new Set([open.id, texted.id]));
      expect(await awaiting(third)).toEqual([texted.id]);
    });

    it('claims a call with the commit that tells of it, unless the commit is too late or another has the call', async () => {
      const open = openChallenge();
      await create(quiet(open));
      await store.claim('CA-of-another', 'a.0');
      const claiming = (sid: string) => ({ ...quiet(open), claim: { sid, mark: `${open.id}.0` } });
      expect(await store.commit(claiming('CA-too-late'), 7)).toBe('conflict');
      expect(await store.commit(claiming('CA-told'), 1)).toBe(2);
      expect(await store.commit(claiming('CA-of-another'), 2)).toBe(3);
      const claimants = await store.claimants(['CA-too-late', 'CA-told', 'CA-of-another']);
      expect(claimants).toEqual([undefined, `${open.id}.0`, 'a.0']);
    });

    it('takes a guess only while those who guess have looks left, counts the failed ones, and writes nothing else', async () => {
      const owners = ['subject of the suite', 'number of the suite'];
      const looks = (failed: boolean, who = owners) => ({ owners: who, looksMax: 3, failed });
      const guessed = openChallenge();
      await create(quiet(guessed));
      const tell = (version: number, failed: boolean, who = owners) =>
        store.commit({ ...quiet(guessed), looks: looks(failed, who) }, version);
      for (const version of [1, 2]) expect(await tell(version, true)).toBe(version + 1);
      for (const version of [3, 4, 5]) expect(await tell(version, false)).toBe(version + 1);
      // What did not happen is no failure.
      expect(await tell(1, true)).toBe('conflict');
      expect(await tell(6, true)).toBe(7);
      for (const failed of [true, false]) expect(await tell(7, failed)).toBe('no-looks-left');
      expect(await tell(7, true, [...owners, 'somebody else'])).toBe('no-looks-left');
      expect((await store.load(guessed.id))?.version).toBe(7);
      for (const version of [7, 8, 9]) expect(await tell(version, true, ['somebody else'])).toBe(version + 1);
      expect(await tell(10, false, ['somebody else'])).toBe('no-looks-left');
    });

    it('of a thousand guesses at once, on as many challenges, answers as many as are allowed', async () => {
      const all = Array.from({ length: 1_000 }, () => openChallenge());
      await Promise.all(all.map((open) => create(quiet(open))));
      const looks = { owners: ['subject of a thousand'], looksMax: 10, failed: true };
      const told = await Promise.all(all.map((open) => store.commit({ ...quiet(open), looks }, 1)));
      expect(told.filter((version) => version === 2)).toHaveLength(10);
      expect(told.filter((version) => version === 'no-looks-left')).toHaveLength(990);
    });

    it('gives a call to the first attempt that claims it, and tells whose it is', async () => {
      expect(await store.claim('CA-claimed', 'a.0')).toBe(true);
      expect(await store.claim('CA-claimed', 'a.0')).toBe(true);
      expect(await store.claim('CA-claimed', 'b.0')).toBe(false);
      expect(await store.claimants(['CA-free', 'CA-claimed'])).toEqual([undefined, 'a.0']);
      expect(await store.claimants([])).toEqual([]);
    });
  });
}
