import { readFileSync } from 'node:fs';
import type { Connection } from './connection.ts';
import { type Argument, runScript, scriptSource } from './script-call.ts';

export type Script<Reply> = (keys: readonly string[], args: readonly Argument[]) => Promise<Reply>;

/** What `enter.lua` says. */
export type EnterVerdict = 'entered' | 'entered-before' | 'known' | 'blocked' | 'failures' | 'limited' | 'in-progress';

/** The Lua scripts as functions. The digit in a file's name is its number of keys (`-up`: or more), without one it takes any; its head is its contract. */
export interface Scripts {
  readonly commit: Script<number>;
  readonly load: Script<[string, string, string | null]>;
  readonly jobsHandedOver: Script<number>;
  readonly due: Script<string[]>;
  readonly publishRejected: Script<number>;
  readonly rememberNumber: Script<null>;
  readonly recallNumber: Script<[string | null, ...string[]]>;
  readonly markHeard: Script<null>;
  readonly claim: Script<string | null>;
  readonly replace: Script<number>;
  readonly takeLook: Script<number>;
  readonly giveBackLook: Script<null>;
  readonly enter: Script<[EnterVerdict, number, string, ...number[]]>;
  readonly leave: Script<null>;
  readonly probe: Script<null>;
  readonly works: Script<number>;
}

export function loadScripts(connection: Connection): Scripts {
  return {
    commit: define(connection, 'commit-3-up'),
    load: define(connection, 'load-1'),
    jobsHandedOver: define(connection, 'jobs-handed-over-2'),
    due: define(connection, 'due-1'),
    publishRejected: define(connection, 'publish-rejected-2'),
    rememberNumber: define(connection, 'remember-number-1'),
    recallNumber: define(connection, 'recall-number-1-up'),
    markHeard: define(connection, 'mark-heard-1'),
    claim: define(connection, 'claim'),
    replace: define(connection, 'replace-1'),
    takeLook: define(connection, 'take-look-1'),
    giveBackLook: define(connection, 'give-back-look-1'),
    enter: define(connection, 'enter'),
    leave: define(connection, 'leave'),
    probe: define(connection, 'probe-1'),
    works: define(connection, 'works-2'),
  };
}

function define<Reply>(connection: Connection, file: string): Script<Reply> {
  const script = scriptSource(readFileSync(new URL(`./scripts/${file}.lua`, import.meta.url), 'utf8'));
  return (keys, args) => runScript(connection, script, keys, args) as Promise<Reply>;
}
