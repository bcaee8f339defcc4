import { appPasswordsPage, settingsPage } from '../pages/settings.ts';
import { hashSecret } from '../secrets.ts';
import type { Answer } from '../visit.ts';
import { findWay, nameOf, waysOf } from '../ways.ts';
import type { Happening } from '../words/words.ts';
import { type House, only, type PersonalVisit, type Route } from './route.ts';

/** My settings, and app passwords. */
export function settingsRoutes(house: House): Route[] {
  const { get, post } = only('full');
  return [
    get('/settings', (visit) => show(house, visit)),
    post('/settings/preferred', (visit) => setPreferred(house, visit)),
    post('/settings/pin', (visit) => setPin(house, visit)),
    post('/settings/everywhere', (visit) => {
      note(house, visit, 'signed-out-everywhere');
      house.tokens.endAll(visit.person.name);
      return { to: '/sign-in' };
    }),
    post('/settings/not-me', (visit) => {
      note(house, visit, 'reported');
      lock(house, visit.person.name);
      return { to: '/sign-in' };
    }),
    get('/app-passwords', (visit) => showAppPasswords(house, visit)),
    post('/app-passwords', (visit) => makeAppPassword(house, visit)),
    post('/app-passwords/remove', (visit) => {
      const name = house.appPasswords.remove(visit.person.name, visit.form['id'] ?? '');
      if (name !== undefined) note(house, visit, 'app-password-removed', name);
      return { to: '/app-passwords' };
    }),
  ];
}

/** Lets nobody in any more, and shows out who is in, until an administrator unlocks the account. */
export function lock(
  { people, tokens, history, now }: Pick<House, 'people' | 'tokens' | 'history' | 'now'>,
  person: string,
): void {
  people.change(person, { lockedAt: now() });
  tokens.endAll(person);
  history.add({ person, actor: person, what: 'locked' });
}

function note({ history }: House, { person }: PersonalVisit, what: Happening, about = ''): void {
  history.add({ person: person.name, actor: person.name, what, about });
}

function show({ history }: House, visit: PersonalVisit, problem?: string): Answer {
  const isSaved = visit.query['saved'] === 'yes' && problem === undefined;
  const entries = history.latest(visit.person.name);
  const page = settingsPage(visit, { entries, isSaved, ...(problem !== undefined && { problem }) });
  return { page, status: problem === undefined ? 200 : 422 };
}

function setPreferred(house: House, visit: PersonalVisit): Answer {
  const way = findWay(waysOf(visit.person), visit.form['way']);
  if (way === undefined) return { to: '/settings' };
  house.people.change(visit.person.name, { preferred: nameOf(way) });
  note(house, visit, 'preferred', visit.words.methods[way.method]);
  return { to: '/settings?saved=yes' };
}

async function setPin(house: House, visit: PersonalVisit): Promise<Answer> {
  const pin = visit.form['pin'] ?? '';
  if (!/^(?!(\d)\1*$)\d{4,8}$/.test(pin)) return show(house, visit, visit.words.settings.pinWrong);
  house.people.change(visit.person.name, { pin: await hashSecret(pin) });
  note(house, visit, 'pin-set');
  return { to: '/settings?saved=yes' };
}

function showAppPasswords(house: House, visit: PersonalVisit, made?: { name: string; password: string }): Answer {
  const { appPasswords } = house;
  const isFirst = (visit.query['first'] ?? visit.form['first']) === 'yes';
  const list = appPasswords.list(visit.person.name);
  return { page: appPasswordsPage(visit, { list, isFirst, address: visit.origin, ...(made && { made }) }) };
}

function makeAppPassword(house: House, visit: PersonalVisit): Answer {
  const name = (visit.form['name'] ?? '').trim().slice(0, 40);
  if (name === '') return { to: '/app-passwords' };
  note(house, visit, 'app-password-made', name);
  return showAppPasswords(house, visit, { name, password: house.appPasswords.make(visit.person.name, name) });
}
