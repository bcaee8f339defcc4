import type { Wording } from './wording.ts';

const lasting = (seconds: number): string => {
  if (seconds < 60) return `${seconds} seconden`;
  const minutes = Math.round(seconds / 60);
  return minutes === 1 ? '1 minuut' : `${minutes} minuten`;
};

export const dutch: Wording = {
  language: 'nl-NL',
  call: {
    about: (app, action) => `Hallo. Dit is ${app}. Iemand vraagt om ${action ?? 'in te loggen met uw account'}.`,
    howToApprove:
      'Bent u dit? Druk dan op het hekje om af te ronden. Bent u dit niet? Druk dan op nul, en daarna op het hekje. Druk op het sterretje om dit nog eens te horen.',
    howToConfirmFraud: 'Druk nu op het hekje om te melden dat u dit niet was. Druk op het sterretje om terug te gaan.',
    silence: 'We hebben geen toets gehoord.',
    wrongKey: 'Die toets werkt hier niet.',
    approved: 'Dank u wel. U bent geverifieerd. Tot ziens.',
    fraudReported: 'Dank u wel voor uw melding. Er is niemand binnengelaten. Tot ziens.',
    tooManyWrongKeys: 'Dat waren te veel verkeerde toetsen. Er is niemand binnengelaten. Tot ziens.',
    noInput: 'We hebben niets van u gehoord. Probeer het opnieuw vanaf de inlogpagina. Tot ziens.',
    over: 'Dit verzoek is al afgelopen. U hoeft niets te doen. Tot ziens.',
  },
  text: {
    code: (code, app, seconds) =>
      `${code} is uw code voor ${app}. De code is ${lasting(seconds)} geldig. Geef hem aan niemand.`,
    reply: (code, app, seconds) =>
      `Antwoord ${code} om in te loggen bij ${app}. Bent u dit niet? Antwoord 0. ${lasting(seconds)} geldig.`,
    wrongReply: 'Dat is niet de code die we stuurden. Antwoord met alleen de code, of met 0 als u dit niet was.',
    denied: (app) => `Dank u wel voor uw melding. Er is niemand binnengelaten bij ${app}.`,
  },
};
