import { beforeEach, describe, expect, it } from 'vitest';
import { createTurns } from '../src/advance/turns.ts';
import { advance } from '../src/advance.ts';
import type { OpenChallenge } from '../src/challenge/challenge.ts';
import type { Command } from '../src/challenge/command.ts';
import { usualFailuresPerDay } from '../src/challenge/policy.ts';
import { type Guessing, guessByKeys } from '../src/guess.ts';
import { createLog } from '../src/log.ts';
import type { Stored } from '../src/ports.ts';
import { begin, pickUp, press } from './challenge/commands.ts';
import { at, challenge, match, pin } from './challenge/given.ts';
import { createMemoryStore } from './redis/memory-store.ts';
import { testApps } from './support/apps.ts';

type Press = Extract<Command, { type: 'press-key' }>;
const id = 'challenge-1';
const keys = (digits: string, turn = 1) => press(digits, turn) as Press;

let memory: ReturnType<typeof createMemoryStore>;
let recalled: Stored | undefined;
let deps: Guessing;
beforeEach(async () => {
  memory = createMemoryStore();
  await memory.setTime(at(1));
  recalled = undefined;
  const log = createLog('silent', { write: () => undefined });
  const queue = { hand: async () => undefined };
  const store = { ...memory.store, recall: () => recalled };
  deps = { store, queue, clock: { now: () => at(1) }, log, apps: testApps(), turns: createTurns() };
});
const owner = 'number +14155550100';
const failed = () => memory.failures.get(owner) ?? 0;
const useUpAllLooks = () => memory.failures.set(owner, usualFailuresPerDay);

/** A call that was answered and asks its first question. */
async function answeredCall(open: OpenChallenge): Promise<Stored> {
  await memory.store.create({ challenge: open, results: [], jobs: [] });
  for (const command of [begin(), pickUp()]) await advance(deps, id, command);
  const stored = await memory.store.load(id);
  if (stored === undefined) throw new Error('it was not created');
  return stored;
}
const stateOf = async () => (await memory.store.load(id))?.challenge;

describe('keys on a call', () => {
  it('are compared with what is asked for now, though this process remembers an older question', async () => {
    recalled = undefined;
    const old = await answeredCall(challenge([match()]));
    await advance(deps, id, press('*'));
    recalled = old;
    expect(await guessByKeys(deps, id, keys('42#', 2))).toMatchObject({ kind: 'advanced' });
    expect(await stateOf()).toMatchObject({ status: 'approved', reason: 'number-matched' });
    expect(failed()).toBe(0);
  });

  it('that are wrong stay counted, those that came too late do not', async () => {
    const old = await answeredCall(challenge([pin()]));
    await guessByKeys(deps, id, keys('1111#'));
    expect(failed()).toBe(1);
    recalled = old;
    expect(await guessByKeys(deps, id, keys('2580#'))).toMatchObject({ kind: 'refused', refusal: 'stale-turn' });
    expect(failed()).toBe(1);
    expect(await stateOf()).toMatchObject({ status: 'open', wrongPins: 1 });
  });

  it('are not taken when no look is left, not even the right ones, and end the call', async () => {
    await answeredCall(challenge([match()]));
    useUpAllLooks();
    await guessByKeys(deps, id, keys('42#'));
    expect(await stateOf()).toMatchObject({ status: 'failed', reason: 'rate-limited', wrongNumbers: 0 });
    expect(failed()).toBe(usualFailuresPerDay);
  });

  it('that are no answer, or come for what is closed or unknown, take no look', async () => {
    useUpAllLooks();
    expect(await guessByKeys(deps, 'unknown-1', keys('42#'))).toEqual({ kind: 'unknown' });
    await answeredCall(challenge([match()]));
    for (const [turn, digits] of ['#', '*', '421', '0'].entries()) await guessByKeys(deps, id, keys(digits, turn + 1));
    await guessByKeys(deps, id, keys('#', 5));
    expect(await stateOf()).toMatchObject({ status: 'denied', reason: 'fraud-reported' });
    expect(await guessByKeys(deps, id, keys('42#', 6))).toMatchObject({ refusal: 'challenge-closed' });
    expect(failed()).toBe(usualFailuresPerDay);
  });
});
