import type { Wording } from './wording.ts';

const lasting = (seconds: number): string => {
  if (seconds < 60) return `${seconds} seconden`;
  const minutes = Math.round(seconds / 60);
  return minutes === 1 ? '1 minuut' : `${minutes} minuten`;
};
const notYou = 'Bent u dit niet? Druk dan op nul, en daarna op het hekje.';
const again = 'Druk op het sterretje om dit nog eens te horen.';
const againFinished = 'Druk op het sterretje, en daarna op het hekje, om dit nog eens te horen.';

export const dutch: Wording = {
  language: 'nl-NL',
  lasting,
  call: {
    about: (app, action) => `Hallo. Dit is ${app}. Iemand vraagt om ${action ?? 'in te loggen met uw account'}.`,
    connectMe: (spaced) => `Goedendag. Verbindt u mij alstublieft door met toestel ${spaced}. Dank u wel.`,
    howToApprove: `Bent u dit? Druk dan op het hekje om af te ronden. ${notYou} ${again}`,
    howToMatch: `Bent u dit? Toets dan de twee cijfers in die op de inlogpagina staan, en druk daarna op het hekje. ${notYou} ${againFinished}`,
    howToEnterPin: `Bent u dit? Toets dan uw pincode in, en druk daarna op het hekje. ${notYou} ${againFinished}`,
    howToHearCode: (digit) => `Bent u dit? Druk dan op ${digit} om uw code te horen. ${notYou} ${again}`,
    code: (spaced) =>
      `Uw code is: ${spaced}. Nog een keer: ${spaced}. Typ de code op de inlogpagina, en geef hem aan niemand. Druk op het sterretje om de code nog eens te horen. ${notYou}`,
    codeSpoken: 'Typ de code nu op de inlogpagina. Tot ziens.',
    howToConfirmFraud: 'Druk nu op het hekje om te melden dat u dit niet was. Druk op het sterretje om terug te gaan.',
    silence: 'We hebben geen toets gehoord.',
    wrongKey: 'Die toets werkt hier niet.',
    unfinished: 'Sluit af met het hekje.',
    numberMissing: 'De twee cijfers ontbreken. Ze staan op de inlogpagina.',
    pinMissing: 'Uw pincode ontbreekt. Toets hem in voordat u op het hekje drukt.',
    wrongNumber: 'Dat zijn niet de cijfers die op de inlogpagina staan.',
    wrongPin: 'Dat is niet de juiste pincode.',
    typeItOnThePage: 'De code toetst u niet in op de telefoon. Typ hem op de inlogpagina.',
    approved: 'Dank u wel. U bent geverifieerd. Tot ziens.',
    fraudReported: 'Dank u wel voor uw melding. Er is niemand binnengelaten. Tot ziens.',
    tooManyWrongKeys: 'Dat waren te veel verkeerde toetsen. Er is niemand binnengelaten. Tot ziens.',
    tooManyWrongNumbers: 'Ook dat waren niet de cijfers. Er is niemand binnengelaten. Log opnieuw in. Tot ziens.',
    tooManyWrongPins: 'Dat waren te veel verkeerde pincodes. Er is niemand binnengelaten. Tot ziens.',
    tooManyFailures:
      'Er waren vandaag te veel verkeerde antwoorden. Er is niemand binnengelaten. Probeer het morgen opnieuw. Tot ziens.',
    noInput: 'We hebben niets van u gehoord. Probeer het opnieuw vanaf de inlogpagina. Tot ziens.',
    over: 'Dit verzoek is al afgelopen. U hoeft niets te doen. Tot ziens.',
  },
  text: {
    code: (code, app, seconds) =>
      `${code} is uw code voor ${app}. De code is ${lasting(seconds)} geldig. Geef hem aan niemand.`,
    reply: (code, app, seconds) =>
      `Antwoord ${code} om in te loggen bij ${app}. Bent u dit niet? Antwoord 0. ${lasting(seconds)} geldig.`,
    shortCode: (code, app) => `${code} is uw code voor ${app}.`,
    shortReply: (code, app) => `Antwoord ${code} voor ${app}. Niet u? Antwoord 0.`,
    wrongReply: 'Dat is niet de code die we stuurden. Antwoord met alleen de code, of met 0 als u dit niet was.',
    denied: (app) => `Dank u wel voor uw melding. Er is niemand binnengelaten bij ${app}.`,
    late: (app) =>
      `Deze aanmelding bij ${app} is al afgelopen. U hoeft niet te antwoorden. Was u dit niet? Laat het ${app} dan weten.`,
  },
};
