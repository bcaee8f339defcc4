import { describe, expect, it } from 'vitest';
import type { Challenge, OpenChallenge } from '../../src/challenge/challenge.ts';
import { announcedDigit } from '../../src/challenge/code.ts';
import { keyedAnswer } from '../../src/challenge/press.ts';
import { shownStatus } from '../../src/challenge/result.ts';
import { check, keyed, over, pickUp, press, progress, withNonce, withSid } from './commands.ts';
import {
  answered,
  answerRefused,
  asked,
  callOver,
  closed,
  codeRefused,
  ended,
  fenced,
  keyRefused,
  nonceOf,
  queued,
} from './facts.ts';
import {
  challenge,
  code,
  given,
  happened,
  match,
  matchNumber,
  pin,
  pinHash,
  pound,
  reply,
  spokenCode,
} from './given.ts';

const matching = happened(challenge([match()]), fenced(), answered(0, 'match'));
const pinning = happened(challenge([pin()]), fenced(), answered(0, 'pin'));
const coding = happened(challenge([spokenCode()]), fenced(), answered(0, 'digit'));
const byMatch = { method: 'match' } as const;
const byPin = { method: 'pin' } as const;

describe('a number or a PIN', () => {
  it.each([
    ['42#', matching],
    ['2580#', pinning],
  ])('is never decided about before it was compared: %s', (keys, state) =>
    given(state).when(press(keys)).refuses('not-compared'),
  );
  it('that is right approves, each for its own reason', () => {
    given(matching)
      .when(keyed('42#', 'right'))
      .gives(ended('number-matched'), closed({ status: 'approved', reason: 'number-matched' }, byMatch));
    given(pinning)
      .when(keyed('2580#', 'right'))
      .gives(ended('pin-accepted'), closed({ status: 'approved', reason: 'pin-accepted' }, byPin));
  });
  it('that is wrong is asked for again, and denies at the second number and the third PIN', () => {
    given(matching).when(keyed('43#', 'wrong')).gives(answerRefused(2, 'match'));
    const denial = closed({ status: 'denied', reason: 'wrong-number' }, byMatch);
    given(matching, answerRefused(2, 'match'))
      .when(keyed('43#', 'wrong', 2))
      .gives(answerRefused(3, 'match'), ended('wrong-number'), denial);
    given(pinning, answerRefused(2, 'pin'))
      .when(keyed('1#', 'wrong', 2))
      .gives(answerRefused(3, 'pin'));
    given(pinning, answerRefused(2, 'pin'), answerRefused(3, 'pin'))
      .when(keyed('1#', 'wrong', 3))
      .gives(answerRefused(4, 'pin'), ended('wrong-pin'), closed({ status: 'denied', reason: 'wrong-pin' }, byPin));
  });
  it('has its tries in the challenge: those of the call before count', () => {
    const second = happened(
      challenge([match(), match(60)]),
      ...[fenced(), answered(0, 'match'), answerRefused(2, 'match'), ended('hung-up'), queued(1, 'voice')],
      ...[fenced(1), answered(1, 'match')],
    );
    const wrong = withSid('sid-1', withNonce(nonceOf(1), { ...keyed('43#', 'wrong'), attempt: 1 } as never));
    given(second)
      .when(wrong)
      .gives(
        answerRefused(2, 'match', 1),
        ended('wrong-number', 1),
        closed({ status: 'denied', reason: 'wrong-number' }, byMatch),
      );
  });
  it('that may not be compared any more today ends the call, and the next step begins', () => {
    const limited = closed({ status: 'failed', reason: 'rate-limited' }, byMatch);
    given(matching).when(keyed('42#', 'no-looks-left')).gives(ended('rate-limited'), limited);
    given(challenge([match(), reply(60)]), fenced(), answered(0, 'match'))
      .when(keyed('42#', 'no-looks-left'))
      .gives(ended('rate-limited'), queued(1, 'sms'));
  });
  it.each(['#', '*#', '4*2#', '', '0#', '0', '421', '4#', '421#'])(
    'is not what %j is: no verdict makes it approve, and it is no guess',
    (keys) => {
      given(matching).when(keyed(keys, 'right')).notApproves();
      expect(keyedAnswer(matching, press(keys) as never)).toBeUndefined();
    },
  );
  it('is compared only from its own call, in its own turn, while it is asked for', () => {
    const answer = { ask: 'match', keyed: '42', matchNumber };
    expect(keyedAnswer(matching, press('42#') as never)).toEqual(answer);
    expect(keyedAnswer(pinning, press('2580#') as never)).toEqual({ ask: 'pin', keyed: '2580', pinHash });
    for (const stranger of [press('42#', 2), withNonce('guessed', press('42#')), withSid('other', press('42#'))])
      expect(keyedAnswer(matching, stranger as never)).toBeUndefined();
    const asking = happened(matching, asked(2, 'confirm-fraud', 'greeting'));
    expect(keyedAnswer(asking, press('42#', 2) as never)).toBeUndefined();
    const done = happened(matching, ended('by-app'), closed({ status: 'canceled', reason: 'by-app' }, byMatch));
    expect(keyedAnswer(done, press('42#') as never)).toBeUndefined();
    const plain = happened(challenge([pound()]), fenced(), answered());
    given(plain).when(keyed('42#', 'right')).gives(keyRefused(2));
  });
});

describe.each<[string, Challenge, 'match' | 'pin']>([
  ['match', matching, 'match'],
  ['pin', pinning, 'pin'],
])('the question for a %s', (_method, state, ask) => {
  const by = { method: ask };
  it('hears 0# as a report, and after a lone 0 asks whether to report', () => {
    given(state)
      .when(press('0#'))
      .gives(ended('fraud-reported'), closed({ status: 'denied', reason: 'fraud-reported' }, by));
    given(state)
      .when(press('0'))
      .gives(asked(2, 'confirm-fraud', 'greeting'));
    given(state, asked(2, 'confirm-fraud', 'greeting'))
      .when(press('*', 2))
      .gives(asked(3, ask, 'again'));
  });
  it.each(['*', '*#', '1*', '**#'])('begins anew by a star anywhere: %s', (keys) =>
    given(state)
      .when(press(keys))
      .gives(asked(2, ask, 'again')),
  );
  it('says by a lone # what is missing, as often as it bears silence', () => {
    given(state)
      .when(press('#'))
      .gives(asked(2, ask, 'nothing-keyed', 1));
    given(state, asked(3, ask, 'silence', 2))
      .when(press('#', 3))
      .gives(ended('no-input'), closed({ status: 'failed', reason: 'no-input' }, by));
  });
  it('tells who stopped before # how to finish, and counts that as a wrong key', () =>
    given(state)
      .when(press('42'))
      .gives(keyRefused(2, ask, 0, 'unfinished')));
  it('denies at the third row of keys that is no answer', () =>
    given(state, keyRefused(2, ask), keyRefused(3, ask))
      .when(press('1'.repeat(17), 3))
      .gives(keyRefused(4, ask), ended('wrong-key'), closed({ status: 'denied', reason: 'wrong-key' }, by)));
});

describe('a call with a code', () => {
  const by = { method: 'code' } as const;
  const digit = (turn: number) => announcedDigit(nonceOf(0), turn);
  const another = (turn: number) => (digit(turn) === '9' ? '1' : String(Number(digit(turn)) + 1));
  it('speaks it to the announced digit, which is another one with other questions and is never 0', () => {
    given(coding)
      .when(press(digit(1)))
      .gives(asked(2, 'code', 'greeting'));
    const digits = Array.from({ length: 900 }, (_, n) => announcedDigit(`nonce-${n}`, 1));
    for (const each of '123456789') {
      const count = digits.filter((digit) => digit === each).length;
      expect(count, each).toBeGreaterThan(60);
      expect(count, each).toBeLessThan(145);
    }
    expect(digits).not.toContain('0');
    expect(new Set(Array.from({ length: 12 }, (_, turn) => announcedDigit('nonce', turn))).size).toBeGreaterThan(3);
  });
  it('takes # and every other digit for a wrong key, and denies at the second', () => {
    given(coding).when(press('#')).gives(keyRefused(2, 'digit'));
    given(coding)
      .when(press(another(1)))
      .gives(keyRefused(2, 'digit'));
    given(coding, keyRefused(2, 'digit'))
      .when(press(another(2), 2))
      .gives(keyRefused(3, 'digit'), ended('wrong-key'), closed({ status: 'denied', reason: 'wrong-key' }, by));
  });
  const spoken = happened(coding, asked(2, 'code', 'greeting'));
  it('speaks it again by star, and sends whoever keys it there to the page, at no cost', () => {
    given(spoken)
      .when(press('*', 2))
      .gives(asked(3, 'code', 'again'));
    given(spoken)
      .when(press('5', 2))
      .gives(asked(3, 'code', 'wrong-key'));
  });
  it.each(['', '#'])('says goodbye by %j once it was spoken, and lives on', (key) =>
    given(spoken)
      .when(press(key, 2))
      .gives(asked(3, 'code-spoken', 'greeting')),
  );
  it('says goodbye by the twelfth turn, whatever is keyed', () =>
    given(coding, asked(11, 'code', 'again'))
      .when(press('*', 11))
      .gives(asked(12, 'code-spoken', 'greeting')));
  it.each(['code', 'code-spoken'] as const)('waits for what was heard when its call is over after %s', (ask) =>
    given(coding, asked(3, ask, 'greeting'))
      .when(over('completed'))
      .gives(callOver()),
  );
  it('that is over is not hung up when the code is typed, and nothing of it starts again', () => {
    const heard = happened(coding, asked(2, 'code', 'greeting'), callOver());
    given(heard)
      .when(check(code))
      .gives(ended('code-accepted'), closed({ status: 'approved', reason: 'code-accepted' }, { method: 'code' }));
    given(heard).when(over('completed')).refuses('nothing-new');
    given(heard).when(pickUp()).refuses('nothing-new');
    given(heard).when(progress('ringing')).refuses('nothing-new');
    given(heard).when(press('*', 2)).refuses('stale-turn');
    expect(shownStatus(heard)).toBe('answered');
  });
  it('is ended by it before', () =>
    given(coding)
      .when(over('completed'))
      .gives(ended('hung-up', 0, 'sid-0'), closed({ status: 'failed', reason: 'hung-up' }, by)));
  it('is approved by the code typed on the page, and by no key', () => {
    given(spoken)
      .when(check(code))
      .gives(
        ended('code-accepted'),
        closed({ status: 'approved', reason: 'code-accepted' }, { method: 'code', hangUp: ['sid-0'] }),
      );
    given(spoken).when(check('000000')).gives(codeRefused());
    given(coding, asked(3, 'code-spoken', 'greeting'))
      .when(press('#', 3))
      .refuses('nothing-new');
  });
  it('is reported by 0 and # before and after it was spoken', () => {
    given(coding)
      .when(press('0'))
      .gives(asked(2, 'confirm-fraud', 'greeting'));
    given(spoken)
      .when(press('0', 2))
      .gives(asked(3, 'confirm-fraud', 'greeting'));
    given(spoken, asked(3, 'confirm-fraud', 'greeting'))
      .when(press('#', 3))
      .gives(ended('fraud-reported'), closed({ status: 'denied', reason: 'fraud-reported' }, by));
  });
});

it('what was asked for at last is gone with the secrets when it closes', () => {
  const open = matching as OpenChallenge;
  const done = happened(open, ended('by-app'), closed({ status: 'canceled', reason: 'by-app' }, byMatch));
  expect(JSON.stringify(open)).toContain(pinHash);
  expect(JSON.stringify(done)).not.toContain(pinHash);
  expect(JSON.stringify(done)).not.toContain('matchNumber');
});
