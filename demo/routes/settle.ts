import type { Person } from '../store/people.ts';
import type { Answer } from '../visit.ts';
import { waysOf } from '../ways.ts';
import type { House, PersonalVisit } from './route.ts';
import { letIn } from './sign-in.ts';

/** Makes a phone or an app part of the account, now that it was tried. With the first one the person is in. */
export function settle(house: House, visit: PersonalVisit, facts: Partial<Person>, about: string): Answer {
  const { name, second } = visit.person;
  const isFirst = waysOf(visit.person).length === 0;
  // Somebody may have set up a second step meanwhile, and then a password is no longer enough to set up another.
  if (!isFirst && visit.session?.level !== 'full') return { to: '/second-step' };
  house.people.change(name, facts);
  house.history.add({ person: name, actor: name, what: 'set-up', about });
  if (!isFirst) return { to: facts.second === undefined ? '/settings?saved=yes' : '/app-passwords?first=yes' };
  // Who has only an app should have something else for the day on which it is gone.
  const to = facts.authenticator !== undefined && second === null ? '/set-up/second' : '/app-passwords?first=yes';
  return letIn(house, visit, visit.person, { what: 'signed-in', about, to });
}
