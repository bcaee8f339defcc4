import { setTimeout as setTimeoutOf } from 'node:timers/promises';
import { startWorkers, type WorkersDeps } from '../../workers/start.ts';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { Consume, Consumer } from '../ports.ts';
import { consume as consumeQueue } from '../queue/consume.ts';
import { openDelayedRequests } from '../queue/delayed.ts';
import { recurring } from '../recurring.ts';
import type { RedisClock } from '../redis/clock.ts';
import type { Connection } from '../redis/connection.ts';
import type { Connections } from '../redis/connections.ts';
import { readFacts } from '../redis/readiness.ts';
import type { Keys } from '../redis/seal.ts';
import { isSameSecret } from '../redis/secret-mark.ts';

/** What has begun, and whether it is to end. */
export interface State {
  workers?: Consumer;
  timekeeping?: NodeJS.Timeout;
  stopping: boolean;
  /** To be called when work must never begin, with the reason. */
  readonly giveUp: (reason: string) => void;
}

export interface Beginning {
  readonly connections: Connections;
  readonly clock: RedisClock;
  readonly keys: Keys;
  readonly deps: Omit<WorkersDeps, 'consume' | 'delayed'>;
}

/** Between two tries to begin when Redis went away in the middle of it. */
const tryAgainMs = 1_000;
const keepTimeEveryMs = 2_000;

const otherSecret =
  'This Redis holds what another POUNDKEY_SECRET made: with this one its challenges cannot be read, and its blocks and limits would not be found. Set the secret back. How to change it: docs/operate/README.md, "Another secret".';

/** Not every step asks Redis for the time; its clock may be set while we run. What fails now is tried again soon. */
async function keepTime({ connections, clock }: Beginning): Promise<void> {
  const askedAt = performance.now();
  const time = await connections.connection.time().catch(() => undefined);
  if (time !== undefined) clock.observe(String(time[0]), String(time[1]), askedAt);
}

/** What workers need of BullMQ, which is theirs alone while it works. */
function queueing(connection: Connection, log: Log) {
  const delayed = openDelayedRequests(connection);
  const consume: Consume = (queue, handle, options) => consumeQueue({ connection, log }, queue, handle, options);
  return { delayed, consume };
}

/** Waits for Redis for as long as it takes, and begins anew when it goes away in between. */
export async function beginWork(config: Config, parts: Beginning, state: State): Promise<void> {
  const { log } = parts.deps;
  const failed = recurring((error, times) => log.warn({ error, times }, 'work could not begin; it is tried again'));
  while (!state.stopping) {
    try {
      return await begin(config, parts, state);
    } catch (error) {
      failed(error);
      await setTimeoutOf(tryAgainMs, undefined, { ref: false });
    }
  }
}

async function begin(config: Config, parts: Beginning, state: State): Promise<void> {
  const { connections, keys, deps } = parts;
  const { connection, patient } = connections;
  const { log } = deps;
  await connections.connect();
  if (!(await isSameSecret(connection, keys))) return state.giveUp(otherSecret);
  await keepTime(parts);
  const { appendOnly } = await readFacts(connection);
  if (!appendOnly) log.warn({}, 'Redis keeps no append-only file: a crash of it loses challenges and results');
  clearInterval(state.timekeeping);
  state.timekeeping = setInterval(() => void keepTime(parts), keepTimeEveryMs).unref();
  if (state.stopping) return;
  if (config.roles.has('workers')) state.workers = startWorkers({ ...deps, ...queueing(patient, log) }, config);
  log.info({ roles: [...config.roles] }, 'ready for work');
}
