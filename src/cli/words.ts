import type { Channel } from '../contract/methods.ts';
import type { OutcomeStatus, ProgressResult, Reason } from '../contract/result.ts';
import type { Style } from './terminal.ts';

/** What each reason means, for somebody who has not read the contract. */
export const reasonWords = {
  'pound-pressed': '# was pressed',
  'number-matched': 'the right number was keyed',
  'pin-accepted': 'the right PIN was keyed',
  'code-accepted': 'the right code came back',
  'reply-accepted': 'the right reply came',
  bypassed: 'nobody was asked: a bypass was in force',
  'fraud-reported': 'the person says that it is not them',
  declined: 'the person said no',
  'wrong-key': 'another key was pressed too often',
  'wrong-number': 'another number was keyed',
  'wrong-pin': 'a wrong PIN was keyed too often',
  'wrong-code': 'a wrong code came too often',
  busy: 'the line was busy, or the call was declined',
  'no-answer': 'nobody answered',
  'hung-up': 'somebody answered and hung up',
  'no-input': 'somebody answered and pressed nothing',
  voicemail: 'a voicemail answered',
  unreachable: 'the phone cannot be reached',
  undelivered: 'the text did not reach the phone',
  'opted-out': 'the person has stopped our texts; START to our number lets them come again',
  'number-invalid': 'it is no number that can be called or texted',
  'invalid-request': 'the request is not as it must be',
  'already-in-progress': 'this person is being asked already',
  'country-blocked': 'its country is not in POUNDKEY_COUNTRIES, or the provider does not go there',
  'number-blocked': 'the number is blocked',
  'subject-blocked': 'the person is blocked',
  'rate-limited': 'too many challenges for this number or person',
  'spend-capped': 'the spending limit is reached',
  overloaded: 'too much is going on',
  'provider-refused': 'the provider refused: its reason is in the gateway’s log',
  'provider-unknown': 'the provider never said what became of it',
  'not-answered': 'the time was over before an answer came',
  'not-sent': 'the time was over before it could be sent',
  'by-app': 'the auth server took it back',
  'by-operator': 'an operator ended it',
} as const satisfies Record<Reason, string>;

/** What a step means on its channel. */
export function stepWords(status: ProgressResult['status'], channel: Channel | undefined): string {
  const what = channel === 'sms' ? 'text' : 'call';
  switch (status) {
    case 'sent':
      return `the provider has taken the ${what}`;
    case 'ringing':
      return 'the phone rings';
    case 'answered':
      return 'somebody has answered';
    case 'delivered':
      return 'the phone has the text';
    default:
      return status satisfies never;
  }
}

export const outcomeStyle: Readonly<Record<OutcomeStatus, Style>> = {
  approved: 'green',
  denied: 'red',
  failed: 'red',
  expired: 'yellow',
  canceled: 'yellow',
};
