import type { Clock, Store } from '../ports.ts';
import { type Connection, isCluster } from './connection.ts';
import { type Hints, joinIds, splitIds } from './hints.ts';
import { heardKeys, heardMs } from './record.ts';
import type { Scripts } from './scripts.ts';
import { packSid } from './state.ts';

interface Deps {
  readonly connection: Connection;
  readonly clock: Clock;
}

/**
 * Texts that come in. A signed callback is good for ever, and one that got no answer is told again: whom it is meant for is
 * decided once, and known from then on. On a cluster that stands on another node than what awaits a reply.
 */
export function createHeard(
  { connection, clock }: Deps,
  scripts: Scripts,
  hints: Hints,
): Pick<Store, 'markHeard' | 'textFrom'> {
  const recall = async (keys: readonly string[], sid: string) =>
    (await Promise.all(keys.map((key) => connection.hget(key, sid)))).find((heard) => heard !== null);
  return {
    async markHeard(messageSid, ids) {
      const [key] = heardKeys(messageSid, clock.now());
      await scripts.markHeard([key], [packSid(messageSid), heardMs * 2, joinIds(ids)]);
    },
    async textFrom(from, messageSid) {
      const sid = packSid(messageSid);
      const places = heardKeys(messageSid, clock.now());
      if (!isCluster(connection)) return await hints.awaitingReply(from, { places, sid });
      const [{ awaiting }, heard] = await Promise.all([hints.awaitingReply(from), recall(places, sid)]);
      return { awaiting, ...(heard !== undefined && heard !== null && { meantFor: splitIds(heard) }) };
    },
  };
}
