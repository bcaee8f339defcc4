import { describe, expect, it } from 'vitest';
import { nextAlarmAt } from '../../src/challenge/wake.ts';
import { cancel, wakeUp } from './commands.ts';
import { closed, ended, fenced, lookupDue, placed, queued } from './facts.ts';
import { at, challenge, given, happened, later, lifetimeSeconds, pound, reply, textedCode } from './given.ts';

const call = challenge([pound()]);

describe('steps', () => {
  it('that stand side by side start together', () => {
    const started = challenge([pound(), reply(0), textedCode(0), reply(30)]);
    expect(started.attempts.map(({ status, step }) => `${status} ${step}`)).toEqual([
      'queued 0',
      'queued 1',
      'queued 2',
    ]);
  });
  it('in turn start one by one: the second waits for its time', () => {
    const inTurn = challenge([pound(), reply(30)]);
    expect(inTurn.attempts).toHaveLength(1);
    expect(nextAlarmAt(inTurn)).toBe(at(30));
    given(inTurn).when(wakeUp, 29.999).refuses('not-due');
    given(inTurn).when(wakeUp, 30).gives(queued(1, 'sms'));
  });
  it('count from the start of the step before, not from its end', () => {
    const early = happened(
      challenge([pound(), reply(30), textedCode(20)]),
      later(4, fenced()),
      later(5, ended('busy')),
      later(5, queued(1, 'sms')),
    );
    expect(nextAlarmAt(early)).toBe(at(25));
    given(early).when(wakeUp, 24.999).refuses('not-due');
    given(early).when(wakeUp, 25).gives(queued(2, 'sms'));
  });
  it('count from the first start of an attempt that had to wait for a busy provider', () => {
    const retried = happened(challenge([pound(), reply(30)]), fenced(), later(20, queued(0, 'voice', 1)));
    expect(nextAlarmAt(retried)).toBe(at(30));
  });
  it('side by side with a later step follow it at the same moment', () => {
    const second = happened(challenge([pound(), reply(30), textedCode(0)]), later(30, queued(1, 'sms')));
    expect(nextAlarmAt(second)).toBe(at(30));
    given(second).when(wakeUp, 30).gives(queued(2, 'sms'));
  });
});

describe('a retry after "too busy"', () => {
  const waiting = happened(call, fenced(), queued(0, 'voice', 1, 4_000));
  it('is queued again when it is due, in the same round', () => {
    expect(nextAlarmAt(waiting)).toBe(at(4));
    given(waiting)
      .when(wakeUp, 4)
      .gives(queued(0, 'voice', 1));
  });
  it('is not queued before', () => given(waiting).when(wakeUp, 3.999).refuses('not-due'));
  it('is queued once: then it waits for a worker', () => {
    const again = happened(waiting, later(4, queued(0, 'voice', 1)));
    expect(nextAlarmAt(again)).toBe(at(lifetimeSeconds));
    given(again).when(wakeUp, 5).refuses('not-due');
  });
});

describe('an attempt in doubt', () => {
  it('is looked up when no request can be under way any more', () => {
    expect(nextAlarmAt(happened(call, fenced()))).toBe(at(9));
    given(call, fenced()).when(wakeUp, 8.999).refuses('not-due');
    given(call, fenced()).when(wakeUp, 9).gives(lookupDue(1, 1_000));
  });
  it.each([
    [1, 2, 2_000],
    [2, 3, 4_000],
    [3, 4, 8_000],
  ])('after lookup %i is looked up %i times, each time with more patience: %i ms', (before, next, delayMs) =>
    given(call, fenced(), lookupDue(before, 1_000)).when(wakeUp, 1).gives(lookupDue(next, delayMs)),
  );
  it('is given up after the fourth lookup: nobody knows, and nobody rings again', () =>
    given(call, fenced(), lookupDue(4, 8_000))
      .when(wakeUp, 8)
      .gives(ended('provider-unknown'), closed({ status: 'failed', reason: 'provider-unknown' })));
  it('then makes way for the next step', () =>
    given(challenge([pound(), reply(60)]), fenced(), lookupDue(4, 8_000))
      .when(wakeUp, 8)
      .gives(ended('provider-unknown'), queued(1, 'sms')));
  it('is in doubt no more when a callback told its id', () =>
    given(call, fenced(), placed('sent')).when(wakeUp, 60).refuses('not-due'));
});

describe('the alarm', () => {
  it('of a challenge that waits for a person is its expiry', () =>
    expect(nextAlarmAt(happened(call, fenced(), placed('ringing')))).toBe(at(lifetimeSeconds)));
  it('is never later than the expiry', () => {
    expect(nextAlarmAt(challenge([pound(), reply(600)]))).toBe(at(lifetimeSeconds));
    expect(nextAlarmAt(happened(call, fenced(), queued(0, 'voice', 1, 600_000)))).toBe(at(lifetimeSeconds));
  });
  it('is the first of several', () =>
    expect(nextAlarmAt(happened(challenge([pound(), reply(0), textedCode(30)]), fenced(0), fenced(1)))).toBe(at(9)));
  it('is silent when the challenge is closed', () =>
    expect(
      nextAlarmAt(happened(call, ended('by-app'), closed({ status: 'canceled', reason: 'by-app' }))),
    ).toBeUndefined());
  it('that goes off for nothing changes nothing', () => given(call).when(wakeUp).refuses('not-due'));
  it('of several things that are due at once takes one at a time', () => {
    const late = happened(challenge([pound(), reply(30)]), fenced());
    given(late).when(wakeUp, 40).gives(queued(1, 'sms'));
    given(happened(late, later(40, queued(1, 'sms'))))
      .when(wakeUp, 40)
      .gives(lookupDue(1, 1_000));
  });
  it('gives way to a cancel', () =>
    given(call)
      .when(cancel, 0)
      .gives(ended('by-app'), closed({ status: 'canceled', reason: 'by-app' })));
});
