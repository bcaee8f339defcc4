import { failuresWindowMs } from '../challenge/policy.ts';
import type { Limits } from '../ports.ts';
import { type Connection, isCluster } from './connection.ts';
import { looksKey } from './record.ts';
import { loadScripts } from './scripts.ts';
import { type Keys, tagNumber } from './seal.ts';

interface LimitsDeps {
  readonly connection: Connection;
  readonly keys: Keys;
}

/**
 * The Limits port. A look is counted before the answer is compared and given back when it was right, so what remains counted
 * are failures; guesses that come at the same moment cannot all be looked at before the first is counted.
 */
export function createRedisLimits({ connection, keys }: LimitsDeps): Limits {
  const scripts = loadScripts(connection);
  /** Counters that one command may touch: all of them, but on a cluster each lives elsewhere. */
  const together = (owners: readonly string[]): string[][] => {
    const names = owners.map((whose) => looksKey(tagNumber(keys.number, whose)));
    return isCluster(connection) ? names.map((name) => [name]) : [names];
  };
  const giveBack = async (groups: readonly string[][]) => {
    await Promise.all(groups.map((names) => scripts.giveBackLooks(names, [])));
  };
  return {
    async takeLook(owners, looksMax) {
      const taken: string[][] = [];
      for (const names of together(owners)) {
        if ((await scripts.takeLooks(names, [looksMax, failuresWindowMs])) === 1) taken.push(names);
        else {
          // Whoever is out of looks must not use up those of others as well.
          await giveBack(taken);
          return false;
        }
      }
      return true;
    },
    giveBack: (owners) => giveBack(together(owners)),
  };
}
