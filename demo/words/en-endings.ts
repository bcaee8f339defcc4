import type { Reason } from './words.ts';

/** What to say at the end, and what the person can do about it. */
export interface EndWords {
  readonly title: string;
  readonly advice: string;
}

const blocked = 'Wait a while, or ask your administrator.';
const again = 'Try again, or try another way.';

/** Every way in which it can end. */
export const englishEndings: Readonly<Record<Reason, EndWords>> = {
  'pound-pressed': { title: 'Verified', advice: 'You pressed # on your phone.' },
  'reply-accepted': { title: 'Verified', advice: 'You replied with the right code.' },
  'code-accepted': { title: 'Verified', advice: 'You typed the right code.' },
  'number-matched': { title: 'Verified', advice: 'You keyed the right number on your phone.' },
  'pin-accepted': { title: 'Verified', advice: 'You keyed your PIN on your phone.' },
  bypassed: { title: 'Verified', advice: 'Your administrator let you in without your phone this time.' },
  'fraud-reported': {
    title: 'You reported this',
    advice: 'Nobody was let in. If it was not you, somebody else knows your password: tell your administrator.',
  },
  declined: { title: 'You declined', advice: 'Nobody was let in. If you did it by mistake, try again.' },
  'wrong-key': { title: 'The wrong key was pressed', advice: 'Only # finishes. Try again, and listen to the end.' },
  'wrong-number': {
    title: 'The wrong number was keyed',
    advice: 'Try again: key the number that the page shows then, and #.',
  },
  'wrong-pin': { title: 'The PIN was wrong', advice: 'Try another way, and set a new PIN under My settings.' },
  'wrong-code': { title: 'The code was wrong too often', advice: `That code is of no more use. ${again}` },
  busy: {
    title: 'Your phone was busy, or the call was declined',
    advice: `End any other call first. ${again}`,
  },
  'no-answer': { title: 'Nobody answered', advice: `Keep your phone at hand. ${again}` },
  'hung-up': { title: 'The call ended early', advice: 'Stay on the line until you have pressed #. Try again.' },
  'no-input': {
    title: 'No key was pressed',
    advice: 'Answer, listen, and press the keys. If voicemail took the call, answer it yourself next time.',
  },
  voicemail: { title: 'Voicemail answered', advice: 'Answer the call yourself, or try another way.' },
  unreachable: { title: 'Your phone could not be reached', advice: `Is it on, and in range? ${again}` },
  undelivered: {
    title: 'The text did not arrive',
    advice: `Is your phone on, and can it receive texts? ${again}`,
  },
  'opted-out': {
    title: 'You have stopped our texts',
    advice: 'Text START to the number they came from, or take a call.',
  },
  'number-invalid': {
    title: 'That is no phone number we can reach',
    advice: 'Is it whole, and is the country right? Numbers that cost extra are never called.',
  },
  'invalid-request': { title: 'That could not be asked', advice: 'Check the number, and try again.' },
  'already-in-progress': { title: 'Your phone is asked already', advice: 'Answer the call or the text that you have.' },
  'country-blocked': {
    title: 'We do not call or text that country',
    advice: 'Use a phone of another country, or ask your administrator.',
  },
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
  'not-answered': { title: 'Time ran out', advice: again },
  'not-sent': { title: 'Time ran out before we got through', advice: again },
  'by-app': {
    title: 'It was withdrawn',
    advice: 'You started again, perhaps in another window. Only the latest counts.',
  },
  'by-operator': { title: 'An operator canceled it', advice: again },
};
