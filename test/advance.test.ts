import { beforeEach, describe, expect, it } from 'vitest';
import { changeOf, markOf } from '../src/advance/change.ts';
import { createTurns } from '../src/advance/turns.ts';
import { type Advancing, advance, advanceGuessing, handOver, repair } from '../src/advance.ts';
import { isOpen, type OpenChallenge, type Step } from '../src/challenge/challenge.ts';
import type { Job, KeptJob } from '../src/challenge/jobs.ts';
import { createLog } from '../src/log.ts';
import type { Store } from '../src/ports.ts';
import { begin, cancel, check, pickUp, press, progress, recordPlaced } from './challenge/commands.ts';
import { fenced, placed, sidOf } from './challenge/facts.ts';
import { at, challenge, code, happened, mobile, pound, reply, textedCode } from './challenge/given.ts';
import { createMemoryStore } from './redis/memory-store.ts';

let memory: ReturnType<typeof createMemoryStore>;
let handed: Job[];
let lines: string[];
let deps: Advancing;
beforeEach(async () => {
  memory = createMemoryStore();
  handed = [];
  lines = [];
  deps = {
    store: memory.store,
    queue: { hand: async (jobs) => void handed.push(...jobs) },
    clock: { now: () => at(10) },
    turns: createTurns(),
    log: createLog('debug', { write: (line) => void lines.push(line) }),
  };
  await memory.setTime(at(10));
});

const kept = async (steps: readonly Step[] = [pound()]): Promise<OpenChallenge> => {
  const open = challenge(steps);
  await memory.store.create(changeOf(open, []));
  return open;
};
const withStore = (changes: Partial<Store>): Advancing => ({ ...deps, store: { ...memory.store, ...changes } });
const loaded = async ({ id }: { id: string }) => {
  const stored = await memory.store.load(id);
  if (stored === undefined) throw new Error('it is not there');
  return stored;
};

describe('a command', () => {
  it('that is accepted is written, told and followed by its jobs', async () => {
    const open = await kept([pound(), textedCode(60)]);
    await advance(deps, open.id, begin());
    await advance(deps, open.id, progress('ringing'));
    const advanced = await advance(deps, open.id, cancel);
    expect(advanced).toMatchObject({ kind: 'advanced', stored: { version: 4, now: at(10) } });
    expect(advanced.kind === 'advanced' && advanced.events.map(({ type }) => type)).toEqual([
      'attempt-ended',
      'challenge-closed',
    ]);
    expect((await memory.told()).map(({ status }) => status)).toEqual(['ringing', 'canceled']);
    expect(handed).toEqual([{ type: 'hang-up', id: open.id, sid: sidOf(0) }]);
    expect(await memory.store.jobsLeft(open.id)).toEqual([]);
  });

  it('that is refused writes nothing and tells why, with the challenge as it is', async () => {
    const open = await kept();
    const refused = await advance(deps, open.id, check('111111'));
    expect(refused).toMatchObject({ kind: 'refused', refusal: 'no-code-method', stored: { version: 1 } });
    expect(await memory.told()).toEqual([]);
  });

  it('for a challenge that is not there is unknown', async () => {
    expect(await advance(deps, 'nobody-here', cancel)).toEqual({ kind: 'unknown' });
  });

  it('is decided by the time of the store, not by anybody’s clock', async () => {
    const open = await kept();
    await memory.setTime(open.expiresAt);
    const early = { ...deps, clock: { now: () => 0 } };
    expect(await advance(early, open.id, begin())).toMatchObject({ stored: { challenge: { reason: 'not-sent' } } });
  });

  it('hands its jobs over only after they are written', async () => {
    const open = await kept();
    const order: string[] = [];
    const watched = withStore({
      async commit(change, version) {
        const verdict = await memory.store.commit(change, version);
        order.push('written');
        return verdict;
      },
    });
    await advance(watched, open.id, begin());
    await advance(watched, open.id, progress('ringing'));
    await advance({ ...watched, queue: { hand: async () => void order.push('handed') } }, open.id, cancel);
    expect(order).toEqual(['written', 'written', 'written', 'handed']);
  });
});

describe('commands at the same moment', () => {
  it('are committed once, and each is told what became of it', async () => {
    const open = await kept([textedCode()]);
    await advance(deps, open.id, begin());
    let commits = 0;
    const counting = withStore({
      commit: (...args) => {
        commits += 1;
        return memory.store.commit(...args);
      },
    });
    const commands = [recordPlaced(), progress('sent'), progress('delivered'), check(code)];
    const answers = await Promise.all(commands.map((command) => advance(counting, open.id, command)));
    expect(answers.map(({ kind }) => kind)).toEqual(['advanced', 'refused', 'advanced', 'advanced']);
    expect((await memory.told()).map(({ status }) => status)).toEqual(['sent', 'delivered', 'approved']);
    expect(commits).toBe(1);
  });
});

it('a hand-over that takes its time keeps nobody waiting who comes after it', async () => {
  const open = await kept();
  await advance(deps, open.id, begin());
  await advance(deps, open.id, progress('ringing'));
  const slow = Promise.withResolvers<void>();
  const handing = Promise.withResolvers<void>();
  const hand = () => {
    handing.resolve();
    return slow.promise;
  };
  const canceled = advance({ ...deps, queue: { hand } }, open.id, cancel);
  await handing.promise;
  expect(await advance(deps, open.id, begin(0, 0, 'another'))).toMatchObject({ refusal: 'challenge-closed' });
  slow.resolve();
  expect(await canceled).toMatchObject({ kind: 'advanced' });
});

it('a command that cannot be decided on fails alone', async () => {
  const open = await kept([textedCode()]);
  await advance(deps, open.id, begin());
  const sealed = () => {
    throw new Error('sealed by another');
  };
  const [broken, delivered] = await Promise.allSettled([
    advanceGuessing(deps, open.id, check(code), undefined, sealed),
    advance(deps, open.id, progress('delivered')),
  ]);
  expect(broken).toMatchObject({ status: 'rejected', reason: new Error('sealed by another') });
  expect(delivered).toMatchObject({ status: 'fulfilled', value: { kind: 'advanced' } });
});

describe('a lost race', () => {
  it('is decided anew on what the winner wrote: of many right answers one wins, the others find it closed', async () => {
    const open = await kept([textedCode()]);
    await advance(deps, open.id, begin());
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => advance(deps, open.id, check(code))));
    expect(answers.filter(({ kind }) => kind === 'advanced')).toHaveLength(1);
    expect(answers.every((answer) => answer.kind !== 'unknown' && !isOpen(answer.stored.challenge))).toBe(true);
    expect((await memory.told()).map(({ reason }) => reason)).toEqual(['code-accepted']);
  });

  it('costs no try and gives none: of many wrong answers at once five count', async () => {
    const open = await kept([textedCode()]);
    await advance(deps, open.id, begin());
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => advance(deps, open.id, check('000000'))));
    expect(answers.filter(({ kind }) => kind === 'advanced')).toHaveLength(5);
    expect((await loaded(open)).challenge).toMatchObject({ status: 'denied', reason: 'wrong-code', wrongCodes: 5 });
  });

  it('to this very process is decided on what it remembers of the winner', async () => {
    const open = await kept();
    const from = await loaded(open);
    await advance(deps, open.id, begin());
    const winner = await loaded(open);
    const remembering = withStore({ recall: () => winner, load: () => Promise.reject(new Error('read')) });
    expect(await advance(remembering, open.id, cancel, from)).toMatchObject({
      kind: 'advanced',
      stored: { version: 3 },
    });
  });

  it('to this very process is no proof of a "no": the challenge is read again', async () => {
    const open = await kept();
    const from = await loaded(open);
    await advance(deps, open.id, begin());
    const winner = await loaded(open);
    await advance(deps, open.id, cancel);
    const remembering = withStore({ recall: () => winner });
    const refused = await advance(remembering, open.id, begin(0, 0, 'another'), from);
    expect(refused).toMatchObject({ kind: 'refused', refusal: 'challenge-closed', stored: { version: 3 } });
  });

  it('between the answer to our request and the first callback costs one commit and no reading', async () => {
    const open = await kept();
    await advance(deps, open.id, begin());
    await advance(deps, open.id, progress('ringing'));
    const winner = await loaded(open);
    const blind = withStore({ load: () => Promise.reject(new Error('read')), recall: () => winner });
    expect(await advance(blind, open.id, recordPlaced())).toMatchObject({ kind: 'refused', refusal: 'nothing-new' });
  });

  it('without end is a bug and says so', async () => {
    const open = await kept();
    await expect(advance(withStore({ commit: async () => 'conflict' }), open.id, begin())).rejects.toThrow(/50 races/);
  });

  it('against the end of the record is lost for good', async () => {
    const open = await kept();
    let loads = 0;
    const vanishing = withStore({
      load: async (id) => (loads++ === 0 ? await memory.store.load(id) : undefined),
      commit: async () => 'conflict',
    });
    expect(await advance(vanishing, open.id, begin())).toEqual({ kind: 'unknown' });
  });
});

describe('what the caller knows already', () => {
  it('saves the reading, and is decided by the clock', async () => {
    const open = await kept();
    const from = await loaded(open);
    const blind = withStore({ load: () => Promise.reject(new Error('read')) });
    const advanced = await advance({ ...blind, clock: { now: () => at(20) } }, open.id, begin(), from);
    expect(advanced).toMatchObject({ kind: 'advanced', events: [{ type: 'attempt-sending', at: at(20) }] });
  });

  it('is read again when it is out of date', async () => {
    const open = await kept();
    const from = await loaded(open);
    await advance(deps, open.id, begin());
    expect(await advance(deps, open.id, begin(0, 0, 'another'), from)).toMatchObject({ refusal: 'attempt-under-way' });
  });
});

describe('a failure', () => {
  it('of the store reaches the caller, and the same command again does no more than once', async () => {
    const open = await kept();
    await advance(deps, open.id, begin());
    const lossy = withStore({
      async commit(change, version) {
        await memory.store.commit(change, version);
        throw new Error('Command timed out');
      },
    });
    await expect(advance(lossy, open.id, pickUp())).rejects.toThrow('timed out');
    expect(await advance(deps, open.id, pickUp())).toMatchObject({ kind: 'refused', refusal: 'nothing-new' });
    await expect(advance(lossy, open.id, press('#'))).rejects.toThrow('timed out');
    expect(await advance(deps, open.id, press('#'))).toMatchObject({ refusal: 'challenge-closed' });
    expect((await memory.told()).map(({ status }) => status)).toEqual(['answered', 'approved']);
  });

  it('of the queue does not: the commit keeps the jobs', async () => {
    const open = await kept();
    await advance(deps, open.id, begin());
    await advance(deps, open.id, recordPlaced());
    const away = { ...deps, queue: { hand: () => Promise.reject(new Error('away')) } };
    expect(await advance(away, open.id, cancel)).toMatchObject({ kind: 'advanced' });
    expect(await memory.store.jobsLeft(open.id)).toHaveLength(1);
    expect(lines.join('')).toContain('not handed over yet');
  });
});

describe('a call or text whose id is new', () => {
  it('is claimed for its attempt, however it became known, and only then', async () => {
    const commands = { placed: recordPlaced(), ringing: progress('ringing'), answered: pickUp() };
    for (const command of Object.values(commands)) {
      memory = createMemoryStore();
      const own = { ...deps, store: memory.store };
      await memory.setTime(at(10));
      const open = await kept();
      await advance(own, open.id, begin());
      await advance(own, open.id, command);
      expect(await memory.store.claimants([sidOf(0)])).toEqual([markOf(open.id, 0)]);
      const claims: unknown[] = [];
      const again = withStore({
        commit: async (change, version) => {
          claims.push(change.claim);
          return await memory.store.commit(change, version);
        },
      });
      await advance(again, open.id, pickUp());
      await advance(again, open.id, press('#'));
      expect(claims.filter((claim) => claim !== undefined)).toEqual([]);
    }
  });
});

describe('handing over and repairing', () => {
  it('of nothing asks nobody', async () => {
    const none = { hand: () => Promise.reject(new Error('asked')) };
    await handOver({ ...deps, queue: none }, changeOf(challenge([pound()]), []), 1);
    expect(lines).toEqual([]);
  });

  it('gives the queue what was left, once, and tells how many', async () => {
    const open = happened(challenge([pound()]), fenced(), placed());
    const job: KeptJob = { type: 'hang-up', id: open.id, sid: sidOf(0) };
    await memory.store.create({ challenge: open, results: [], jobs: [job] });
    expect(await repair(deps, await loaded(open))).toBe(1);
    expect(await repair(deps, await loaded(open))).toBe(0);
    expect(handed).toEqual([job]);
  });

  it('gives the queue the dispatch that a queued attempt waits for, kept or not, and none for one under way', async () => {
    const open = challenge([pound(), reply(0)]);
    await memory.store.create({ challenge: happened(open, fenced()), results: [], jobs: [] });
    expect(await repair(deps, await loaded(open))).toBe(1);
    expect(handed).toEqual([{ type: 'dispatch', id: open.id, attempt: 1, round: 0, channel: 'sms' }]);
  });

  it('leaves the jobs where they are when the queue is away', async () => {
    const open = challenge([pound()]);
    const job: KeptJob = { type: 'hang-up', id: open.id, sid: sidOf(0) };
    await memory.store.create({ challenge: open, results: [], jobs: [job] });
    const away = { ...deps, queue: { hand: () => Promise.reject(new Error('away')) } };
    await expect(repair(away, await loaded(open))).rejects.toThrow('away');
    expect(await memory.store.jobsLeft(open.id)).toEqual([job]);
  });
});

describe('the log', () => {
  it('tells every step of a challenge by its id, and neither number nor code', async () => {
    const open = await kept([textedCode()]);
    await advance(deps, open.id, begin());
    await advance(deps, open.id, check(code));
    const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(told).toMatchObject([
      { events: ['attempt-sending'], attempt: 0 },
      { events: ['attempt-ended', 'challenge-closed'], attempt: 0, reason: 'code-accepted' },
    ]);
    expect(told.every(({ challengeId }) => challengeId === open.id)).toBe(true);
    for (const secret of [mobile, mobile.slice(1), code]) expect(lines.join('')).not.toContain(secret);
  });
});
