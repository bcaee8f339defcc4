import type { Admitting } from '../../src/admit/admit.ts';
import { createTurns } from '../../src/advance/turns.ts';
import type { App, Apps } from '../../src/challenge/app.ts';
import type { Job } from '../../src/challenge/jobs.ts';
import { createLog } from '../../src/log.ts';
import type { Placement, Provider } from '../../src/ports.ts';
import { createRandom } from '../../src/random.ts';
import { createRedisClock } from '../../src/redis/clock.ts';
import { type Connection, openConnection } from '../../src/redis/connection.ts';
import { createRedisGate } from '../../src/redis/gate.ts';
import { createKeyring, deriveKeys } from '../../src/redis/seal.ts';
import { createRedisStore } from '../../src/redis/store.ts';
import type { Dispatching } from '../../workers/dispatch.ts';
import { testApps } from './apps.ts';

/** What one of several gateway processes has, on a Redis that they share, by the real clock. */
export interface Side {
  readonly connection: Connection;
  readonly deps: Admitting & Dispatching & { readonly apps: Apps };
  /** Handed over, and taken by nobody. */
  readonly jobs: Job[];
  stop(): void;
}

export async function startSide(redisUrl: string, app: App): Promise<Side> {
  const connection = openConnection(redisUrl);
  connection.on('error', () => undefined);
  await connection.connect();
  const clock = createRedisClock();
  const [seconds, micros] = await connection.time();
  clock.observe(String(seconds), String(micros));
  const keys = deriveKeys('a secret of the tests, and of them only');
  const jobs: Job[] = [];
  let placed = 0;
  const place = async (kind: string): Promise<Placement> => ({
    kind: 'placed',
    sid: kind + String(++placed).padStart(32, '0'),
  });
  const provider: Provider = {
    call: () => place('CA'),
    text: () => place('SM'),
    hangUp: async () => 'ended',
    find: async () => [],
  };
  const deps = {
    ...{ clock, provider, keyring: createKeyring(keys), random: createRandom(), turns: createTurns() },
    store: createRedisStore({ connection, clock, keys, resultTtlSeconds: 86_400 }),
    gate: createRedisGate({ connection, keys }),
    apps: testApps(app),
    log: createLog('silent'),
    refused: () => undefined,
    queue: { hand: async (handed: readonly Job[]) => void jobs.push(...handed) },
  };
  return { connection, deps, jobs, stop: () => connection.disconnect() };
}
