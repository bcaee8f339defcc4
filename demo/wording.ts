import type { ClosedResult, ProgressResult } from '../src/client/client.ts';

export type Channel = 'voice' | 'sms';
export type StepStatus = 'queued' | ProgressResult['status'];

/** What a step means to the person who waits. */
export function stepWords(status: StepStatus, channel: Channel): string {
  const call = channel === 'voice';
  switch (status) {
    case 'queued':
      return call ? 'Asked for a call' : 'Asked for a text';
    case 'sent':
      return call ? 'The call is on its way' : 'The text is on its way';
    case 'ringing':
      return 'Your phone is ringing: answer it';
    case 'answered':
      return 'The call was answered: press # if it is you, or 0 and then # if it is not';
    case 'delivered':
      return 'The text is on your phone: reply to it with the code';
    default:
      return status satisfies never;
  }
}

/** What to say at the end, and what the person can do about it. */
export interface EndWords {
  readonly title: string;
  readonly advice: string;
}

const blocked = 'Wait a while, or ask your administrator.';
const again = 'Try again, or choose the other way.';

const endings: Readonly<Record<ClosedResult['reason'], EndWords>> = {
  'pound-pressed': { title: 'You are signed in', advice: 'You pressed # on your phone.' },
  'reply-accepted': { title: 'You are signed in', advice: 'You replied with the right code.' },
  'code-accepted': { title: 'You are signed in', advice: 'You entered the right code.' },
  'number-matched': { title: 'You are signed in', advice: 'You chose the right number on your phone.' },
  'pin-accepted': { title: 'You are signed in', advice: 'You entered your PIN on your phone.' },
  bypassed: { title: 'You are signed in', advice: 'Your administrator let you in without your phone this time.' },
  'fraud-reported': {
    title: 'You reported this sign-in',
    advice: 'Nobody was let in. If it was not you, change your password now: somebody else knows it.',
  },
  declined: { title: 'You declined', advice: 'Nobody was let in. If you pressed it by mistake, try again.' },
  'wrong-key': { title: 'The wrong key was pressed', advice: 'Only # approves. Try again and press # when asked.' },
  'wrong-number': { title: 'The wrong number was chosen', advice: again },
  'wrong-pin': { title: 'The PIN was wrong', advice: 'Try again, or ask your administrator for a new PIN.' },
  'wrong-code': {
    title: 'The code was wrong too often',
    advice: 'Ask for a new text and reply with the code in it, and nothing else.',
  },
  busy: {
    title: 'Your phone was busy, or the call was declined',
    advice: 'End any other call and try again, or take a text.',
  },
  'no-answer': { title: 'Nobody answered', advice: 'Keep your phone at hand and try again, or take a text.' },
  'hung-up': { title: 'The call ended early', advice: 'Stay on the line until you have pressed #. Try again.' },
  'no-input': {
    title: 'No key was pressed',
    advice: 'Answer, listen, and press #. If voicemail took the call, answer it yourself next time.',
  },
  voicemail: { title: 'Voicemail answered', advice: 'Answer the call yourself, or take a text.' },
  unreachable: { title: 'Your phone could not be reached', advice: 'Is it switched on and in range? Then try again.' },
  undelivered: {
    title: 'The text did not arrive',
    advice: 'Is your phone on, and can it receive texts? Or take a call.',
  },
  'opted-out': {
    title: 'You have stopped our texts',
    advice: 'Text START to the number they came from, or take a call.',
  },
  'number-invalid': {
    title: 'That is no phone number we can reach',
    advice: 'Write it with + and the country code, as in +14155550100.',
  },
  'invalid-request': { title: 'That could not be asked', advice: 'Check the number and try again.' },
  'already-in-progress': { title: 'We are asking you already', advice: 'Answer the call or text that you have.' },
  'country-blocked': { title: 'We do not call or text that country', advice: 'Use a number of another country.' },
  'number-blocked': { title: 'That number is blocked', advice: blocked },
  'subject-blocked': { title: 'Your account is blocked', advice: blocked },
  'rate-limited': { title: 'Too many attempts', advice: 'Wait a few minutes, then try again.' },
  'spend-capped': { title: 'No more calls or texts today', advice: blocked },
  overloaded: { title: 'Too much is going on', advice: 'Wait a minute, then try again.' },
  'provider-refused': {
    title: 'The phone company refused',
    advice: `${again} If it persists, tell your administrator.`,
  },
  'provider-unknown': { title: 'We cannot tell what became of it', advice: again },
  'not-answered': { title: 'Time ran out', advice: 'The question is open for three minutes. Try again.' },
  'not-sent': { title: 'Time ran out before we got through', advice: again },
  'by-app': { title: 'It was canceled', advice: again },
  'by-operator': { title: 'An operator canceled it', advice: again },
};

export const endWords = (reason: ClosedResult['reason']): EndWords => endings[reason];
