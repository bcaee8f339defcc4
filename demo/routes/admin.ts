import { readNumber } from '../numbers.ts';
import { adminPage } from '../pages/admin.ts';
import { noSecondStep, type Person } from '../store/people.ts';
import type { Answer } from '../visit.ts';
import type { Happening } from '../words/words.ts';
import { type House, only, type PersonalVisit, type Route } from './route.ts';

const bypassMs = 5 * 60_000;

/** What administrators do for others. */
export function adminRoutes(house: House): Route[] {
  const { get, post } = only('admin');
  return [
    get('/admin', (visit) => show(house, visit)),
    post('/admin', (visit) => {
      const person = house.people.find(visit.form['person'] ?? '');
      const change = person === undefined ? undefined : changeFor(house, visit);
      if (person === undefined || change === undefined) return { to: '/admin' };
      if ('problem' in change) return show(house, visit, change.problem);
      house.people.change(person.name, change.facts);
      if (change.what === 'reset') house.tokens.endAll(person.name);
      house.history.add({
        person: person.name,
        actor: visit.person.name,
        what: change.what,
        about: change.about ?? '',
      });
      return { to: '/admin' };
    }),
  ];
}

function show({ people, history, now }: House, visit: PersonalVisit, problem?: string): Answer {
  const page = adminPage(visit, { people: people.all(), entries: history.latest(), now: now(), problem });
  return { page, status: problem === undefined ? 200 : 422 };
}

type Change =
  | {
      readonly what: Happening;
      readonly facts: Partial<Person>;
      readonly about?: string;
    }
  | { readonly problem: string };

/** What an action does to somebody's account; undefined if there is no such action. */
function changeFor({ config, now }: House, { form, words }: PersonalVisit): Change | undefined {
  const { action, reason = '', number = '', extension = '' } = form;
  switch (action) {
    case 'required':
      return { what: action, facts: { isRequired: 1 } };
    case 'not-required':
      return { what: action, facts: { isRequired: 0 } };
    case 'reset':
      return { what: action, facts: noSecondStep };
    case 'unlocked':
      return { what: action, facts: { lockedAt: null } };
    case 'bypass-given':
      if (reason.trim() === '') return { problem: words.admin.needsReason };
      return { what: action, facts: { bypassUntil: now() + bypassMs }, about: reason.trim().slice(0, 100) };
    case 'office-changed': {
      const verdict = readNumber(number, 'US', config.countries);
      if (verdict.kind !== 'number' || !/^\d{0,8}$/.test(extension)) return { problem: words.admin.wrongOffice };
      // Another number has not been tried yet.
      const facts = { officeNumber: verdict.number, officeExtension: extension || null, officeIsSetUp: 0 };
      return { what: action, facts };
    }
    default:
      return undefined;
  }
}
