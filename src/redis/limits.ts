import { failuresMax, failuresWindowMs } from '../challenge/policy.ts';
import type { Limits } from '../ports.ts';
import type { Connection } from './connection.ts';
import { looksKey } from './record.ts';
import { loadScripts } from './scripts.ts';
import { type Keys, tagNumber } from './seal.ts';

/**
 * The Limits port. A look is counted before the answer is compared and given back when it was right, so what remains counted
 * are failures; guesses that come at the same moment cannot all be looked at before the first is counted.
 */
export function createRedisLimits({ connection, keys }: { connection: Connection; keys: Keys }): Limits {
  const scripts = loadScripts(connection);
  const keyOf = (whose: string) => looksKey(tagNumber(keys.number, whose));
  return {
    async takeLook(owners) {
      const taken: string[] = [];
      for (const owner of owners) {
        if ((await scripts.takeLook([keyOf(owner)], [failuresMax, failuresWindowMs])) === 1) taken.push(owner);
        else {
          // Whoever is out of looks must not use up those of others as well.
          await Promise.all(taken.map((other) => scripts.giveBackLook([keyOf(other)], [])));
          return false;
        }
      }
      return true;
    },
    async giveBack(owners) {
      await Promise.all(owners.map((owner) => scripts.giveBackLook([keyOf(owner)], [])));
    },
    async exhausted(owners) {
      const looks = await Promise.all(owners.map((owner) => connection.get(keyOf(owner))));
      return looks.some((count) => Number(count ?? 0) >= failuresMax);
    },
  };
}
