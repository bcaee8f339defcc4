import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeOf, claimFirstSeen } from '../../src/advance/change.ts';
import { type Asked, decideTogether, eventsOf, isSettled } from '../../src/advance/together.ts';
import type { Challenge } from '../../src/challenge/challenge.ts';
import type { Command } from '../../src/challenge/command.ts';
import { decide } from '../../src/challenge/decide.ts';
import { evolve } from '../../src/challenge/evolve.ts';
import type { Job } from '../../src/challenge/jobs.ts';
import type { Result } from '../../src/challenge/result.ts';
import type { Looks, Stored } from '../../src/ports.ts';
import { begin, cancel, check, pickUp, progress, recordPlaced } from '../challenge/commands.ts';
import { fenced, placed, sidOf } from '../challenge/facts.ts';
import { at, challenge, code, happened, pound, textedCode } from '../challenge/given.ts';
import { journey, walk } from '../challenge/walk.ts';

const none = () => undefined;
const fail = (): never => {
  throw new Error('sealed by another');
};
const ask = (command: Command, looks?: Looks): Asked => ({
  command,
  from: undefined,
  looksOf: () => looks,
  resolve: none,
  reject: none,
});
const storedAs = (of: Challenge, now = at(10)): Stored => ({ challenge: of, version: 1, now });
const looks: Looks = { owners: ['subject'], looksMax: 10, failed: false };

const dialling = happened(challenge([pound()]), fenced());

describe('commands that come at the same moment', () => {
  it('are each decided on what those before made of the challenge, and written at once', () => {
    const asked = [recordPlaced(), progress('ringing'), pickUp()].map((command) => ask(command));
    const { parts, change, left } = decideTogether(storedAs(dialling), asked);
    expect(parts.map((part) => eventsOf(part).map(({ type }) => type))).toEqual([
      ['attempt-placed'],
      ['attempt-placed'],
      ['call-answered'],
    ]);
    expect(change?.results.map(({ status }) => status)).toEqual(['sent', 'ringing', 'answered']);
    expect(change?.challenge.attempts[0]).toMatchObject({ status: 'answered', sid: sidOf(0) });
    expect(change?.claim?.sid).toBe(sidOf(0));
    expect(left).toEqual([]);
  });

  it('are refused one by one: what ends the challenge is the last that is taken', () => {
    const asked = [recordPlaced(), cancel, pickUp()].map((command) => ask(command));
    const { parts, change } = decideTogether(storedAs(dialling), asked);
    expect(parts.map(({ decision }) => typeof decision)).toEqual(['object', 'object', 'string']);
    expect(change?.challenge.status).toBe('canceled');
  });

  it('go on beside one that cannot be decided on, which alone is told why', () => {
    const broken = { ...ask(progress('ringing')), looksOf: () => fail() };
    const { parts, change, left } = decideTogether(storedAs(dialling), [broken, ask(recordPlaced())]);
    expect(parts.map(({ decision }) => decision)).toMatchObject([{ error: new Error('sealed by another') }, [{}]]);
    expect(change?.challenge.attempts[0]).toMatchObject({ status: 'sent' });
    expect(left).toEqual([]);
  });

  it('write nothing when all are refused', () => {
    const { parts, change } = decideTogether(storedAs(dialling), [ask(begin()), ask(check(code))]);
    expect(parts).toHaveLength(2);
    expect(change).toBeUndefined();
  });

  it('leave a guess to a commit of its own, which may be refused without harm to anybody else', () => {
    const texted = happened(challenge([textedCode()]), fenced(), placed('sent'));
    const asked = [ask(progress('delivered')), ask(check(code), looks), ask(cancel)];
    const first = decideTogether(storedAs(texted), asked);
    expect(first.parts).toHaveLength(1);
    expect(first.change?.looks).toBeUndefined();
    expect(first.left).toEqual(asked.slice(1));
    const second = decideTogether(storedAs(first.change?.challenge ?? texted), first.left);
    expect(second.parts).toHaveLength(1);
    expect(second.change).toMatchObject({ looks, challenge: { status: 'approved' } });
    expect(second.left).toEqual(asked.slice(2));
  });
});

/** The same commands, each with a commit of its own. */
function oneByOne(first: Challenge, commands: readonly Command[], now: number) {
  const results: Result[] = [];
  const jobs: Job[] = [];
  const claims: string[] = [];
  let current = first;
  for (const command of commands) {
    const decision = decide(current, command, now);
    if (typeof decision === 'string') continue;
    const claim = claimFirstSeen(current, decision);
    if (claim !== undefined) claims.push(claim.sid);
    current = decision.reduce(evolve, current);
    const change = changeOf(current, decision);
    results.push(...change.results);
    jobs.push(...change.jobs);
  }
  return { current, results, jobs, claims };
}

it('whatever comes together leaves the same challenge, results, jobs and claims as one after the other', () => {
  fc.assert(
    fc.property(journey, fc.nat(30), fc.integer({ min: 2, max: 6 }), (journey, from, count) => {
      const steps = [...walk(journey)].slice(from, from + count);
      const [first] = steps;
      if (first === undefined) return;
      const commands = steps.map(({ command }) => command);
      const alone = oneByOne(first.before, commands, first.now);
      const together: typeof alone = { current: first.before, results: [], jobs: [], claims: [] };
      for (let left: readonly Asked[] = commands.map((command) => ask(command)); left.length > 0; ) {
        const decided = decideTogether(storedAs(together.current, first.now), left);
        expect(decided.left.length).toBeLessThan(left.length);
        together.current = decided.change?.challenge ?? together.current;
        together.results.push(...(decided.change?.results ?? []));
        together.jobs.push(...(decided.change?.jobs ?? []));
        if (decided.change?.claim !== undefined) together.claims.push(decided.change.claim.sid);
        left = decided.left;
      }
      expect(together).toEqual(alone);
    }),
    { numRuns: 2_000 },
  );
});

it('only what stays so for ever is taken from memory as a "no"', () => {
  const refusal = (of: Challenge, command: Command) => {
    const [part] = decideTogether(storedAs(of), [ask(command)]).parts;
    if (part === undefined) throw new Error('it was not decided');
    return isSettled(part);
  };
  const closed = happened(challenge([pound()]), fenced());
  const canceled = decideTogether(storedAs(closed), [ask(cancel)]).change?.challenge ?? closed;
  expect(refusal(canceled, begin(0, 0, 'another'))).toBe(true);
  expect(refusal(happened(dialling, placed('ringing')), recordPlaced())).toBe(true);
  expect(refusal(dialling, begin())).toBe(false);
  expect(refusal(dialling, progress('ringing', 7))).toBe(false);
});
