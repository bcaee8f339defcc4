import type { Clock, Store } from '../ports.ts';
import type { Connection } from './connection.ts';
import { heardKeys, heardMs } from './record.ts';
import { packSid } from './state.ts';

/** Texts that have been acted upon. A signed callback is good for ever, so what was heard must be known when it is told again. */
export function createHeard(connection: Connection, clock: Clock): Pick<Store, 'markHeard' | 'wasHeard'> {
  return {
    async markHeard(messageSid) {
      const [key] = heardKeys(messageSid, clock.now());
      await Promise.all([connection.sadd(key, packSid(messageSid)), connection.pexpire(key, heardMs * 2, 'NX')]);
    },
    async wasHeard(messageSid) {
      const places = heardKeys(messageSid, clock.now());
      const found = await Promise.all(places.map((key) => connection.sismember(key, packSid(messageSid))));
      return found.includes(1);
    },
  };
}
