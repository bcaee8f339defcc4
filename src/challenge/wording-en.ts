import type { Wording } from './wording.ts';

const lasting = (seconds: number): string => {
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.round(seconds / 60);
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
};
const otherwise = 'If this is not you, press zero, then pound. To hear this again, press star';

export const english: Wording = {
  language: 'en-US',
  lasting,
  call: {
    about: (app, action) => `Hello. This is ${app}. Someone is asking to ${action ?? 'sign in with your account'}.`,
    connectMe: (spaced) => `Hello. Please connect me to extension ${spaced}. Thank you.`,
    howToApprove: `If this is you, press the pound key to finish. ${otherwise}.`,
    howToMatch: `If this is you, enter the two digits shown on the sign-in page, then press pound. ${otherwise}, then pound.`,
    howToEnterPin: `If this is you, enter your PIN, then press pound. ${otherwise}, then pound.`,
    howToHearCode: (digit) => `If this is you, press ${digit} to hear your code. ${otherwise}.`,
    code: (spaced) =>
      `Your code is: ${spaced}. Once more: ${spaced}. Type it on the sign-in page, and never tell it to anyone. To hear it again, press star. If this is not you, press zero, then pound.`,
    codeSpoken: 'Please type the code on the sign-in page. Goodbye.',
    howToConfirmFraud: 'To report that this was not you, press the pound key now. To go back, press star.',
    silence: 'We did not hear a key.',
    wrongKey: 'That key does not work here.',
    unfinished: 'Please finish with the pound key.',
    numberMissing: 'The two digits are missing. You find them on the sign-in page.',
    pinMissing: 'Your PIN is missing. Please enter it before you press pound.',
    wrongNumber: 'Those are not the digits shown on the sign-in page.',
    wrongPin: 'That is not the right PIN.',
    typeItOnThePage: 'The code is not entered on the phone. Please type it on the sign-in page.',
    approved: 'Thank you. You are verified. Goodbye.',
    fraudReported: 'Thank you for telling us. Nobody was let in. Goodbye.',
    tooManyWrongKeys: 'That was too many wrong keys. Nobody was let in. Goodbye.',
    tooManyWrongNumbers:
      'Those were not the right digits either. Nobody was let in. Please start again from the sign-in page. Goodbye.',
    tooManyWrongPins: 'That was too many wrong PINs. Nobody was let in. Goodbye.',
    tooManyFailures: 'There were too many wrong answers today. Nobody was let in. Please try again tomorrow. Goodbye.',
    noInput: 'We did not hear from you. Please try again from the sign-in page. Goodbye.',
    over: 'This request is already over. There is nothing left to do. Goodbye.',
  },
  text: {
    code: (code, app, seconds) =>
      `${code} is your code for ${app}. It is valid for ${lasting(seconds)}. Never tell it to anyone.`,
    reply: (code, app, seconds) =>
      `Reply ${code} to sign in to ${app}. Not you? Reply 0. Valid for ${lasting(seconds)}.`,
    shortCode: (code, app) => `${code} is your code for ${app}.`,
    shortReply: (code, app) => `Reply ${code} to sign in to ${app}. Not you? Reply 0.`,
    wrongReply: 'That is not the code we sent. Please reply with just the code, or with 0 if this was not you.',
    denied: (app) => `Thank you for telling us. Nobody was let in to ${app}.`,
    late: (app) => `This sign-in to ${app} is already over. You need not reply. If it was not you, please tell ${app}.`,
  },
};
