import type { Wording } from './wording.ts';

const lasting = (seconds: number): string => {
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.round(seconds / 60);
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
};

export const english: Wording = {
  language: 'en-US',
  call: {
    about: (app, action) => `Hello. This is ${app}. Someone is asking to ${action ?? 'sign in with your account'}.`,
    howToApprove:
      'If this is you, press the pound key to finish. If this is not you, press zero, then pound. To hear this again, press star.',
    howToConfirmFraud: 'To report that this was not you, press the pound key now. To go back, press star.',
    silence: 'We did not hear a key.',
    wrongKey: 'That key does not work here.',
    approved: 'Thank you. You are verified. Goodbye.',
    fraudReported: 'Thank you for telling us. Nobody was let in. Goodbye.',
    tooManyWrongKeys: 'That was too many wrong keys. Nobody was let in. Goodbye.',
    noInput: 'We did not hear from you. Please try again from the sign-in page. Goodbye.',
    over: 'This request is already over. There is nothing left to do. Goodbye.',
  },
  text: {
    code: (code, app, seconds) =>
      `${code} is your code for ${app}. It is valid for ${lasting(seconds)}. Never tell it to anyone.`,
    reply: (code, app, seconds) =>
      `Reply ${code} to sign in to ${app}. Not you? Reply 0. Valid for ${lasting(seconds)}.`,
    wrongReply: 'That is not the code we sent. Please reply with just the code, or with 0 if this was not you.',
    denied: (app) => `Thank you for telling us. Nobody was let in to ${app}.`,
  },
};
