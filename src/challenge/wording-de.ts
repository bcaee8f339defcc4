import type { Wording } from './wording.ts';

const lasting = (seconds: number): string => {
  if (seconds < 60) return `${seconds} Sekunden`;
  const minutes = Math.round(seconds / 60);
  return minutes === 1 ? '1 Minute' : `${minutes} Minuten`;
};
const notYou = 'Sind Sie das nicht? Dann drücken Sie die Null und danach die Raute-Taste.';
const again = 'Um dies noch einmal zu hören, drücken Sie die Stern-Taste.';
const againFinished = 'Um dies noch einmal zu hören, drücken Sie die Stern-Taste und danach die Raute-Taste.';

export const german: Wording = {
  language: 'de-DE',
  lasting,
  call: {
    about: (app, action) =>
      action === undefined
        ? `Guten Tag. Hier ist ${app}. Jemand möchte sich mit Ihrem Konto anmelden.`
        : `Guten Tag. Hier ist ${app}. Es geht um diesen Vorgang: ${action}.`,
    connectMe: (spaced) => `Guten Tag. Bitte verbinden Sie mich mit der Durchwahl ${spaced}. Vielen Dank.`,
    howToApprove: `Sind Sie das? Dann drücken Sie zum Abschluss die Raute-Taste. ${notYou} ${again}`,
    howToMatch: `Sind Sie das? Dann tippen Sie die zwei Ziffern ein, die auf der Anmeldeseite stehen, und danach die Raute-Taste. ${notYou} ${againFinished}`,
    howToEnterPin: `Sind Sie das? Dann tippen Sie Ihre PIN ein und danach die Raute-Taste. ${notYou} ${againFinished}`,
    howToHearCode: (digit) => `Sind Sie das? Dann drücken Sie die ${digit}, um Ihren Code zu hören. ${notYou} ${again}`,
    code: (spaced) =>
      `Ihr Code lautet: ${spaced}. Noch einmal: ${spaced}. Geben Sie ihn auf der Anmeldeseite ein und verraten Sie ihn niemandem. Um ihn noch einmal zu hören, drücken Sie die Stern-Taste. ${notYou}`,
    codeSpoken: 'Bitte geben Sie den Code auf der Anmeldeseite ein. Auf Wiederhören.',
    howToConfirmFraud:
      'Um zu melden, dass Sie das nicht waren, drücken Sie jetzt die Raute-Taste. Um zurückzugehen, drücken Sie die Stern-Taste.',
    silence: 'Wir haben keine Taste gehört.',
    wrongKey: 'Diese Taste ist hier nicht belegt.',
    unfinished: 'Bitte schließen Sie mit der Raute-Taste ab.',
    numberMissing: 'Die zwei Ziffern fehlen. Sie stehen auf der Anmeldeseite.',
    pinMissing: 'Ihre PIN fehlt. Bitte tippen Sie sie ein, bevor Sie die Raute-Taste drücken.',
    wrongNumber: 'Das sind nicht die Ziffern, die auf der Anmeldeseite stehen.',
    wrongPin: 'Das ist nicht die richtige PIN.',
    typeItOnThePage: 'Der Code wird nicht am Telefon eingetippt. Bitte geben Sie ihn auf der Anmeldeseite ein.',
    approved: 'Vielen Dank. Ihre Identität ist bestätigt. Auf Wiederhören.',
    fraudReported: 'Vielen Dank für Ihre Meldung. Niemand wurde eingelassen. Auf Wiederhören.',
    tooManyWrongKeys: 'Das waren zu viele falsche Tasten. Niemand wurde eingelassen. Auf Wiederhören.',
    tooManyWrongNumbers:
      'Auch das waren nicht die Ziffern. Niemand wurde eingelassen. Bitte melden Sie sich neu an. Auf Wiederhören.',
    tooManyWrongPins: 'Das waren zu viele falsche PINs. Niemand wurde eingelassen. Auf Wiederhören.',
    tooManyFailures:
      'Heute gab es zu viele falsche Antworten. Niemand wurde eingelassen. Bitte versuchen Sie es morgen wieder. Auf Wiederhören.',
    noInput: 'Wir haben nichts von Ihnen gehört. Bitte versuchen Sie es von der Anmeldeseite aus neu. Auf Wiederhören.',
    over: 'Diese Anfrage ist bereits beendet. Sie müssen nichts mehr tun. Auf Wiederhören.',
  },
  text: {
    code: (code, app, seconds) =>
      `${code} ist Ihr Code für ${app}. Er gilt ${lasting(seconds)}. Verraten Sie ihn niemandem.`,
    reply: (code, app, seconds) =>
      `Antworten Sie ${code}, um sich bei ${app} anzumelden. Nicht Sie? Antworten Sie 0. Gilt ${lasting(seconds)}.`,
    shortCode: (code, app) => `${code} ist Ihr Code für ${app}.`,
    shortReply: (code, app) => `Antwort ${code} für ${app}. Nicht Sie? Antwort 0.`,
    wrongReply:
      'Das ist nicht der Code aus unserer Nachricht. Bitte antworten Sie nur mit dem Code, oder mit 0, wenn Sie das nicht waren.',
    denied: (app) => `Vielen Dank für Ihre Meldung. Niemand wurde bei ${app} eingelassen.`,
    late: (app) =>
      `Diese Anmeldung bei ${app} ist bereits beendet. Sie müssen nicht antworten. Waren Sie das nicht? Dann sagen Sie es bitte ${app}.`,
  },
};
