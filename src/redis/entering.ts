import type { Change, Store } from '../ports.ts';
import { entryOf } from './gate.ts';
import type { Recent } from './recent.ts';
import type { Scripts } from './scripts.ts';
import type { Keys } from './seal.ts';

/** `Store.enterAndCreate`. `creationOf`: keys and arguments of the commit that writes a new challenge. */
export function createEntering(
  keys: Keys,
  scripts: Scripts,
  recent: Recent,
  creationOf: (change: Change) => [string[], (string | number)[]],
): NonNullable<Store['enterAndCreate']> {
  return async (change, entry, over) => {
    const gate = entryOf(keys, entry, over);
    const [written, args] = creationOf(change);
    const [version, ...said] = await scripts.enterAndCreate(
      [...gate.keys, ...written],
      [gate.keys.length, gate.args.length, ...gate.args, ...args],
    );
    const { challenge } = change;
    if (version > 0) recent.put(challenge.id, { challenge, version });
    return { created: version > 0, version, entered: gate.read(said) };
  };
}
