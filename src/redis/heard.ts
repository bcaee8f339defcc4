import type { Clock, Store } from '../ports.ts';
import { type Connection, isCluster } from './connection.ts';
import type { Hints } from './hints.ts';
import { heardKeys, heardMs } from './record.ts';
import type { Scripts } from './scripts.ts';
import { packSid } from './state.ts';

interface Deps {
  readonly connection: Connection;
  readonly clock: Clock;
}

/**
 * Texts that come in. A signed callback is good for ever, so what was acted upon must be known when it is told again. On a
 * cluster that is known on another node than what awaits a reply.
 */
export function createHeard(
  { connection, clock }: Deps,
  scripts: Scripts,
  hints: Hints,
): Pick<Store, 'markHeard' | 'textFrom'> {
  const wasHeard = async (keys: readonly string[], sid: string) =>
    (await Promise.all(keys.map((key) => connection.sismember(key, sid)))).includes(1);
  return {
    async markHeard(messageSid) {
      const [key] = heardKeys(messageSid, clock.now());
      await scripts.markHeard([key], [packSid(messageSid), heardMs * 2]);
    },
    async textFrom(from, messageSid) {
      const sid = packSid(messageSid);
      const places = heardKeys(messageSid, clock.now());
      if (!isCluster(connection)) return await hints.awaitingReply(from, { places, sid });
      const [{ awaiting }, heard] = await Promise.all([hints.awaitingReply(from), wasHeard(places, sid)]);
      return { awaiting, heard };
    },
  };
}
