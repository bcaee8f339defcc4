import { hashOf, newToken } from '../secrets.ts';
import type { Database } from './database.ts';

const minuteMs = 60_000;
/** What a cookie of ours can mean, and for how long: the password was right; both steps were; no second step here. */
const lifetimesMs = { password: 15 * minuteMs, full: 8 * 60 * minuteMs, device: 30 * 24 * 60 * minuteMs } as const;
export type Level = keyof typeof lifetimesMs;

export interface Session {
  readonly person: string;
  readonly level: Level;
  /** The secret of an authenticator app while it is being paired. */
  readonly pairing: string | null;
}

export interface Tokens {
  /** A new token for the cookie; `replaces` ends now, so that nobody who had seen it is let in with us. */
  begin(who: { person: string; level: Level; browser: string; replaces?: string }): string;
  /** The session of a token, in the browser that began it: a cookie that turns up in another one is stolen, and ends. */
  find(token: string, browser: string): Session | undefined;
  pair(token: string, secret: string): void;
  end(token: string): void;
  endAll(person: string): void;
}

/** Sessions and remembered devices. Only hashes are kept: who reads the database cannot sign in with it. */
export function tokensIn(database: Database, now: () => number): Tokens {
  const add = database.prepare('INSERT INTO tokens (id, person, level, browser, endsAt) VALUES (?, ?, ?, ?, ?)');
  const find = database.prepare('SELECT person, level, pairing, browser FROM tokens WHERE id = ? AND endsAt > ?');
  const pair = database.prepare('UPDATE tokens SET pairing = ? WHERE id = ?');
  const end = database.prepare('DELETE FROM tokens WHERE id = ? OR endsAt <= ?');
  const endAll = database.prepare('DELETE FROM tokens WHERE person = ?');
  return {
    begin({ person, level, browser, replaces = '' }) {
      const token = newToken();
      end.run(hashOf(replaces), now());
      add.run(hashOf(token), person, level, browser, now() + lifetimesMs[level]);
      return token;
    },
    find(token, browser) {
      const row = find.get(hashOf(token), now()) as unknown as (Session & { browser: string }) | undefined;
      if (row === undefined || row.browser === browser) return row;
      end.run(hashOf(token), now());
      return undefined;
    },
    pair: (token, secret) => void pair.run(secret, hashOf(token)),
    end: (token) => void end.run(hashOf(token), now()),
    endAll: (person) => void endAll.run(person),
  };
}
