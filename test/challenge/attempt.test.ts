import { describe, it } from 'vitest';
import {
  begin,
  over,
  pickUp,
  press,
  progress,
  recordFailed,
  recordPlaced,
  recordUnknown,
  withNonce,
  withSid,
} from './commands.ts';
import { answered, byText, closed, ended, fenced, placed, queued, sidOf, strayFound } from './facts.ts';
import { challenge, given, lifetimeSeconds, pound, reply, textedCode } from './given.ts';

const call = challenge([pound()]);
const callThenText = challenge([pound(), reply(60)]);
const text = challenge([textedCode()]);

describe('the fence', () => {
  it('lets one worker ask the provider', () => given(call).when(begin()).gives(fenced()));
  it('stops a second run of the same job', () => given(call, fenced()).when(begin()).refuses('attempt-under-way'));
  it('stops another worker with a nonce of its own', () =>
    given(call, fenced())
      .when(begin(0, 0, 'other'))
      .refuses('attempt-under-way'));
  it('stops a job of an earlier round', () =>
    given(call, fenced(), queued(0, 'voice', 1))
      .when(begin(0, 0))
      .refuses('attempt-under-way'));
  it('lets the job of the present round pass', () =>
    given(call, fenced(), queued(0, 'voice', 1))
      .when(begin(0, 1))
      .gives(fenced()));
  it('holds a retry back until it is due', () =>
    given(call, fenced(), queued(0, 'voice', 1, 5_000))
      .when(begin(0, 1), 4.999)
      .refuses('not-due'));
  it('lets a retry pass at the moment it is due', () =>
    given(call, fenced(), queued(0, 'voice', 1, 5_000))
      .when(begin(0, 1), 5)
      .gives(fenced()));
  it('still stands when the attempt has ended', () =>
    given(callThenText, fenced(), ended('busy'), queued(1, 'sms')).when(begin()).refuses('attempt-ended'));
  it('knows no attempt that was never queued', () => given(call).when(begin(1)).refuses('attempt-unknown'));
  it('lets a dial pass with one second left', () =>
    given(call)
      .when(begin(), lifetimeSeconds - 1)
      .gives(fenced()));
  it('drops a dial that nobody could answer in time any more', () =>
    given(call)
      .when(begin(), lifetimeSeconds - 0.999)
      .refuses('not-due'));
});

describe('how far the provider has come', () => {
  const everyStep = [
    ['record-placed after the request', [fenced()], recordPlaced(), placed('sent')],
    ['a first callback that is faster than the answer to the request', [fenced()], progress('sent'), placed('sent')],
    ['ringing with the first callback lost', [fenced()], progress('ringing'), placed('ringing')],
    ['ringing after sent', [fenced(), placed('sent')], progress('ringing'), placed('ringing')],
  ] as const;
  it.each(everyStep)('moves on by %s', (_, history, command, fact) =>
    given(call, ...history)
      .when(command)
      .gives(fact),
  );
  it('is delivered for a text', () =>
    given(text, fenced(), placed('sent')).when(progress('delivered')).gives(placed('delivered')));

  const stale = [
    ['a callback that comes twice', [fenced(), placed('ringing')], progress('ringing')],
    ['an older callback that comes late', [fenced(), placed('ringing')], progress('sent')],
    ['the answer to the request, slower than the callbacks', [fenced(), placed('ringing')], recordPlaced()],
    ['ringing when somebody already listens', [fenced(), answered()], progress('ringing')],
    ['the answer to the request when somebody already listens', [fenced(), answered()], recordPlaced()],
  ] as const;
  it.each(stale)('never goes back by %s', (_, history, command) =>
    given(call, ...history)
      .when(command)
      .refuses('nothing-new'),
  );
  it('ignores a text that says it rings and a call that says it was delivered', () => {
    given(text, fenced()).when(progress('ringing')).refuses('nothing-new');
    given(call, fenced()).when(progress('delivered')).refuses('nothing-new');
  });

  const all = [recordPlaced(), progress('sent'), progress('ringing'), over('busy'), recordFailed('busy'), pickUp()];
  it.each([...all, press('#')])('believes no $type without the nonce', (command) => {
    given(call, fenced(), placed()).when(withNonce('guessed', command)).refuses('attempt-unknown');
    given(call).when(command).refuses('attempt-unknown');
  });
  it.each(all)('changes nothing by $type when the attempt has ended', (command) =>
    given(callThenText, fenced(), placed(), ended('no-answer'), queued(1, 'sms'))
      .when(command)
      .refuses('attempt-ended'),
  );
});

describe('a call or text that comes to nothing', () => {
  const reasons = ['busy', 'no-answer', 'unreachable'] as const;
  it.each(reasons)('%s closes the challenge when nothing else is left', (reason) =>
    given(call, fenced(), placed('ringing'))
      .when(over(reason))
      .gives(ended(reason, 0, sidOf(0)), closed({ status: 'failed', reason })),
  );
  it.each(reasons)('%s starts the next step at once, long before its time', (reason) =>
    given(callThenText, fenced(), placed('ringing'))
      .when(over(reason), 5)
      .gives(ended(reason, 0, sidOf(0)), queued(1, 'sms')),
  );
  it('waits for the other attempts that are under way', () =>
    given(challenge([pound(), reply()]), fenced(0), fenced(1), placed('sent', 1))
      .when(over('busy'))
      .gives(ended('busy', 0, sidOf(0))));
  it('lets the last one that fails give the reason', () =>
    given(challenge([pound(), reply()]), fenced(0), ended('busy', 0), fenced(1), placed('sent', 1))
      .when(over('undelivered', 1))
      .gives(ended('undelivered', 1, sidOf(1)), closed({ status: 'failed', reason: 'undelivered' }, byText('reply'))));
  it('is hung up when it is over after somebody answered', () =>
    given(call, fenced(), answered())
      .when(over('completed'))
      .gives(ended('hung-up', 0, sidOf(0)), closed({ status: 'failed', reason: 'hung-up' })));
  it('moves to the next step after a hang-up too', () =>
    given(callThenText, fenced(), answered())
      .when(over('completed'))
      .gives(ended('hung-up', 0, sidOf(0)), queued(1, 'sms')));
  it('may be over before anything else was heard of it', () =>
    given(call, fenced())
      .when(over('busy'))
      .gives(ended('busy', 0, sidOf(0)), closed({ status: 'failed', reason: 'busy' })));
  it.each(['number-invalid', 'country-blocked', 'number-blocked', 'opted-out', 'provider-refused'] as const)(
    '%s is what the provider said to the request',
    (reason) =>
      given(call, fenced())
        .when(recordFailed(reason))
        .gives(ended(reason), closed({ status: 'failed', reason })),
  );
});

describe('a request that was refused, says the answer to it', () => {
  it.each([[placed('sent')], [placed('ringing')], [answered()]])(
    'is not believed when callbacks tell of a call: the phone rings, and nothing else must (%#)',
    (...history) =>
      given(callThenText, fenced(), ...history)
        .when(recordFailed('provider-refused'))
        .refuses('nothing-new'),
  );
});

describe('somebody picks up', () => {
  it('is asked the first question', () => given(call, fenced(), placed('ringing')).when(pickUp()).gives(answered()));
  it('is asked it also when no callback came before', () => given(call, fenced()).when(pickUp()).gives(answered()));
  it('is not asked anew when the provider asks again', () =>
    given(call, fenced(), answered()).when(pickUp()).refuses('nothing-new'));
  it('cannot be somebody who got a text', () => given(text, fenced()).when(pickUp()).refuses('attempt-unknown'));
});

describe('a call whose id becomes known only after we gave it up, while the challenge goes on', () => {
  const givenUp = [fenced(), ended('provider-unknown'), queued(1, 'sms')];
  it.each([progress('sent'), progress('ringing'), recordPlaced(), pickUp(), press('#')])('is hung up: %j', (command) =>
    given(callThenText, ...givenUp)
      .when(command)
      .gives(strayFound()),
  );
  it('is hung up once', () =>
    given(callThenText, ...givenUp, strayFound())
      .when(progress('ringing'))
      .refuses('attempt-ended'));
  it('needs no hanging up when it says that it is over', () =>
    given(callThenText, ...givenUp)
      .when(over('no-answer'))
      .refuses('attempt-ended'));
  it('is no reason to believe somebody without the nonce', () =>
    given(callThenText, ...givenUp)
      .when(withNonce('guessed', progress('ringing')))
      .refuses('attempt-unknown'));
  it('never approves', () =>
    given(callThenText, fenced(), placed(), ended('no-answer'), queued(1, 'sms'))
      .when(withSid('other', press('#')))
      .refuses('attempt-ended'));
  it('is not looked for by a worker that knows no id', () =>
    given(callThenText, ...givenUp)
      .when(recordUnknown())
      .refuses('nothing-new'));
});
