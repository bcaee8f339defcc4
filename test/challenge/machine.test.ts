import { describe, expect, it } from 'vitest';
import { jobsAfter } from '../../src/challenge/jobs.ts';
import { machine, withNonce, withSid } from './commands.ts';
import {
  answered,
  answerRefused,
  asked,
  callOver,
  closed,
  ended,
  fenced,
  keyRefused,
  placed,
  queued,
  sidOf,
} from './facts.ts';
import { challenge, given, happened, match, pound, reply, spokenCode, textedCode } from './given.ts';

const listening = happened(challenge([pound()]), fenced(), answered());
const asVoicemail = [ended('voicemail', 0, 'sid-0'), closed({ status: 'failed', reason: 'voicemail' })];

describe('a machine that the provider heard', () => {
  it('ends the call as voicemail while nothing was keyed', () => {
    given(listening)
      .when(machine())
      .gives(...asVoicemail);
    given(listening, asked(2, 'approve', 'silence', 1))
      .when(machine())
      .gives(...asVoicemail);
    for (const status of ['sent', 'ringing'] as const)
      given(challenge([pound()]), fenced(), placed(status))
        .when(machine())
        .gives(...asVoicemail);
  });
  it('makes way for the next step at once', () =>
    given(challenge([match(), textedCode(60)]), fenced(), answered(0, 'match'))
      .when(machine())
      .gives(ended('voicemail', 0, 'sid-0'), queued(1, 'sms')));
  it('is hung up on: it would listen for ever', () => {
    const fact = ended('voicemail', 0, sidOf(0))(0);
    expect(jobsAfter('challenge-1', fact)).toEqual([{ type: 'hang-up', id: 'challenge-1', sid: 'sid-0' }]);
    expect(jobsAfter('challenge-1', ended('no-input', 0, sidOf(0))(0))).toEqual([]);
  });
  it('never hears a code: the call ends before, or somebody has keyed the digit', () => {
    const coding = happened(challenge([spokenCode()]), fenced(), answered(0, 'digit'));
    given(coding)
      .when(machine())
      .gives(ended('voicemail', 0, 'sid-0'), closed({ status: 'failed', reason: 'voicemail' }, { method: 'code' }));
    given(coding, asked(2, 'code', 'greeting'))
      .when(machine())
      .refuses('nothing-new');
    given(coding, asked(2, 'code', 'greeting'), callOver())
      .when(machine())
      .refuses('nothing-new');
  });
  it.each([
    ['a wrong key', [keyRefused(2)]],
    ['a star', [asked(2, 'approve', 'again')]],
    ['a zero', [asked(2, 'confirm-fraud', 'greeting')]],
  ])('is no machine after %s', (_what, facts) =>
    given(listening, ...facts)
      .when(machine())
      .refuses('nothing-new'),
  );
  it('is no machine after a wrong number', () =>
    given(challenge([match()]), fenced(), answered(0, 'match'), answerRefused(2, 'match'))
      .when(machine())
      .refuses('nothing-new'));
  it('is told twice, late, by another call or by who does not know the attempt: nothing', () => {
    given(listening, ended('no-input')).when(machine()).refuses('attempt-ended');
    given(listening, ...asVoicemail)
      .when(machine())
      .refuses('challenge-closed');
    given(listening).when(withSid('another', machine())).refuses('attempt-unknown');
    given(listening).when(withNonce('guessed', machine())).refuses('attempt-unknown');
    given(challenge([reply()]), fenced(), placed('sent'))
      .when(machine())
      .refuses('attempt-unknown');
  });
});
