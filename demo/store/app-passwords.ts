import { randomInt, randomUUID } from 'node:crypto';
import { hashOf } from '../secrets.ts';
import type { Database } from './database.ts';

export interface AppPassword {
  readonly id: string;
  readonly name: string;
  readonly madeAt: number;
  readonly usedAt: number | null;
}

export interface AppPasswords {
  /** A new password, which is shown once: only its hash is kept. */
  make(person: string, name: string): string;
  list(person: string): AppPassword[];
  /** Its name, if this person had it. */
  remove(person: string, id: string): string | undefined;
  /** Whether this person made it; then it was used now. */
  use(person: string, password: string): boolean;
}

/** Letters that nobody mistakes for a digit. 16 of them are 75 bits, so a plain hash is enough. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
const letters = (): string => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('');

/** Passwords for programs that know no second step. */
export function appPasswordsIn(database: Database, now: () => number): AppPasswords {
  const add = database.prepare('INSERT INTO appPasswords (id, person, name, hash, madeAt) VALUES (?, ?, ?, ?, ?)');
  const list = database.prepare('SELECT id, name, madeAt, usedAt FROM appPasswords WHERE person = ? ORDER BY madeAt');
  const remove = database.prepare('DELETE FROM appPasswords WHERE person = ? AND id = ? RETURNING name');
  const use = database.prepare('UPDATE appPasswords SET usedAt = ? WHERE person = ? AND hash = ? RETURNING id');
  return {
    make(person, name) {
      const password = Array.from({ length: 4 }, letters).join('-');
      add.run(randomUUID(), person, name, hashOf(password), now());
      return password;
    },
    list: (person) => list.all(person) as unknown as AppPassword[],
    remove: (person, id) => remove.get(person, id)?.['name'] as string | undefined,
    use: (person, password) => use.get(now(), person, hashOf(password)) !== undefined,
  };
}
