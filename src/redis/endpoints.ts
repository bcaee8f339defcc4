import type { Trouble } from '../challenge/delivery.ts';
import type { Endpoints } from '../ports/deliveries.ts';
import type { Connection } from './connection.ts';
import { loadScripts } from './scripts.ts';

/** Of an address that nobody posts to any more. */
const keptSeconds = 2_592_000;

const troubleKey = (app: string): string => `poundkey:{webhook-${app}}:trouble`;
const probeKey = (app: string): string => `poundkey:{webhook-${app}}:probe`;

/** The Endpoints port: a hash for each address that is in trouble, and nothing for one that works. */
export function createEndpoints(connection: Connection): Endpoints {
  const scripts = loadScripts(connection);
  const read = async (app: string): Promise<Trouble | undefined> => {
    const { failures, since, disabledAt } = await connection.hgetall(troubleKey(app));
    if (failures === undefined || since === undefined) return undefined;
    return {
      failures: Number(failures),
      since: Number(since),
      ...(disabledAt !== undefined && { disabledAt: Number(disabledAt) }),
    };
  };
  return {
    trouble: read,
    async failed(app, now) {
      const key = troubleKey(app);
      await connection
        .multi()
        .hincrby(key, 'failures', 1)
        .hsetnx(key, 'since', String(now))
        .expire(key, keptSeconds)
        .exec();
      return (await read(app)) ?? { failures: 1, since: now };
    },
    async disable(app, now) {
      await connection.hsetnx(troubleKey(app), 'disabledAt', String(now));
    },
    async works(app, disabledAt) {
      return (await scripts.works([troubleKey(app), probeKey(app)], [disabledAt ?? ''])) === 1;
    },
    async mayProbe(app, everyMs) {
      return (await connection.set(probeKey(app), '1', 'PX', everyMs, 'NX')) === 'OK';
    },
  };
}
