import { describe, expect, it } from 'vitest';
import { evolve } from '../../src/challenge/evolve.ts';
import {
  answered,
  asked,
  closed,
  codeRefused,
  ended,
  fenced,
  keyRefused,
  lookupDue,
  placed,
  queued,
  sidOf,
  strayFound,
} from './facts.ts';
import { at, challenge, code, type Fact, happened, later, mobile, pound, reply, textedCode } from './given.ts';

const call = challenge([pound(), reply(60)]);
const base = { step: 0, channel: 'voice', method: 'pound', startedAt: at(0) };
const over = closed({ status: 'canceled', reason: 'by-app' });

/** What attempt 0 of a call has become by these facts. */
const attemptAfter = (...facts: Fact[]) => happened(call, ...facts).attempts[0];

describe('an attempt', () => {
  it('is queued with its step', () =>
    expect(attemptAfter()).toStrictEqual({ ...base, status: 'queued', at: at(0), round: 0, dueAt: at(0) }));
  it('has a nonce from the fence on', () =>
    expect(attemptAfter(later(1, fenced()))).toStrictEqual({
      ...base,
      status: 'sending',
      at: at(1),
      round: 0,
      nonce: 'nonce-0',
      lookups: 0,
      lookupAt: at(10),
    }));
  it('counts its lookups and keeps the moment of its fence', () =>
    expect(attemptAfter(later(1, fenced()), later(10, lookupDue(1, 2_000)))).toMatchObject({
      status: 'sending',
      at: at(1),
      lookups: 1,
      lookupAt: at(12),
    }));
  it('loses the nonce of a request that the provider was too busy for, and keeps its start', () =>
    expect(attemptAfter(later(1, fenced()), later(2, queued(0, 'voice', 1, 3_000)))).toStrictEqual({
      ...base,
      status: 'queued',
      at: at(2),
      round: 1,
      dueAt: at(5),
    }));
  it('has the id of its call from the first news on', () =>
    expect(attemptAfter(fenced(), later(2, placed('ringing')))).toStrictEqual({
      ...base,
      status: 'ringing',
      at: at(2),
      nonce: 'nonce-0',
      sid: 'sid-0',
    }));
  it('knows the question that it asks', () =>
    expect(attemptAfter(fenced(), answered(), later(5, asked(2, 'confirm-fraud', 'silence', 1)))).toStrictEqual({
      ...base,
      status: 'answered',
      at: at(5),
      nonce: 'nonce-0',
      sid: 'sid-0',
      turn: 2,
      prompt: { ask: 'confirm-fraud', lead: 'silence' },
      silences: 1,
    }));
  it('keeps nonce and id when it has ended, for what the provider still tells', () =>
    expect(attemptAfter(fenced(), placed('sent'), later(9, ended('busy')))).toStrictEqual({
      ...base,
      status: 'ended',
      reason: 'busy',
      at: at(9),
      nonce: 'nonce-0',
      sid: 'sid-0',
    }));
  it('that ended before its fence has neither', () =>
    expect(attemptAfter(ended('by-app'))).toStrictEqual({ ...base, status: 'ended', reason: 'by-app', at: at(0) }));
  it('learns the id of a stray call', () =>
    expect(attemptAfter(fenced(), ended('provider-unknown'), strayFound())).toMatchObject({
      status: 'ended',
      reason: 'provider-unknown',
      sid: sidOf(0),
    }));
});

describe('a challenge', () => {
  it('counts wrong keys and wrong codes and remembers whose texts they were', () =>
    expect(happened(call, fenced(), answered(), keyRefused(2), codeRefused('m-1'), codeRefused())).toMatchObject({
      wrongKeys: 1,
      wrongCodes: 2,
      wrongReplies: ['m-1'],
    }));
  it('loses its secrets when it closes', () => {
    const secretive = challenge([textedCode()], { action: 'sign in to Payroll', replyTo: 'auth-7' });
    const done = happened(secretive, ended('by-app'), over);
    const kept = 'id app subject locale metadata replyTo maskedTo country createdAt expiresAt steps attempts';
    const counted = 'tries wrongCodes wrongKeys wrongNumbers wrongPins wrongReplies';
    const outcome = 'status reason closedAt channel method';
    expect(Object.keys(done).sort()).toEqual(`${kept} ${counted} ${outcome}`.split(' ').sort());
    expect(JSON.stringify(done)).not.toMatch(new RegExp(`${code}|${mobile.slice(1)}|salt|Payroll`));
  });
});

describe('a fact that cannot have happened throws', () => {
  const impossible: readonly (readonly [string, readonly Fact[], Fact])[] = [
    ['a fence without an attempt', [], fenced(3)],
    ['a second fence', [fenced()], fenced()],
    ['a fence for an attempt that has ended', [ended('busy')], fenced()],
    ['a lookup before the fence', [], lookupDue(1, 0)],
    ['a lookup of a call that was placed', [fenced(), placed()], lookupDue(1, 0)],
    ['a call placed before the fence', [], placed()],
    ['a call placed while somebody listens', [fenced(), answered()], placed('ringing')],
    ['a call placed after it ended', [fenced(), ended('busy')], placed()],
    ['a call answered before the fence', [], answered()],
    ['a call answered twice', [fenced(), answered()], answered()],
    ['a call answered after it ended', [fenced(), ended('busy')], answered()],
    ['a second question to nobody', [fenced(), placed()], asked(2, 'approve', 'again')],
    ['a wrong key from nobody', [fenced(), placed()], keyRefused(2)],
    ['a question after the end', [fenced(), answered(), ended('no-input')], asked(2, 'approve', 'again')],
    ['an end after the end', [ended('busy')], ended('no-answer')],
    ['a stray that is still live', [fenced()], strayFound()],
    ['a retry of a call that was placed', [fenced(), placed()], queued(0, 'voice', 1)],
    ['a retry of a call that has ended', [fenced(), ended('busy')], queued(0, 'voice', 1)],
    ['an attempt that skips one', [], queued(2, 'voice')],
    ['an attempt without a step', [queued(1, 'sms')], queued(2, 'sms')],
    ['a second close', [ended('by-app'), over], over],
    ['a try after the close', [ended('by-app'), over], codeRefused()],
    ['an attempt after the close', [ended('by-app'), over], queued(1, 'sms')],
    ['an end after the close', [over], ended('busy')],
  ];
  it.each(impossible)('%s', (_, history, fact) => {
    const before = happened(call, ...history);
    expect(() => evolve(before, fact(at(10)))).toThrow();
  });
});
