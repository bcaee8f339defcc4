import { describe, it } from 'vitest';
import {
  begin,
  cancel,
  check,
  over,
  pickUp,
  press,
  progress,
  recordBusy,
  recordFailed,
  recordPlaced,
  recordUnknown,
  text,
  wakeUp,
  withNonce,
} from './commands.ts';
import { answered, byText, closed, ended, fenced, lookupDue, placed, queued, sidOf, strayFound } from './facts.ts';
import { challenge, code, given, happened, lifetimeSeconds, pound, reply } from './given.ts';

const call = challenge([pound()]);
const callAndText = challenge([pound(), reply()]);
const everyCommand = [
  begin(),
  recordPlaced(),
  recordFailed('busy'),
  recordBusy(),
  recordUnknown(),
  progress('ringing'),
  over('completed'),
  pickUp(),
  press('#'),
  text(code),
  text('0'),
  check(code),
  cancel,
  wakeUp,
];
const expired = { status: 'expired', reason: 'not-answered' } as const;

describe('a closed challenge', () => {
  const isOver = happened(
    call,
    fenced(),
    answered(),
    ended('pound-pressed'),
    closed({ status: 'approved', reason: 'pound-pressed' }),
  );
  it.each(everyCommand)('is changed by nothing: $type', (command) =>
    given(isOver).when(command).refuses('challenge-closed'),
  );
  it.each(everyCommand)('is changed by nothing after its time either: $type', (command) =>
    given(isOver)
      .when(command, lifetimeSeconds + 60)
      .refuses('challenge-closed'),
  );
});

describe('a call of ours that turns up after the close', () => {
  const canceled = closed({ status: 'canceled', reason: 'by-app' });
  const closing = [fenced(), ended('by-app'), canceled];
  it.each([recordPlaced(), progress('ringing'), pickUp(), press('#')])('is hung up: $type', (command) =>
    given(call, ...closing)
      .when(command)
      .gives(strayFound()),
  );
  it.each([recordPlaced(), progress('ringing'), pickUp(), press('#')])('is hung up exactly once: $type', (command) =>
    given(call, ...closing, strayFound())
      .when(command)
      .refuses('challenge-closed'),
  );
  it('is left alone when it is over by itself', () =>
    given(call, ...closing)
      .when(over('no-answer'))
      .refuses('challenge-closed'));
  it('is not believed without the nonce', () =>
    given(call, ...closing)
      .when(withNonce('guessed', progress('ringing')))
      .refuses('attempt-unknown'));
  it('belongs to an attempt that was fenced', () => {
    given(call, ended('by-app'), canceled).when(progress('ringing')).refuses('attempt-unknown');
    given(call, ended('by-app'), canceled).when(progress('ringing', 7)).refuses('attempt-unknown');
  });
  it('is known already when it was hung up with the close', () =>
    given(call, fenced(), placed('ringing'), ended('by-app'), canceled)
      .when(progress('ringing'))
      .refuses('challenge-closed'));
});

describe('cancel', () => {
  it('ends a challenge that nobody was asked about yet', () =>
    given(call)
      .when(cancel)
      .gives(ended('by-app'), closed({ status: 'canceled', reason: 'by-app' })));
  it('hangs up the call that rings, and not the one whose id is unknown', () =>
    given(
      challenge([pound(), pound(), reply()]),
      fenced(0),
      fenced(1),
      placed('ringing', 1),
      fenced(2),
      placed('sent', 2),
    )
      .when(cancel)
      .gives(
        ended('by-app', 0),
        ended('by-app', 1),
        ended('by-app', 2),
        closed({ status: 'canceled', reason: 'by-app' }, byText('reply', [sidOf(1)])),
      ));
});

describe('expiry', () => {
  it.each(everyCommand)('comes with any command from its moment on, whatever is asked: $type', (command) =>
    given(callAndText, fenced(), placed('ringing'))
      .when(command, lifetimeSeconds)
      .gives(ended('not-answered', 0), ended('not-answered', 1), closed(expired, byText('reply', [sidOf(0)]))),
  );
  it('is no matter a millisecond before', () =>
    given(call, fenced(), answered())
      .when(press('#'), lifetimeSeconds - 0.001)
      .gives(ended('pound-pressed'), closed({ status: 'approved', reason: 'pound-pressed' })));
  it('says not-sent when no request was ever fenced', () =>
    given(callAndText)
      .when(wakeUp, lifetimeSeconds)
      .gives(
        ended('not-sent', 0),
        ended('not-sent', 1),
        closed({ status: 'expired', reason: 'not-sent' }, byText('reply')),
      ));
  it('says not-sent when the provider was too busy to take anything', () =>
    given(call, fenced(), queued(0, 'voice', 1, 600_000))
      .when(wakeUp, lifetimeSeconds)
      .gives(ended('not-sent'), closed({ status: 'expired', reason: 'not-sent' })));
  it('says not-answered when an earlier step was sent and came to nothing', () =>
    given(challenge([pound(), reply(60)]), fenced(), ended('busy'), queued(1, 'sms'))
      .when(wakeUp, lifetimeSeconds)
      .gives(ended('not-answered', 1), closed(expired, byText('reply'))));
  it('hangs up the call that turns up with the very command', () =>
    given(call, fenced())
      .when(progress('ringing'), lifetimeSeconds)
      .gives(ended('not-answered'), closed(expired), strayFound()));
  it('never begins a dial', () =>
    given(call)
      .when(begin(), lifetimeSeconds + 5)
      .gives(ended('not-sent'), closed({ status: 'expired', reason: 'not-sent' })));
});

describe('a provider that is too busy', () => {
  it.each([
    [0, 1, 1_000],
    [1, 2, 2_000],
    [2, 3, 4_000],
    [3, 4, 8_000],
    [4, 5, 8_000],
    [40, 41, 8_000],
  ])('in round %i makes it wait for round %i, %i ms later', (round, next, delayMs) =>
    given(call, queued(0, 'voice', round), fenced())
      .when(recordBusy())
      .gives(queued(0, 'voice', next, delayMs)),
  );
  it('is given the time it asks for', () =>
    given(call, fenced())
      .when(recordBusy(30_000))
      .gives(queued(0, 'voice', 1, 30_000)));
  it('says so about the attempt of this nonce only', () => {
    given(call, fenced()).when(recordBusy(0, 'guessed')).refuses('nothing-new');
    given(call, queued(0, 'voice', 1, 500), fenced(0, 'later'))
      .when(recordBusy())
      .refuses('nothing-new');
  });
  it('says so once', () =>
    given(call, fenced(), queued(0, 'voice', 1, 500))
      .when(recordBusy())
      .refuses('nothing-new'));
  it('is not believed when its callbacks say that it took the call', () =>
    given(call, fenced(), placed('ringing')).when(recordBusy()).refuses('nothing-new'));
});

describe('a request that got no clear answer', () => {
  it('is looked up soon, after a while for an early callback', () =>
    given(call, fenced()).when(recordUnknown(), 5).gives(lookupDue(0, 2_000)));
  it('waits no longer for being said twice', () => {
    given(call, fenced(), lookupDue(0, 2_000)).when(recordUnknown(), 0).refuses('nothing-new');
    given(call, fenced(), lookupDue(0, 2_000)).when(recordUnknown(), 1).refuses('nothing-new');
  });
  it('is nothing new to an attempt that is being looked up', () =>
    given(call, fenced(), lookupDue(1, 60_000)).when(recordUnknown()).refuses('nothing-new'));
  it('is nothing new when callbacks tell more', () =>
    given(call, fenced(), placed('sent')).when(recordUnknown()).refuses('nothing-new'));
  it('is believed by its nonce only', () =>
    given(call, fenced()).when(recordUnknown('guessed')).refuses('nothing-new'));
});
