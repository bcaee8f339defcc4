import type { Wording } from './wording.ts';

const lasting = (seconds: number): string => {
  if (seconds < 60) return seconds === 1 ? '1 seconde' : `${seconds} secondes`;
  const minutes = Math.round(seconds / 60);
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
};
const notYou = "Si ce n'est pas vous, appuyez sur zéro, puis sur dièse.";
const again = 'Pour réécouter ce message, appuyez sur étoile.';
const againFinished = 'Pour réécouter ce message, appuyez sur étoile, puis sur dièse.';

// The texts keep to letters of the GSM alphabet, which has é, è, à and ù, but no small ç, ê or ô: one of these halves a message.
export const french: Wording = {
  language: 'fr-FR',
  lasting,
  call: {
    about: (app, action) =>
      action === undefined
        ? `Bonjour. Ici ${app}. Quelqu'un demande à se connecter avec votre compte.`
        : `Bonjour. Ici ${app}. Une demande vous concerne : ${action}.`,
    connectMe: (spaced) => `Bonjour. Veuillez me passer le poste ${spaced}. Merci.`,
    howToApprove: `Si c'est bien vous, appuyez sur dièse pour terminer. ${notYou} ${again}`,
    howToMatch: `Si c'est bien vous, composez les deux chiffres affichés sur la page de connexion, puis dièse. ${notYou} ${againFinished}`,
    howToEnterPin: `Si c'est bien vous, composez votre code secret, puis dièse. ${notYou} ${againFinished}`,
    howToHearCode: (digit) => `Si c'est bien vous, appuyez sur ${digit} pour entendre votre code. ${notYou} ${again}`,
    code: (spaced) =>
      `Votre code est : ${spaced}. Je répète : ${spaced}. Saisissez-le sur la page de connexion et ne le donnez à personne. Pour le réécouter, appuyez sur étoile. ${notYou}`,
    codeSpoken: 'Veuillez saisir le code sur la page de connexion. Au revoir.',
    howToConfirmFraud:
      "Pour signaler que ce n'était pas vous, appuyez maintenant sur dièse. Pour revenir en arrière, appuyez sur étoile.",
    silence: "Nous n'avons entendu aucune touche.",
    wrongKey: "Cette touche n'est pas utilisée ici.",
    unfinished: 'Veuillez terminer par la touche dièse.',
    numberMissing: 'Il manque les deux chiffres affichés sur la page de connexion.',
    pinMissing: "Il manque votre code secret. Veuillez le composer avant d'appuyer sur dièse.",
    wrongNumber: 'Ce ne sont pas les chiffres affichés sur la page de connexion.',
    wrongPin: "Ce n'est pas le bon code secret.",
    typeItOnThePage: 'Le code ne se compose pas au téléphone. Veuillez le saisir sur la page de connexion.',
    approved: 'Merci. Votre identité est vérifiée. Au revoir.',
    fraudReported: "Merci de nous avoir prévenus. Personne n'a pu entrer. Au revoir.",
    tooManyWrongKeys: "Trop de touches erronées. Personne n'a pu entrer. Au revoir.",
    tooManyWrongNumbers:
      "Ce n'étaient toujours pas les bons chiffres. Personne n'a pu entrer. Veuillez vous reconnecter. Au revoir.",
    tooManyWrongPins: "Trop de codes secrets erronés. Personne n'a pu entrer. Au revoir.",
    tooManyFailures:
      "Il y a eu trop de réponses erronées aujourd'hui. Personne n'a pu entrer. Veuillez réessayer demain. Au revoir.",
    noInput: 'Nous ne vous avons pas entendu. Veuillez réessayer depuis la page de connexion. Au revoir.',
    over: "Cette demande est déjà terminée. Vous n'avez plus rien à faire. Au revoir.",
  },
  text: {
    code: (code, app, seconds) =>
      `${code} est votre code pour ${app}. Il est valable ${lasting(seconds)}. Ne le donnez à personne.`,
    reply: (code, app, seconds) =>
      `Répondez ${code} pour vous connecter à ${app}. Pas vous ? Répondez 0. Valable ${lasting(seconds)}.`,
    shortCode: (code, app) => `${code} est votre code pour ${app}.`,
    shortReply: (code, app) => `Répondez ${code} pour ${app}. Pas vous ? Répondez 0.`,
    wrongReply:
      "Ce n'est pas le code que nous avons envoyé. Répondez avec le code seul, ou avec 0 si ce n'était pas vous.",
    denied: (app) => `Merci de nous avoir prévenus. Personne n'a pu entrer chez ${app}.`,
    late: (app) =>
      `Cette connexion à ${app} est déjà terminée. Il n'y a plus rien à répondre. Si ce n'était pas vous, prévenez ${app}.`,
  },
};
