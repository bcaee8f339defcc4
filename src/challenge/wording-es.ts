import type { Wording } from './wording.ts';

const lasting = (seconds: number): string => {
  if (seconds < 60) return seconds === 1 ? '1 segundo' : `${seconds} segundos`;
  const minutes = Math.round(seconds / 60);
  return minutes === 1 ? '1 minuto' : `${minutes} minutos`;
};
const notYou = 'Si no es usted, pulse cero y después almohadilla.';
const again = 'Para volver a escuchar este mensaje, pulse asterisco.';
const againFinished = 'Para volver a escuchar este mensaje, pulse asterisco y después almohadilla.';

// The texts say "clave" and not "código": the GSM alphabet has ñ, ¿ and é, but no á, í, ó or ú, and one of these halves a message.
export const spanish: Wording = {
  language: 'es-ES',
  lasting,
  call: {
    about: (app, action) =>
      action === undefined
        ? `Hola. Le llamamos de ${app}. Alguien quiere iniciar sesión con su cuenta.`
        : `Hola. Le llamamos de ${app}. Hay una solicitud a su nombre: ${action}.`,
    connectMe: (spaced) => `Hola. Póngame con la extensión ${spaced}, por favor. Gracias.`,
    howToApprove: `Si es usted, pulse almohadilla para terminar. ${notYou} ${again}`,
    howToMatch: `Si es usted, marque las dos cifras que aparecen en la página de acceso y después almohadilla. ${notYou} ${againFinished}`,
    howToEnterPin: `Si es usted, marque su PIN y después almohadilla. ${notYou} ${againFinished}`,
    howToHearCode: (digit) => `Si es usted, pulse ${digit} para escuchar su código. ${notYou} ${again}`,
    code: (spaced) =>
      `Su código es: ${spaced}. Repetimos: ${spaced}. Escríbalo en la página de acceso y no se lo diga a nadie. Para volver a escucharlo, pulse asterisco. ${notYou}`,
    codeSpoken: 'Escriba el código en la página de acceso, por favor. Adiós.',
    howToConfirmFraud:
      'Para avisarnos de que no era usted, pulse ahora almohadilla. Para volver atrás, pulse asterisco.',
    silence: 'No hemos oído ninguna tecla.',
    wrongKey: 'Esa tecla no sirve aquí.',
    unfinished: 'Termine con la tecla almohadilla, por favor.',
    numberMissing: 'Faltan las dos cifras. Aparecen en la página de acceso.',
    pinMissing: 'Falta su PIN. Márquelo antes de pulsar almohadilla, por favor.',
    wrongNumber: 'Esas no son las cifras que aparecen en la página de acceso.',
    wrongPin: 'Ese no es el PIN correcto.',
    typeItOnThePage: 'El código no se marca en el teléfono. Escríbalo en la página de acceso, por favor.',
    approved: 'Gracias. Su identidad está verificada. Adiós.',
    fraudReported: 'Gracias por avisarnos. No ha entrado nadie. Adiós.',
    tooManyWrongKeys: 'Demasiadas teclas equivocadas. No ha entrado nadie. Adiós.',
    tooManyWrongNumbers: 'Tampoco eran esas cifras. No ha entrado nadie. Vuelva a iniciar sesión, por favor. Adiós.',
    tooManyWrongPins: 'Demasiados PIN incorrectos. No ha entrado nadie. Adiós.',
    tooManyFailures:
      'Hoy ha habido demasiadas respuestas incorrectas. No ha entrado nadie. Inténtelo de nuevo mañana, por favor. Adiós.',
    noInput: 'No le hemos oído. Inténtelo de nuevo desde la página de acceso, por favor. Adiós.',
    over: 'Esta solicitud ya ha terminado. No tiene que hacer nada más. Adiós.',
  },
  text: {
    code: (code, app, seconds) =>
      `${code} es su clave para ${app}. Vale ${lasting(seconds)}. No la comparta con nadie.`,
    reply: (code, app, seconds) =>
      `Responda ${code} para entrar en ${app}. ¿No es usted? Responda 0. Vale ${lasting(seconds)}.`,
    shortCode: (code, app) => `${code} es su clave para ${app}.`,
    shortReply: (code, app) => `Responda ${code} para ${app}. ¿No es usted? Responda 0.`,
    wrongReply: 'Esa no es la clave que enviamos. Responda solo con la clave, o con 0 si no era usted.',
    denied: (app) => `Gracias por avisarnos. Nadie ha entrado en ${app}.`,
    late: (app) =>
      `Esta solicitud de ${app} ya ha terminado. No hace falta responder. Si no era usted, avise a ${app}.`,
  },
};
