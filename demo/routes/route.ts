import type { Askings } from '../askings.ts';
import type { Config } from '../config.ts';
import type { Limit } from '../limits.ts';
import type { AppPasswords } from '../store/app-passwords.ts';
import type { History } from '../store/history.ts';
import type { People, Person } from '../store/people.ts';
import type { Tokens } from '../store/tokens.ts';
import type { Answer, Visit } from '../visit.ts';
import { waysOf } from '../ways.ts';

/** What the routes work with. */
export interface House {
  readonly config: Config;
  readonly people: People;
  readonly tokens: Tokens;
  readonly history: History;
  readonly appPasswords: AppPasswords;
  readonly askings: Askings;
  readonly passwordTries: { readonly ofName: Limit; readonly ofAddress: Limit };
  readonly codeTries: Limit;
  readonly now: () => number;
}

/** A visit of somebody who gave a password at least. */
export type PersonalVisit = Visit & { readonly person: Person };
type Give<V> = (visit: V) => Answer | Promise<Answer>;

export interface Route {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly answer: Give<Visit>;
}

/**
 * Who may come: `half` gave the right password; a `settler` did so too, and has no second step yet or has done it; `full` has
 * done all that is asked of them.
 */
type Who = 'half' | 'settler' | 'full' | 'admin';

/** Routes for everybody. */
export const anyone = {
  get: (path: string, answer: Give<Visit>): Route => ({ method: 'get', path, answer }),
  post: (path: string, answer: Give<Visit>): Route => ({ method: 'post', path, answer }),
};

/** Routes for some people; others are sent to where they have to go first. */
export function only(who: Who) {
  const guarded = (method: Route['method'], path: string, answer: Give<PersonalVisit>): Route => ({
    method,
    path,
    answer(visit) {
      const { person } = visit;
      const to = wayOut(who, visit);
      return person === undefined || to !== undefined ? { to: to ?? '/sign-in' } : answer({ ...visit, person });
    },
  });
  return {
    get: (path: string, answer: Give<PersonalVisit>) => guarded('get', path, answer),
    post: (path: string, answer: Give<PersonalVisit>) => guarded('post', path, answer),
  };
}

/** Where somebody has to go who may not come here; undefined if they may. */
function wayOut(who: Who, { person, session }: Visit): string | undefined {
  if (person === undefined || session === undefined) return '/sign-in';
  if (session.level === 'full') return who === 'admin' && !person.isAdmin ? '/settings' : undefined;
  if (who === 'half') return undefined;
  if (waysOf(person).length > 0) return '/second-step';
  return who === 'settler' ? undefined : '/set-up';
}
