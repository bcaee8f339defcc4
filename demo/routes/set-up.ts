import { halfMinuteOf, newAuthenticatorSecret, pairingAddress, qrCode } from '../authenticator.ts';
import { countryName, type NumberVerdict, readNumber } from '../numbers.ts';
import { appPage, donePage, methodsPage, officePage, phonePage, requiredPage } from '../pages/set-up.ts';
import type { Answer, Visit } from '../visit.ts';
import { findWay, type PhoneWay, waysToSetUp } from '../ways.ts';
import { ask } from './ask.ts';
import { type House, only, type PersonalVisit, type Route } from './route.ts';
import { settle } from './settle.ts';

/** The handset that is there from the start. */
const exampleNumber = '415 555 0100';

/** The pages on which somebody sets up how they are asked. */
export function setUpRoutes(house: House): Route[] {
  const { get, post } = only('settler');
  const { countries } = house.config;
  const phone = (which: 'mobile' | 'second', number: string) => [
    get(`/set-up/${which}`, (visit) => ({ page: phonePage(visit, which, { country: 'US', number }, countries) })),
    post(`/set-up/${which}`, (visit) => takePhone(house, visit, which)),
  ];
  return [
    get('/set-up', (visit) => ({ page: requiredPage(visit) })),
    get('/set-up/methods', (visit) => ({ page: methodsPage(visit) })),
    ...phone('mobile', exampleNumber),
    ...phone('second', ''),
    get('/set-up/office', (visit) => ({ page: officePage(visit) })),
    post('/set-up/office', (visit) => takeOffice(house, visit)),
    get('/set-up/app', (visit) => showPairing(house, visit)),
    post('/set-up/app', (visit) => takePairing(house, visit)),
    only('full').get('/done', (visit) => ({ page: donePage(visit) })),
  ];
}

async function takePhone(house: House, visit: PersonalVisit, phone: 'mobile' | 'second'): Promise<Answer> {
  const { country = '', number = '' } = visit.form;
  const { countries } = house.config;
  const way = findWay(waysToSetUp(phone), visit.form['way']) as PhoneWay | undefined;
  const verdict = readNumber(number, country, countries);
  if (verdict.kind === 'number' && way !== undefined) return await ask(house, visit, 'set-up', way, verdict.number);
  const problem = verdict.kind === 'number' ? visit.words.setUp.needsWay : verdictWords(visit, verdict);
  return {
    page: phonePage(visit, phone, { country, number, way: visit.form['way'], problem }, countries),
    status: 422,
  };
}

/** What to say of a number, right or wrong. */
export function verdictWords({ words, locale }: Visit, verdict: NumberVerdict): string {
  const { setUp } = words;
  if (verdict.kind === 'number') return setUp.fine(verdict.shown, countryName(verdict.country, locale));
  if (verdict.kind === 'country-not-allowed') return setUp.blocked(countryName(verdict.country, locale));
  return setUp[verdict.kind];
}

async function takeOffice(house: House, visit: PersonalVisit): Promise<Answer> {
  const way = findWay(waysToSetUp('office'), visit.form['way']) as PhoneWay | undefined;
  const { officeNumber } = visit.person;
  if (way === undefined || officeNumber === null) return { to: '/set-up/office' };
  return await ask(house, visit, 'set-up', way, officeNumber);
}

async function showPairing({ tokens }: House, visit: PersonalVisit, problem?: string): Promise<Answer> {
  const secret = visit.session?.pairing ?? newAuthenticatorSecret();
  tokens.pair(visit.token, secret);
  const address = pairingAddress(secret, visit.person.name);
  const page = appPage(visit, { qrCode: await qrCode(address), secret, address, problem });
  return { page, status: problem === undefined ? 200 : 401 };
}

async function takePairing(house: House, visit: PersonalVisit): Promise<Answer> {
  const { person, session, form, words } = visit;
  const secret = session?.pairing ?? '';
  if (!house.codeTries.take(person.name)) return await showPairing(house, visit, words.problems.tooMany);
  const authenticatorUsed = secret && halfMinuteOf(secret, form['code'] ?? '', 0, house.now());
  if (!authenticatorUsed) return await showPairing(house, visit, words.secondStep.wrongCode);
  house.codeTries.forget(person.name);
  return settle(house, visit, { authenticator: secret, authenticatorUsed, preferred: 'app:app' }, words.phones.app);
}
