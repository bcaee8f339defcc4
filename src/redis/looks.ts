import { failuresWindowMs } from '../challenge/policy.ts';
import type { Looks } from '../ports.ts';
import { looksKey } from './record.ts';
import type { Scripts } from './scripts.ts';
import type { Keys } from './seal.ts';

/** Where failures are counted: for each owner in one place, of all challenges, attempts and nodes. */
export const countersOf = (keys: Keys, { owners }: Looks): string[] =>
  owners.map((whose) => looksKey(keys.tagOf(whose)));

/**
 * Failures apart from the commit that tells of them, for a cluster, where each counter lives on a node of its own: counted
 * before the commit, and they stay so if that fails or loses a race. To whom it lost is not known there, since commands are sent again when
 * a node goes: it may have been to itself. That is the safe way to be wrong.
 */
export function createLooksApart(keys: Keys, scripts: Scripts) {
  const giveBack = async (counters: readonly string[]) => {
    await Promise.all(counters.map((counter) => scripts.giveBackLook([counter], [])));
  };
  return {
    /** Whether every owner has a look left; a failed one is counted for each. False, and nothing counted, when one has none. */
    async take(looks: Looks): Promise<boolean> {
      const taken: string[] = [];
      for (const counter of countersOf(keys, looks)) {
        const args = [looks.looksMax, failuresWindowMs, looks.failed ? 1 : 0];
        if ((await scripts.takeLook([counter], args)) === 1) taken.push(counter);
        else {
          // Whoever is out of looks must not use up those of others as well.
          if (looks.failed) await giveBack(taken);
          return false;
        }
      }
      return true;
    },
  };
}
