import { describe, expect, it } from 'vitest';
import type { OpenChallenge, Step } from '../../src/challenge/challenge.ts';
import { resendAt } from '../../src/challenge/resend.ts';
import { nextAlarmAt } from '../../src/challenge/wake.ts';
import { again, check, over, text, wakeUp } from './commands.ts';
import {
  answered,
  asked,
  byText,
  callOver,
  closed,
  codeRefused,
  ended,
  fenced,
  placed,
  queued,
  stepAdded,
  taken,
} from './facts.ts';
import {
  at,
  challenge,
  code,
  type Fact,
  given,
  happened,
  later,
  match,
  mobile,
  office,
  pin,
  pound,
  reply,
  spokenCode,
  textedCode,
} from './given.ts';

/** Lives as long as a challenge may. */
const long = (...steps: Step[]) => challenge(steps, { expiresAt: at(600) });
const texted = happened(long(textedCode()), fenced(), placed('delivered'));
const heard: Fact[] = [fenced(), answered(0, 'digit'), asked(2, 'code', 'greeting'), callOver()];

describe('a text that is asked for again', () => {
  it('is sent again after half a minute, though the first has arrived', () => {
    expect(resendAt(texted)).toBe(at(30));
    given(texted).when(again(), 29.999).refuses('resend-too-early');
    given(texted)
      .when(again(), 30)
      .gives(taken(1, 0, 'sms'));
    given(texted)
      .when(again('sms', 'code'), 30)
      .gives(taken(1, 0, 'sms'));
  });
  it('waits twice as long each time, and is not sent a sixth time', () => {
    const facts: Fact[] = [];
    for (const [attempt, seconds, next] of [
      [1, 30, 90],
      [2, 90, 210],
      [3, 210, 450],
    ] as const) {
      given(texted, ...facts)
        .when(again(), seconds)
        .gives(taken(attempt, 0, 'sms'));
      facts.push(later(seconds, taken(attempt, 0, 'sms')), later(seconds, fenced(attempt)));
      facts.push(later(seconds, placed('delivered', attempt)));
      expect(resendAt(happened(texted, ...facts))).toBe(at(next));
      given(texted, ...facts)
        .when(again(), next - 0.001)
        .refuses('resend-too-early');
    }
    const fifth = happened(texted, ...facts, later(450, taken(4, 0, 'sms')));
    given(fifth).when(again(), 599).refuses('resend-used-up');
    expect(resendAt(fifth)).toBeUndefined();
  });
  it('is the same code with the tries that are left', () => {
    const resent = happened(texted, codeRefused(), codeRefused(), later(30, taken(1, 0, 'sms'))) as OpenChallenge;
    expect(resent.secrets.code).toBe(code);
    expect(resent.wrongCodes).toBe(2);
    given(resent)
      .when(check(code), 40)
      .gives(
        ended('superseded'),
        ended('code-accepted', 1),
        closed({ status: 'approved', reason: 'code-accepted' }, byText('code')),
      );
  });
  it('is not sent twice while the first still waits to be sent', () => {
    given(long(textedCode())).when(again(), 40).refuses('still-under-way');
    given(long(textedCode()), fenced()).when(again(), 40).refuses('still-under-way');
  });
  it('has no time to be asked for again in when the challenge is over before', () => {
    const short = challenge([textedCode()], { expiresAt: at(30) });
    expect(resendAt(short)).toBeUndefined();
    given(short)
      .when(again(), 30)
      .gives(ended('not-sent'), closed({ status: 'expired', reason: 'not-sent' }, byText('code')));
  });
});

describe('a call that is asked for again', () => {
  it.each<[string, Fact[]]>([
    ['queued', []],
    ['sending', [fenced()]],
    ['sent', [fenced(), placed('sent')]],
    ['ringing', [fenced(), placed('ringing')]],
    ['answered', [fenced(), answered()]],
  ])('is not placed while one is %s', (_status, facts) =>
    given(long(pound()), ...facts)
      .when(again(), 60)
      .refuses('still-under-way'),
  );
  it('is placed once the code was heard and that call is over', () => {
    given(long(spokenCode()), ...heard)
      .when(again(), 60)
      .gives(taken(1, 0, 'voice'));
    given(long(spokenCode()), ...heard.slice(0, -1))
      .when(again(), 60)
      .refuses('still-under-way');
  });
  it('is placed when it was busy and a text lives on, and its being busy again ends nothing', () => {
    const moved = happened(long(pound(), reply(30)), fenced(), ended('busy'), queued(1, 'sms'), fenced(1));
    given(moved)
      .when(again('voice'), 30)
      .gives(taken(2, 0, 'voice'));
    given(moved, later(30, taken(2, 0, 'voice')), later(30, fenced(2)))
      .when(over('busy', 2), 40)
      .gives(ended('busy', 2, 'sid-2'));
  });
});

describe('another way that was planned', () => {
  const inTurn = happened(long(pound(), textedCode(60)), fenced(), placed('ringing'));
  it('starts now, while the phone rings, and does not start again at its time', () => {
    given(inTurn)
      .when(again('sms', 'code'), 3)
      .gives(taken(1, 1, 'sms'));
    given(inTurn)
      .when(again('sms'), 3)
      .gives(taken(1, 1, 'sms'));
    given(inTurn)
      .when(again(undefined, 'code'), 3)
      .gives(taken(1, 1, 'sms'));
    const started = happened(inTurn, later(3, taken(1, 1, 'sms')));
    expect(nextAlarmAt(started)).toBeGreaterThan(at(60));
    given(started).when(wakeUp, 60).refuses('not-due');
  });
  it('starts once, however often it is asked for', () =>
    given(inTurn, later(3, taken(1, 1, 'sms')))
      .when(again('sms', 'code'), 4)
      .refuses('resend-too-early'));
  it('is not another planned one for an impatient finger', () => {
    const two = happened(long(pound(), textedCode(60), reply(60)), fenced(), later(3, taken(1, 1, 'sms')));
    given(two).when(again('sms'), 4).refuses('resend-too-early');
    given(two)
      .when(again('sms', 'reply'), 4)
      .gives(taken(2, 2, 'sms'));
  });
  it('may be taken out of turn: those before it come at their time', () => {
    const three = happened(long(pound(), reply(60), textedCode(60)), fenced(), later(3, taken(1, 2, 'sms')));
    expect(nextAlarmAt(happened(three, placed('ringing')))).toBe(at(60));
    given(three)
      .when(wakeUp, 60)
      .gives(taken(2, 1, 'sms'));
  });
  it('is at once taken when a call comes to nothing, and not the one that was asked for already', () => {
    const three = happened(long(pound(), reply(60), textedCode(60)), fenced(), later(3, taken(1, 2, 'sms')));
    given(three)
      .when(over('busy'), 5)
      .gives(ended('busy', 0, 'sid-0'), taken(2, 1, 'sms'));
    given(three, later(5, ended('busy')), later(5, taken(2, 1, 'sms')))
      .when(over('undelivered', 1), 6)
      .refuses('attempt-unknown');
  });
  it('does not ring a phone that rings', () => {
    const both = happened(long(pound(), spokenCode(60)), fenced(), placed('ringing'));
    given(both).when(again('voice', 'code'), 3).refuses('still-under-way');
  });
  it('may ring another phone', () => {
    const secrets = { numbers: [mobile, office], code, codeIsGiven: false };
    const two = challenge([pound(), spokenCode(60)], { secrets });
    given(two)
      .when(again('voice', 'code'), 3)
      .gives(taken(1, 1, 'voice'));
  });
  it('counts as one of the five from the beginning', () => {
    const five = happened(
      long(textedCode(), reply(0), textedCode(0), reply(0), textedCode(0)),
      ...[0, 1, 2, 3, 4].flatMap((attempt) => [fenced(attempt), placed('sent', attempt)]),
    );
    given(five).when(again(), 300).refuses('resend-used-up');
  });
});

describe('another way that was not planned', () => {
  it('is for codes the other channel, to the same number', () => {
    given(texted)
      .when(again('voice'), 30)
      .gives(stepAdded('voice', 'code'), taken(1, 1, 'voice'));
    given(texted).when(again('voice', 'code'), 29).refuses('resend-too-early');
    given(long(spokenCode()), ...heard)
      .when(again('sms', 'code'), 30)
      .gives(stepAdded('sms', 'code'), taken(1, 1, 'sms'));
  });
  it('is for a code of the second step the number of the second step', () => {
    const secrets = { numbers: [mobile, office], code, codeIsGiven: false };
    const two = happened(
      challenge([pound(), textedCode(0)], { secrets }),
      ...[fenced(), placed('ringing'), fenced(1), placed('sent', 1)],
    );
    // The mobile rings; the office does not.
    given(two)
      .when(again('voice', 'code'), 30)
      .gives(stepAdded('voice', 'code', 1), taken(2, 2, 'voice'));
  });
  it('comes again like any other', () => {
    const called = happened(texted, later(30, stepAdded('voice', 'code')), later(30, taken(1, 1, 'voice')));
    given(called, later(31, fenced(1)), later(60, ended('no-answer', 1)))
      .when(again(), 90)
      .gives(taken(2, 1, 'voice'));
  });
  it('is heard by texting a switchboard: never', () => {
    const secrets = { numbers: [office], code, codeIsGiven: false, extension: '4012' };
    given(challenge([spokenCode()], { secrets }), ...heard)
      .when(again('sms'), 60)
      .refuses('way-not-allowed');
  });
  const others: [Step, ...Parameters<typeof again>][] = [
    [match(), 'voice', 'pound'],
    [match(), 'voice', 'code'],
    [match(), 'sms', undefined],
    [pin(), 'voice', 'pound'],
    [pin(), 'voice', 'match'],
    [pound(), 'voice', 'pin'],
    [pound(), 'voice', 'match'],
    [pound(), 'sms', 'code'],
    [pound(), 'sms', 'reply'],
    [textedCode(), 'sms', 'reply'],
    [textedCode(), 'voice', 'pound'],
    [reply(), 'sms', 'code'],
    [reply(), 'voice', undefined],
  ];
  it.each(others)('takes the place of no other method: after %o none of %s %s', (step, channel, method) =>
    given(long(step), fenced(), placed('sent')).when(again(channel, method), 60).refuses('way-not-allowed'),
  );
});

it('a reply to the second text approves, and one to a number that only the first knew still does', () => {
  const resent = happened(long(reply()), fenced(), placed('sent'), later(30, taken(1, 0, 'sms')));
  given(resent)
    .when(text(code), 40)
    .gives(
      ended('superseded'),
      ended('reply-accepted', 1),
      closed({ status: 'approved', reason: 'reply-accepted' }, byText('reply')),
    );
});

it('whoever asks again when it is over is told so', () => {
  const done = happened(texted, ended('by-app'), closed({ status: 'canceled', reason: 'by-app' }, byText('code')));
  given(done).when(again(), 60).refuses('challenge-closed');
  expect(resendAt(done)).toBeUndefined();
});
