import { describe, expect, it } from 'vitest';
import type { OpenChallenge } from '../../src/challenge/challenge.ts';
import { decide } from '../../src/challenge/decide.ts';
import { evolve } from '../../src/challenge/evolve.ts';
import { over, pickUp, press, withSid } from './commands.ts';
import { answered, asked, closed, ended, fenced, keyRefused, placed, queued, sidOf } from './facts.ts';
import { at, challenge, given, happened, pound, reply } from './given.ts';

const call = challenge([pound()]);
const listening = [fenced(), answered()];
const fraudAsked = [...listening, asked(2, 'confirm-fraud', 'greeting')];

describe('the first question', () => {
  it('is approved by pound', () =>
    given(call, ...listening)
      .when(press('#'))
      .gives(ended('pound-pressed'), closed({ status: 'approved', reason: 'pound-pressed' })));
  it('leads by zero to the question whether to report fraud', () =>
    given(call, ...listening)
      .when(press('0'))
      .gives(asked(2, 'confirm-fraud', 'greeting')));
  it('is heard again by star', () =>
    given(call, ...listening)
      .when(press('*'))
      .gives(asked(2, 'approve', 'again')));
  it.each(['1', '9', 'A', '##', '#0', '1#', 'pound'])('is repeated after the wrong key %s', (key) =>
    given(call, ...listening)
      .when(press(key))
      .gives(keyRefused(2)),
  );
  it('is never approved by silence', () =>
    given(call, ...listening)
      .when(press(''))
      .gives(asked(2, 'approve', 'silence', 1)));
});

describe('the question whether to report fraud', () => {
  it('is confirmed by pound, which denies and never approves', () =>
    given(call, ...fraudAsked)
      .when(press('#', 2))
      .gives(ended('fraud-reported'), closed({ status: 'denied', reason: 'fraud-reported' })));
  it('is left by star', () =>
    given(call, ...fraudAsked)
      .when(press('*', 2))
      .gives(asked(3, 'approve', 'again')));
  it('is repeated after silence', () =>
    given(call, ...fraudAsked)
      .when(press('', 2))
      .gives(asked(3, 'confirm-fraud', 'silence', 1)));
  // It used to go back to the first question, and the frightened person who keyed 0 0 # let the attacker in.
  it.each(['0', '1'])('is repeated after the wrong key %s, so that the pound after it still reports', (key) => {
    given(call, ...fraudAsked)
      .when(press(key, 2))
      .gives(keyRefused(3, 'confirm-fraud'));
    given(call, ...fraudAsked, keyRefused(3, 'confirm-fraud'))
      .when(press('#', 3))
      .gives(ended('fraud-reported'), closed({ status: 'denied', reason: 'fraud-reported' }));
  });
});

describe('wrong keys', () => {
  it('deny at the third', () =>
    given(call, ...listening, keyRefused(2), keyRefused(3))
      .when(press('5', 3))
      .gives(keyRefused(4), ended('wrong-key'), closed({ status: 'denied', reason: 'wrong-key' })));
  it('leave the second to try', () =>
    given(call, ...listening, keyRefused(2))
      .when(press('5', 2))
      .gives(keyRefused(3)));
  it('may still be followed by the right one', () =>
    given(call, ...listening, keyRefused(2), keyRefused(3))
      .when(press('#', 3))
      .gives(ended('pound-pressed'), closed({ status: 'approved', reason: 'pound-pressed' })));
  it('belong to the challenge: those of two calls count together, and the other call is hung up', () =>
    given(challenge([pound(), pound()]), fenced(0), fenced(1), answered(0), answered(1), keyRefused(2), keyRefused(3))
      .when(press('5', 1, 1))
      .gives(
        keyRefused(2, 'approve', 1),
        ended('superseded', 0),
        ended('wrong-key', 1),
        closed({ status: 'denied', reason: 'wrong-key' }, { hangUp: [sidOf(0)] }),
      ));
  it('start the count of silences anew', () =>
    given(call, ...listening, asked(2, 'approve', 'silence', 1))
      .when(press('5', 2))
      .gives(keyRefused(3)));
});

describe('silence', () => {
  it('repeats the question twice', () =>
    given(call, ...listening, asked(2, 'approve', 'silence', 1))
      .when(press('', 2))
      .gives(asked(3, 'approve', 'silence', 2)));
  it('ends the call at the third', () =>
    given(call, ...listening, asked(2, 'approve', 'silence', 1), asked(3, 'approve', 'silence', 2))
      .when(press('', 3))
      .gives(ended('no-input'), closed({ status: 'failed', reason: 'no-input' })));
  it('moves to the next step then', () =>
    given(challenge([pound(), reply(60)]), ...listening, asked(3, 'approve', 'silence', 2))
      .when(press('', 3))
      .gives(ended('no-input'), queued(1, 'sms')));
  it('is counted anew after a star', () =>
    given(call, ...listening, asked(3, 'approve', 'silence', 2))
      .when(press('*', 3))
      .gives(asked(4, 'approve', 'again')));
});

describe('the turn', () => {
  it.each(['#', '0', '*', '', '5'])('counts only its first request: a repeated key %j costs nothing', (key) =>
    given(call, ...listening, keyRefused(2))
      .when(press(key, 1))
      .refuses('stale-turn'),
  );
  it('of the first question is no answer to the second: a replayed pound does not report fraud', () =>
    given(call, ...fraudAsked)
      .when(press('#', 1))
      .refuses('stale-turn'));
  it('that was not asked yet is refused', () =>
    given(call, ...listening)
      .when(press('#', 2))
      .refuses('stale-turn'));
  it('belongs to its call: a pound with the id of another call approves nothing', () =>
    given(call, ...listening)
      .when(withSid('other', press('#')))
      .refuses('stale-turn'));
  it.each(['sent', 'ringing'] as const)('needs a call that was answered, not one that is %s', (status) =>
    given(call, fenced(), placed(status)).when(press('#')).refuses('stale-turn'),
  );
  it('is over when the call is over', () => {
    const hungUp = happened(challenge([pound(), reply(60)]), ...listening, ended('hung-up'), queued(1, 'sms'));
    given(hungUp).when(press('#')).refuses('attempt-ended');
    given(hungUp).when(over('completed')).refuses('attempt-ended');
  });

  it.each([
    ['star', ['*']],
    ['star and zero', ['0', '*']],
    ['silence and star', ['', '', '*']],
    ['star, with two wrong keys at the end', [...Array.from({ length: 11 }, () => '*'), '5', '5', '*']],
  ])('is the twelfth at most, whatever is pressed: %s', (_, keys) => {
    let state: OpenChallenge = happened(call, fenced()) as OpenChallenge;
    const turns: number[] = [];
    for (let n = 0, command = pickUp(); state.status === 'open' && n < 30; n += 1) {
      const decision = decide(state, command, at(20));
      if (typeof decision === 'string') throw new Error(decision);
      state = decision.reduce(evolve, state) as OpenChallenge;
      const [attempt] = state.attempts;
      if (attempt?.status === 'answered') turns.push(attempt.turn);
      command = press(keys[n % keys.length] ?? '', turns.length);
    }
    expect(turns).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(state).toMatchObject({ status: 'failed', reason: 'no-input' });
  });
});
