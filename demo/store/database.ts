import { DatabaseSync } from 'node:sqlite';

/** Columns have the names of the fields they become. Whatever lets somebody in stands here as a hash only. */
const tables = `
  CREATE TABLE IF NOT EXISTS people (
    name TEXT PRIMARY KEY, shown TEXT NOT NULL, password TEXT NOT NULL, isAdmin INTEGER NOT NULL, isRequired INTEGER NOT NULL,
    officeNumber TEXT, officeExtension TEXT, officeIsSetUp INTEGER NOT NULL DEFAULT 0, mobile TEXT, second TEXT,
    authenticator TEXT, authenticatorUsed INTEGER NOT NULL DEFAULT 0, pin TEXT, preferred TEXT,
    lockedAt INTEGER, bypassUntil INTEGER
  ) STRICT;
  CREATE TABLE IF NOT EXISTS tokens (
    id TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES people, level TEXT NOT NULL, browser TEXT NOT NULL,
    pairing TEXT, endsAt INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS appPasswords (
    id TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES people, name TEXT NOT NULL, hash TEXT NOT NULL UNIQUE,
    madeAt INTEGER NOT NULL, usedAt INTEGER
  ) STRICT;
  CREATE TABLE IF NOT EXISTS history (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, person TEXT NOT NULL REFERENCES people, actor TEXT NOT NULL,
    what TEXT NOT NULL, about TEXT NOT NULL
  ) STRICT;`;

export type Database = DatabaseSync;

/** Opens the file and makes what is missing in it. An empty path is a file of SQLite's own that goes when we do. */
export function openDatabase(path: string): Database {
  const database = new DatabaseSync(path);
  database.exec(tables);
  return database;
}
