import { describe, expect, it } from 'vitest';
import type { OpenChallenge } from '../../src/challenge/challenge.ts';
import { text } from './commands.ts';
import { answered, byText, closed, codeRefused, ended, fenced, placed, replyLate } from './facts.ts';
import { at, challenge, code, given, happened, pound, reply, textedCode } from './given.ts';

const both = happened(
  challenge([pound(), reply(0)]),
  ...[fenced(), answered(), fenced(1), placed('delivered', 1)],
) as OpenChallenge;
const byCall = [
  ended('pound-pressed'),
  ended('superseded', 1),
  closed({ status: 'approved', reason: 'pound-pressed' }),
];

describe('a reply to what is over', () => {
  it('by a call is told so, whatever it says', () => {
    for (const answer of [code, '0', '', 'thank you'])
      given(both, ...byCall)
        .when(text(answer))
        .gives(replyLate());
  });
  it('is told so once, and the same again when the provider sends it again', () => {
    given(both, ...byCall, replyLate())
      .when(text(code, 'message-2'))
      .refuses('challenge-closed');
    given(both, ...byCall, replyLate())
      .when(text(code))
      .refuses('nothing-new');
  });
  it('since its time is up is told so, and closes it if nobody has', () =>
    given(both)
      .when(text(code), 180)
      .gives(
        ended('not-answered'),
        ended('not-answered', 1),
        closed({ status: 'expired', reason: 'not-answered' }, { ...byText('reply'), hangUp: ['sid-0'] }),
        replyLate(),
      ));
  it('by a reply is not answered: its sender knows', () => {
    const asking = happened(challenge([reply()]), fenced(), placed('sent'));
    const by = byText('reply');
    for (const outcome of [
      { status: 'approved', reason: 'reply-accepted' },
      { status: 'denied', reason: 'wrong-code' },
      { status: 'denied', reason: 'fraud-reported' },
    ] as const)
      given(asking, ended(outcome.reason), closed(outcome, by)).when(text(code)).refuses('challenge-closed');
  });
  it('is not answered when it cost a try before, nor when no text for a reply ever went out', () => {
    given(both, codeRefused('message-1'), ...byCall)
      .when(text('111111'))
      .refuses('challenge-closed');
    const unsent = happened(challenge([pound(), textedCode(0), reply(0)]), fenced(), answered());
    given(
      unsent,
      ...[ended('pound-pressed'), ended('superseded', 1), ended('superseded', 2)],
      closed({ status: 'approved', reason: 'pound-pressed' }),
    )
      .when(text(code))
      .refuses('challenge-closed');
  });
  it('changes nothing about how it ended', () => {
    const over = happened(both, ...byCall);
    expect(happened(over, replyLate())).toEqual({ ...over, lateReply: 'message-1' });
    expect(over).toMatchObject({ closedAt: at(0) });
  });
});
