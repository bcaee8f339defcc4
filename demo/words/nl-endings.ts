import type { Words } from './words.ts';

const blocked = 'Wacht even, of vraag uw beheerder.';
const again = 'Probeer het opnieuw, of kies een andere manier.';

/** Every way in which it can end. */
export const dutchEndings: Words['endings'] = {
  'pound-pressed': { title: 'Gelukt', advice: 'U hebt op uw telefoon op het hekje gedrukt.' },
  'reply-accepted': { title: 'Gelukt', advice: 'U hebt met de juiste code geantwoord.' },
  'code-accepted': { title: 'Gelukt', advice: 'U hebt de juiste code getypt.' },
  'number-matched': { title: 'Gelukt', advice: 'U hebt op uw telefoon het juiste getal ingetoetst.' },
  'pin-accepted': { title: 'Gelukt', advice: 'U hebt op uw telefoon uw pincode ingetoetst.' },
  bypassed: { title: 'Gelukt', advice: 'Uw beheerder heeft u deze keer zonder telefoon toegelaten.' },
  'fraud-reported': {
    title: 'U hebt dit gemeld',
    advice: 'Niemand is toegelaten. Was u het niet? Dan kent iemand anders uw wachtwoord: vertel het uw beheerder.',
  },
  declined: {
    title: 'U hebt geweigerd',
    advice: 'Niemand is toegelaten. Was het een vergissing? Probeer het opnieuw.',
  },
  'wrong-key': {
    title: 'De verkeerde toets',
    advice: 'Alleen het hekje rondt af. Probeer het opnieuw, en luister tot het eind.',
  },
  'wrong-number': {
    title: 'Het verkeerde getal',
    advice: 'Probeer het opnieuw: toets het getal in dat de pagina dan toont, en het hekje.',
  },
  'wrong-pin': {
    title: 'De pincode was onjuist',
    advice: 'Kies een andere manier, en stel onder Mijn instellingen een nieuwe pincode in.',
  },
  'wrong-code': { title: 'De code was te vaak onjuist', advice: `Die code is niet meer bruikbaar. ${again}` },
  busy: {
    title: 'Uw telefoon was in gesprek, of de oproep is geweigerd',
    advice: `Beëindig eerst het andere gesprek. ${again}`,
  },
  'no-answer': { title: 'Er is niet opgenomen', advice: `Houd uw telefoon bij de hand. ${again}` },
  'hung-up': {
    title: 'Er is te vroeg opgehangen',
    advice: 'Blijf aan de lijn tot u op het hekje hebt gedrukt. Probeer het opnieuw.',
  },
  'no-input': {
    title: 'Er is geen toets ingedrukt',
    advice: 'Neem op, luister, en druk op de toetsen. Nam uw voicemail op? Neem dan de volgende keer zelf op.',
  },
  voicemail: { title: 'De voicemail nam op', advice: 'Neem zelf op, of kies een andere manier.' },
  unreachable: { title: 'Uw telefoon was niet bereikbaar', advice: `Staat hij aan, en heeft hij bereik? ${again}` },
  undelivered: {
    title: 'De sms is niet aangekomen',
    advice: `Staat uw telefoon aan, en kan hij sms ontvangen? ${again}`,
  },
  'opted-out': {
    title: 'U hebt onze sms-berichten stopgezet',
    advice: 'Sms START naar het nummer waar ze vandaan kwamen, of laat u bellen.',
  },
  'number-invalid': {
    title: 'Dat is geen nummer dat wij kunnen bereiken',
    advice: 'Is het volledig, en klopt het land? Nummers die extra kosten bellen wij nooit.',
  },
  'invalid-request': {
    title: 'Dat kon niet gevraagd worden',
    advice: 'Controleer het nummer, en probeer het opnieuw.',
  },
  'already-in-progress': {
    title: 'Uw telefoon wordt al gevraagd',
    advice: 'Beantwoord de oproep of de sms die u hebt.',
  },
  'country-blocked': {
    title: 'Dat land bellen en sms’en wij niet',
    advice: 'Gebruik een telefoon uit een ander land, of vraag uw beheerder.',
  },
  'number-blocked': { title: 'Dat nummer is geblokkeerd', advice: blocked },
  'subject-blocked': { title: 'Uw account is geblokkeerd', advice: blocked },
  'rate-limited': { title: 'Te veel pogingen', advice: 'Wacht een paar minuten, en probeer het opnieuw.' },
  'spend-capped': { title: 'Vandaag geen oproepen of sms’en meer', advice: blocked },
  overloaded: { title: 'Het is te druk', advice: 'Wacht een minuut, en probeer het opnieuw.' },
  'provider-refused': {
    title: 'De telefoonmaatschappij weigerde',
    advice: `${again} Blijft het zo, vertel het dan uw beheerder.`,
  },
  'provider-unknown': { title: 'Wij weten niet hoe het is afgelopen', advice: again },
  'not-answered': { title: 'De tijd is om', advice: again },
  'not-sent': { title: 'De tijd was om voordat wij u bereikten', advice: again },
  'by-app': {
    title: 'Dit is ingetrokken',
    advice: 'U bent opnieuw begonnen, misschien in een ander venster. Alleen het laatste telt.',
  },
  'by-operator': { title: 'Een operator heeft dit ingetrokken', advice: again },
};
