import type { Happening } from '../words/words.ts';
import type { Database } from './database.ts';

export interface Entry {
  readonly at: number;
  readonly person: string;
  /** Who did it: the person, or an admin. */
  readonly actor: string;
  readonly what: Happening;
  readonly about: string;
}

export interface History {
  add(entry: Omit<Entry, 'at' | 'about'> & { readonly about?: string }): void;
  /** The latest first: of one person, or of everybody. */
  latest(person?: string): Entry[];
}

/** Who did what. Numbers are written down masked, if at all. */
export function historyIn(database: Database, now: () => number): History {
  const add = database.prepare('INSERT INTO history (at, person, actor, what, about) VALUES (?, ?, ?, ?, ?)');
  const latest = database.prepare(
    "SELECT at, person, actor, what, about FROM history WHERE ? IN (person, '') ORDER BY id DESC LIMIT 30",
  );
  return {
    add: ({ person, actor, what, about = '' }) => void add.run(now(), person, actor, what, about),
    latest: (person = '') => latest.all(person) as unknown as Entry[],
  };
}
