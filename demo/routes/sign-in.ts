import { halfMinuteOf } from '../authenticator.ts';
import { appCodePage, secondStepPage, signInPage } from '../pages/sign-in.ts';
import { isSecret } from '../secrets.ts';
import { type Person, seeds } from '../store/people.ts';
import type { Answer, Visit } from '../visit.ts';
import { findWay, type Way, waysOf } from '../ways.ts';
import type { Happening } from '../words/words.ts';
import { ask } from './ask.ts';
import { anyone, type House, only, type PersonalVisit, type Route } from './route.ts';

/** Name and password, and what comes after them. */
export function signInRoutes(house: House): Route[] {
  const half = only('half');
  return [
    anyone.get('/sign-in', firstPage),
    anyone.post('/sign-in', (visit) => takePassword(house, visit)),
    anyone.post('/sign-out', ({ token }) => {
      house.tokens.end(token);
      return { to: '/sign-in' };
    }),
    half.get('/second-step', (visit) => ({ page: secondStepPage(visit, visit.person) })),
    half.post('/second-step', (visit) => begin(house, visit, findWay(waysOf(visit.person), visit.form['way']))),
    half.get('/second-step/app', (visit) => ({ page: appCodePage(visit) })),
    half.post('/second-step/app', (visit) => takeAppCode(house, visit)),
  ];
}

function firstPage(visit: Visit): Answer {
  const { session, person, query } = visit;
  if (session?.level === 'full') return { to: '/settings' };
  if (person !== undefined && waysOf(person).length === 0) return { to: '/set-up' };
  return { page: signInPage(visit, seeds.find(({ name }) => name === query['as']) ?? {}) };
}

async function takePassword(house: House, visit: Visit): Promise<Answer> {
  const { form, words, address } = visit;
  const name = (form['name'] ?? '').trim().toLowerCase();
  const again = (status: number, problem: string) => ({ page: signInPage(visit, { name }, problem), status });
  // Counted before it is looked at, so that many at once get no more looks than one after the other.
  const { ofAddress, ofName } = house.passwordTries;
  if (!ofAddress.take(address) || !ofName.take(name)) return again(429, words.problems.tooMany);
  const person = house.people.find(name);
  const isRight = await isSecret(form['password'] ?? '', person?.password);
  if (person === undefined || !isRight) return again(401, words.signIn.wrong);
  ofName.forget(name);
  if (person.lockedAt !== null) return again(403, words.signIn.locked);
  return await afterPassword(house, visit, person);
}

/** Who has no second step and needs none is in, and so is who comes on a remembered device or with a bypass. */
async function afterPassword(house: House, visit: Visit, person: Person): Promise<Answer> {
  const ways = waysOf(person);
  const known = house.tokens.find(visit.device, visit.browser);
  const isKnown = known?.level === 'device' && known.person === person.name;
  if (ways.length === 0 && !person.isRequired) return letIn(house, visit, person, { what: 'signed-in' });
  if (ways.length > 0 && isKnown) return letIn(house, visit, person, { what: 'signed-in-device' });
  if (house.people.takeBypass(person.name, house.now()))
    return letIn(house, visit, person, { what: 'signed-in-bypass' });
  const session = house.tokens.begin({
    person: person.name,
    level: 'password',
    browser: visit.browser,
    replaces: visit.token,
  });
  if (ways.length === 0) return { to: '/set-up', session };
  return { ...(await begin(house, { ...visit, token: session, person }, ways[0])), session };
}

/** Begins a session in which both steps are done. The old cookie ends: whoever had seen it has nothing. */
export function letIn(
  { tokens, history }: House,
  { token, browser }: Visit,
  { name }: Person,
  how: { readonly what: Happening; readonly about?: string; readonly remember?: boolean; readonly to?: string },
): { to: string; session: string; device?: string } {
  history.add({ person: name, actor: name, what: how.what, ...(how.about !== undefined && { about: how.about }) });
  const session = tokens.begin({ person: name, level: 'full', browser, replaces: token });
  const device = how.remember ? tokens.begin({ person: name, level: 'device', browser }) : undefined;
  return { to: how.to ?? '/settings', session, ...(device !== undefined && { device }) };
}

async function begin(house: House, visit: PersonalVisit, way: Way | undefined): Promise<Answer> {
  if (way === undefined) return { to: '/second-step' };
  if (way.phone === 'app') return { to: '/second-step/app' };
  return await ask(house, visit, 'sign-in', way);
}

function takeAppCode(house: House, visit: PersonalVisit): Answer {
  const { person, form, words } = visit;
  if (!house.codeTries.take(person.name)) return { page: appCodePage(visit, words.problems.tooMany), status: 429 };
  const { authenticator, authenticatorUsed } = person;
  const halfMinute = authenticator && halfMinuteOf(authenticator, form['code'] ?? '', authenticatorUsed, house.now());
  if (!halfMinute) return { page: appCodePage(visit, words.secondStep.wrongCode), status: 401 };
  house.codeTries.forget(person.name);
  house.people.change(person.name, { authenticatorUsed: halfMinute });
  const how = { what: 'signed-in', about: words.phones.app, remember: form['remember'] === 'yes' } as const;
  return letIn(house, visit, person, how);
}
