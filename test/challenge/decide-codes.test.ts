import { describe, it } from 'vitest';
import type { Outcome } from '../../src/challenge/outcome.ts';
import { check, text } from './commands.ts';
import { byText, closed, codeRefused, ended, fenced, placed, queued, sidOf } from './facts.ts';
import { challenge, code, given, happened, mobile, office, pound, reply, textedCode } from './given.ts';

const asked = happened(challenge([reply()]), fenced(), placed('delivered'));
const coded = happened(challenge([textedCode()]), fenced(), placed('delivered'));
const bothWays = happened(challenge([pound(), reply()]), fenced(0), placed('ringing', 0), fenced(1), placed('sent', 1));
const byReply: Outcome = { status: 'approved', reason: 'reply-accepted' };
const byCheck: Outcome = { status: 'approved', reason: 'code-accepted' };
const wrong: Outcome = { status: 'denied', reason: 'wrong-code' };
const fraud: Outcome = { status: 'denied', reason: 'fraud-reported' };

describe('a reply', () => {
  it('with the code approves', () =>
    given(asked)
      .when(text(code))
      .gives(ended('reply-accepted'), closed(byReply, byText('reply'))));
  it('with the code hangs up the call that rings beside it', () =>
    given(bothWays)
      .when(text(code))
      .gives(ended('superseded', 0), ended('reply-accepted', 1), closed(byReply, byText('reply', [sidOf(0)]))));
  it('with another code costs a try', () => given(asked).when(text('111111')).gives(codeRefused('message-1')));
  it('that the provider sends again costs nothing more', () =>
    given(asked, codeRefused('message-1')).when(text('111111')).refuses('nothing-new'));
  it('with the same wrong code in a second text costs a second try', () =>
    given(asked, codeRefused('message-1')).when(text('111111', 'message-2')).gives(codeRefused('message-2')));
  it('of 0 denies', () =>
    given(asked)
      .when(text('0'))
      .gives(ended('fraud-reported'), closed(fraud, byText('reply'))));
  it('of 0 hangs up the call that rings beside it', () =>
    given(bothWays)
      .when(text('0'))
      .gives(ended('superseded', 0), ended('fraud-reported', 1), closed(fraud, byText('reply', [sidOf(0)]))));
  it.each(['', '00', 'yes', 'YES', '#', 'ok', '56116', '5611660', '0561166'])('of %j never approves', (answer) =>
    given(asked).when(text(answer)).gives(codeRefused('message-1')),
  );
  it('may come after its text was said to be undelivered: the challenge is still open', () =>
    given(happened(challenge([reply(), pound(60)]), fenced(), ended('undelivered'), queued(1, 'voice')))
      .when(text(code))
      .gives(ended('superseded', 1), closed(byReply, byText('reply'))));
});

describe('whose reply it is', () => {
  const texts = challenge([pound(), reply()], {
    secrets: { numbers: [office, mobile], code, codeIsGiven: false },
  });
  it('is known by the number that was texted', () =>
    given(texts)
      .when(text(code, 'message-1', mobile))
      .gives(ended('superseded', 0), ended('reply-accepted', 1), closed(byReply, byText('reply'))));
  it.each([code, '0', '111111'])('is not the number that was called: %s from there is refused', (answer) =>
    given(texts)
      .when(text(answer, 'message-1', office))
      .refuses('other-number'),
  );
  it('is nobody before the step that asks for one has started', () =>
    given(challenge([pound(), reply(60)]))
      .when(text(code))
      .refuses('other-number'));
  it.each([pound(), textedCode()])('is nobody when the method is $method', (step) => {
    given(challenge([step]))
      .when(text(code))
      .refuses('other-number');
    given(challenge([step]))
      .when(text('0'))
      .refuses('other-number');
  });
});

describe('a code checked on the page', () => {
  it('approves when it is right', () =>
    given(coded)
      .when(check(code))
      .gives(ended('code-accepted'), closed(byCheck, byText('code'))));
  it('may be the code of a text that asked for a reply', () =>
    given(asked)
      .when(check(code))
      .gives(ended('code-accepted'), closed(byCheck, byText('reply'))));
  it('costs a try when it is wrong, each time', () => {
    given(coded).when(check('111111')).gives(codeRefused());
    given(coded, codeRefused()).when(check('111111')).gives(codeRefused());
  });
  it.each(['', '0', '#', '56116', '5611666'])('of %j is wrong', (answer) =>
    given(coded).when(check(answer)).gives(codeRefused()),
  );
  it('may be typed in small letters when the caller gave a code of letters', () => {
    const secrets = { numbers: [mobile], code: 'K7QX2M', codeIsGiven: true };
    given(challenge([textedCode()], { secrets }))
      .when(check('k7qx2m'))
      .gives(ended('code-accepted'), closed(byCheck, byText('code')));
  });
  it('is refused on a call that asks for pound: nobody was given a code', () => {
    given(challenge([pound()]))
      .when(check(code))
      .refuses('no-code-method');
    given(challenge([pound(), textedCode(60)]))
      .when(check(code))
      .refuses('no-code-method');
  });
});

describe('tries', () => {
  const used = (count: number) => Array.from({ length: count }, (_, n) => codeRefused(`message-${n}`));
  it('are as many as the app allows', () =>
    given(challenge([reply()], { tries: { code: 2, pin: 1, match: 1, key: 1 } }), fenced(), placed('sent'), ...used(1))
      .when(text('111111', 'message-9'))
      .gives(codeRefused('message-9'), ended('wrong-code'), closed(wrong, byText('reply'))));
  it('leave the fifth to be right', () =>
    given(asked, ...used(4))
      .when(text(code, 'message-9'))
      .gives(ended('reply-accepted'), closed(byReply, byText('reply'))));
  it('deny at the fifth wrong reply', () =>
    given(asked, ...used(4))
      .when(text('111111', 'message-9'))
      .gives(codeRefused('message-9'), ended('wrong-code'), closed(wrong, byText('reply'))));
  it('are shared: a wrong check after four wrong replies denies', () =>
    given(asked, ...used(4))
      .when(check('111111'))
      .gives(codeRefused(), ended('wrong-code'), closed(wrong, byText('reply'))));
  it('are shared: a wrong reply after four wrong checks denies', () =>
    given(asked, codeRefused(), codeRefused(), codeRefused(), codeRefused())
      .when(text('111111'))
      .gives(codeRefused('message-1'), ended('wrong-code'), closed(wrong, byText('reply'))));
  it('belong to the challenge: a second text brings no new ones', () =>
    given(happened(challenge([reply(), reply(60)]), ...used(4), queued(1, 'sms')))
      .when(text('111111', 'message-9'))
      .gives(codeRefused('message-9'), ended('superseded', 0), ended('wrong-code', 1), closed(wrong, byText('reply'))));
  it('are not what the call counts: wrong keys and wrong codes have their own', () =>
    given(bothWays, ...used(3))
      .when(check('111111'))
      .gives(codeRefused()));
});
