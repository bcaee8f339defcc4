/** The only file that makes adapters and hands them to the rooms. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWebhooksApp } from '../webhooks/app.ts';
import { startWorkers } from '../workers/start.ts';
import type { Config } from './config.ts';
import { createHttpApp } from './http/app.ts';
import { type Listener, listen } from './listen.ts';
import type { Log } from './log.ts';
import type { Random } from './ports.ts';
import { createTwilio } from './providers/twilio.ts';
import type { Consumer } from './queue/consume.ts';
import { createQueue } from './queue/queue.ts';
import { createRedisClock } from './redis/clock.ts';
import { type Connection, openConnection, openPatientConnection } from './redis/connection.ts';
import { checkRedis, readFacts } from './redis/readiness.ts';
import { createKeyring, deriveKeys } from './redis/seal.ts';
import { createRedisStore } from './redis/store.ts';
import { createRedisWatch } from './redis/watch.ts';

export interface Gateway {
  /** Listens at once, works as soon as Redis is there. Rejects when a port cannot be had. */
  start(): Promise<{ readonly privateUrl: string; readonly publicUrl?: string }>;
  /** Takes nothing new, finishes what runs, closes every connection; at most `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

const random: Random = {
  token: (length) =>
    randomBytes(Math.ceil((length * 3) / 4))
      .toString('base64url')
      .slice(0, length),
};

export function assemble(config: Config, log: Log): Gateway {
  const { connection, patient, subscriber, all } = openAll(config.redisUrl, log);
  const clock = createRedisClock();
  const keys = deriveKeys(config.secret);
  const store = createRedisStore({ connection, clock, keys, resultTtlSeconds: config.resultTtlSeconds });
  const queue = createQueue(connection);
  const watch = createRedisWatch(subscriber);
  const provider = createTwilio({ log }, config.twilio);
  const { publicUrl, countries, authTokens } = config;
  const appName = (app: string) => (app === 'default' ? config.appName : app);
  const deps = {
    store,
    queue,
    clock,
    log,
    random,
    keyring: createKeyring(keys),
    countries,
    provider,
    appName,
    publicUrl,
    watch,
  };

  const state: { workers?: Consumer; stopping: boolean } = { stopping: false };
  const checks = async () => ({
    redis: await checkRedis(connection),
    ...(config.roles.has('workers') && {
      workers: state.workers === undefined ? 'not started: they wait for Redis' : 'ok',
    }),
    ...(state.stopping && { stopping: 'this process is shutting down' }),
  });
  const startWork = async () => {
    await connectAll(all);
    clock.observe(...(await connection.time().then(([seconds, micros]) => [String(seconds), String(micros)] as const)));
    if (!(await readFacts(connection)).appendOnly)
      log.warn({}, 'Redis keeps no append-only file: a crash of it loses challenges and results');
    await watch.start();
    if (config.roles.has('workers') && !state.stopping)
      state.workers = startWorkers({ ...deps, connection: patient }, config);
    log.info({ roles: [...config.roles] }, 'ready for work');
  };

  const listeners: Listener[] = [];
  const open = async (...what: Parameters<typeof listen>) => {
    const listener = await listen(...what);
    listeners.push(listener);
    return listener.url;
  };
  return {
    async start() {
      const { host, port, webhookPort, apiKeys } = config;
      const api = config.roles.has('api') ? deps : undefined;
      const privateUrl = await open(createHttpApp({ api, apiKeys, checks, log }), {
        host,
        port,
        setting: 'POUNDKEY_PORT',
      });
      const webhooks = createWebhooksApp({ ...deps, accountSid: config.twilio.accountSid, authTokens });
      const where = { host, port: webhookPort, setting: 'POUNDKEY_WEBHOOK_PORT' };
      const webhooksUrl = config.roles.has('webhooks') ? await open(webhooks, where) : undefined;
      startWork().catch((error: unknown) => log.error({ error }, 'work could not be started'));
      return { privateUrl, ...(webhooksUrl !== undefined && { publicUrl: webhooksUrl }) };
    },
    async stop(graceMs) {
      state.stopping = true;
      const deadline = setTimeout(() => disconnectAll(all), graceMs);
      // Workers first: the callbacks of calls they are placing right now can then still come in.
      await state.workers?.close().catch((error: unknown) => log.warn({ error }, 'workers did not close in order'));
      await Promise.all(listeners.map((listener) => listener.close(graceMs / 2)));
      await queue.close().catch(() => undefined);
      clearTimeout(deadline);
      disconnectAll(all);
      provider.close();
    },
  };
}

/** One for commands that may not wait, one that BullMQ's workers share, one that listens. */
function openAll(url: string, log: Log) {
  const connection = openConnection(url);
  const patient = openPatientConnection(url);
  const subscriber = openPatientConnection(url);
  const all = [connection, patient, subscriber];
  for (const each of all) {
    each.on('error', () => undefined);
  }
  // While Redis is away an error comes several times a second; that it went and that it came is enough to know.
  connection.on('close', () => log.warn({}, 'Redis connection lost'));
  connection.on('ready', () => log.info({}, 'Redis connection ready'));
  return { connection, patient, subscriber, all };
}

async function connectAll(connections: readonly Connection[]): Promise<void> {
  await Promise.all(
    connections.map(async (connection) => {
      const ready = once(connection, 'ready');
      // Its first failure is no reason to give up: ioredis goes on trying.
      connection.connect().catch(() => undefined);
      await ready;
    }),
  );
}

function disconnectAll(connections: readonly Connection[]): void {
  for (const connection of connections) connection.disconnect();
}
