import { hashSecret } from '../secrets.ts';
import type { Database } from './database.ts';

/** Somebody with an account, and how they can show that it is them. Null is what they do not have. */
export interface Person {
  readonly name: string;
  readonly shown: string;
  readonly password: string;
  readonly isAdmin: number;
  /** Their company wants a second step from them. */
  readonly isRequired: number;
  /** From the company directory; only an admin changes it. */
  readonly officeNumber: string | null;
  readonly officeExtension: string | null;
  readonly officeIsSetUp: number;
  readonly mobile: string | null;
  readonly second: string | null;
  /** The secret shared with their app. Encrypt it with a key that is not in the database. */
  readonly authenticator: string | null;
  /** The last half minute whose code was taken: none is taken twice. */
  readonly authenticatorUsed: number;
  readonly pin: string | null;
  /** The way that is asked first. */
  readonly preferred: string | null;
  readonly lockedAt: number | null;
  readonly bypassUntil: number | null;
}

export interface People {
  find(name: string): Person | undefined;
  all(): Person[];
  change(name: string, facts: Partial<Omit<Person, 'name'>>): void;
  /** Whether an admin's bypass let them through; it does so once. */
  takeBypass(name: string, now: number): boolean;
}

/** What is forgotten when an admin resets somebody's second step. */
export const noSecondStep = {
  ...{ officeIsSetUp: 0, mobile: null, second: null, authenticator: null, pin: null, preferred: null },
} as const;

/** The accounts in the database. Its tables are strict, so a row is what the type says. */
export function peopleIn(database: Database): People {
  const one = database.prepare('SELECT * FROM people WHERE name = ?');
  const all = database.prepare('SELECT * FROM people ORDER BY name');
  const bypass = database.prepare(
    'UPDATE people SET bypassUntil = NULL WHERE name = ? AND bypassUntil > ? RETURNING name',
  );
  return {
    find: (name) => one.get(name) as unknown as Person | undefined,
    all: () => all.all() as unknown as Person[],
    change(name, facts) {
      const columns = Object.keys(facts).map((column) => `${column} = :${column}`);
      database.prepare(`UPDATE people SET ${columns.join(', ')} WHERE name = :name`).run({ ...facts, name });
    },
    takeBypass: (name, now) => bypass.get(name, now) !== undefined,
  };
}

/** The three people of the example. Their passwords are on the sign-in page, so never seed yours like this. */
export const seeds = [
  { name: 'anna', shown: 'Anna Jansen', password: 'tulip-harbour-42', isAdmin: 0, isRequired: 1 },
  { name: 'bram', shown: 'Bram de Vries', password: 'copper-window-17', isAdmin: 0, isRequired: 0 },
  { name: 'clara', shown: 'Clara Smit', password: 'silver-meadow-68', isAdmin: 1, isRequired: 1 },
] as const;

/** Puts the three into a database that has nobody yet. */
export async function seedPeople(database: Database): Promise<void> {
  if (database.prepare('SELECT 1 FROM people').get() !== undefined) return;
  const add = database.prepare(`INSERT INTO people (name, shown, password, isAdmin, isRequired, officeNumber,
    officeExtension, mobile, preferred) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const hashes = await Promise.all(seeds.map(({ password }) => hashSecret(password)));
  seeds.forEach(({ name, shown, isAdmin, isRequired }, place) => {
    const [mobile, preferred] = isAdmin ? ['+14155550102', 'mobile:match'] : [null, null];
    const extension = `40${place + 11}`;
    add.run(name, shown, hashes[place] ?? '', isAdmin, isRequired, '+14155550190', extension, mobile, preferred);
  });
}
