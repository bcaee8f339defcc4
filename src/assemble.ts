/** The only file that makes adapters and hands them to the rooms. */
import type { RequestListener } from 'node:http';
import { setTimeout as setTimeoutOf } from 'node:timers/promises';
import { createWebhooksApp } from '../webhooks/app.ts';
import { createAtOnce } from '../workers/at-once.ts';
import { startWorkers } from '../workers/start.ts';
import { createTurns } from './advance/turns.ts';
import { makeDeliveries } from './assemble/deliveries.ts';
import { appsOf } from './challenge/app.ts';
import type { Config } from './config.ts';
import { createPrivateDoor } from './http/private-door.ts';
import { type Listener, listen } from './listen.ts';
import type { Log } from './log.ts';
import { createMetrics } from './metrics.ts';
import { createOpsRoutes } from './ops/app.ts';
import type { Consume, Consumer } from './ports.ts';
import { createTwilio } from './providers/twilio.ts';
import { consume as consumeQueue } from './queue/consume.ts';
import { openDelayedRequests } from './queue/delayed.ts';
import { createQueueInspector } from './queue/inspect.ts';
import { createQueue } from './queue/queue.ts';
import { createRandom } from './random.ts';
import { createRedisBlocks } from './redis/blocks.ts';
import { createRedisClock } from './redis/clock.ts';
import type { Connection } from './redis/connection.ts';
import { openConnections } from './redis/connections.ts';
import { createRedisGate } from './redis/gate.ts';
import { createHttpParts } from './redis/http-parts.ts';
import { createOperatorSessions } from './redis/operator-sessions.ts';
import { createOverview } from './redis/overview.ts';
import { checkRedis, readFacts } from './redis/readiness.ts';
import { createKeyring, deriveKeys } from './redis/seal.ts';
import { createRedisStore } from './redis/store.ts';
import { version } from './version.ts';

export interface Gateway {
  /** Listens at once, works as soon as Redis is there. Rejects when a port cannot be had. */
  start(): Promise<{ readonly privateUrl: string; readonly publicUrl?: string }>;
  /** Takes nothing new, finishes what runs, closes every connection; at most `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

/** Between two tries to begin when Redis went away in the middle of it. */
const tryAgainMs = 1_000;
const keepTimeEveryMs = 2_000;

export function assemble(config: Config, log: Log): Gateway {
  const parts = makeParts(config, log);
  const { connections, deps, queue, inspector, provider, posting } = parts;
  const state: State = { stopping: false };
  const listeners: Listener[] = [];
  const open = async (app: RequestListener, port: number, setting: string) => {
    const listener = await listen(app, { host: config.host, port, setting });
    listeners.push(listener);
    return listener.url;
  };
  return {
    async start() {
      const privateUrl = await open(makePrivateApp(config, parts, state), config.port, 'POUNDKEY_PORT');
      const webhooks = parts.metrics.countingCallbacks(
        createWebhooksApp({ ...deps, accountSid: config.twilio.accountSid, authTokens: config.authTokens }),
      );
      const publicUrl = config.roles.has('webhooks')
        ? await open(webhooks, config.webhookPort, 'POUNDKEY_WEBHOOK_PORT')
        : undefined;
      void beginWork(config, parts, state);
      return { privateUrl, ...(publicUrl !== undefined && { publicUrl }) };
    },
    async stop(graceMs) {
      state.stopping = true;
      clearInterval(state.timekeeping);
      // Workers first: the callbacks of calls they are placing right now can then still come in. BullMQ waits for ever for a
      // Redis that does not answer, so each step has its share of the time and no more.
      await within(graceMs / 2, state.workers?.close(), log);
      await Promise.all(listeners.map((listener) => listener.close(graceMs / 4)));
      await within(graceMs / 8, Promise.all([queue.close(), inspector.close(), posting.close()]), log);
      connections.disconnect();
      provider.close();
    },
  };
}

interface State {
  workers?: Consumer;
  timekeeping?: NodeJS.Timeout;
  stopping: boolean;
}
type Parts = ReturnType<typeof makeParts>;

function makeParts(config: Config, log: Log) {
  const connections = openConnections(config.redisUrl, log);
  const { connection, subscriber } = connections;
  const clock = createRedisClock();
  const keys = deriveKeys(config.secret);
  const inspector = createQueueInspector(connection);
  const queueStates = () => inspector.facts(clock.now());
  const metrics = createMetrics({ version, queueFacts: queueStates });
  const store = metrics.measureStore(
    createRedisStore({ connection, clock, keys, resultTtlSeconds: config.resultTtlSeconds }),
  );
  const queue = createQueue(connection);
  const twilio = createTwilio({ log }, config.twilio);
  const provider = metrics.measureProvider(twilio);
  const { publicUrl } = config;
  const apps = appsOf(config.apps);
  const { heard: news, ...httpParts } = createHttpParts({ connection, subscriber });
  const posting = makeDeliveries({ connection, clock, log, apps, metrics, news, config });
  const deps = {
    store,
    gate: createRedisGate({ connection, keys }),
    blocks: createRedisBlocks({ connection, keys }),
    queue: createAtOnce({ queue, clock, log }),
    clock,
    log,
    turns: createTurns(),
    random: createRandom(),
    refused: metrics.refused,
    keyring: createKeyring(keys),
    apps,
    provider,
    publicUrl,
    ...httpParts,
    delivering: posting.delivering,
  };
  return { connections, posting, clock, queue, inspector, queueStates, metrics, provider: twilio, deps };
}

function makePrivateApp(config: Config, parts: Parts, state: State): RequestListener {
  const { connections, clock, inspector, queueStates, metrics, deps } = parts;
  const { connection } = connections;
  const { log } = deps;
  const checks = async () => ({
    redis: await checkRedis(connection),
    ...(config.roles.has('workers') && {
      workers: state.workers === undefined ? 'not started: they wait for Redis' : 'ok',
    }),
    ...(state.timekeeping === undefined &&
      !config.roles.has('workers') && { start: 'not ready for work: it waits for Redis' }),
    ...(state.stopping && { stopping: 'this process is shutting down' }),
  });
  const operators = createOpsRoutes({
    operators: config.operators,
    sessions: createOperatorSessions(connection),
    overview: createOverview({ connection, clock }),
    boardQueues: inspector.queues,
    queueStates,
    endpointFacts: parts.posting.endpointFacts,
    checks,
    log,
  });
  const api = config.roles.has('api') ? deps : undefined;
  return createPrivateDoor({ api, apiKeys: config.apiKeys, checks, metrics, operators, log });
}

/** Waits for something to close, at most `ms`: what hangs must not keep the process from ending. */
async function within(ms: number, closing: Promise<unknown> | undefined, log: Log): Promise<void> {
  const late = Symbol('late');
  const timer = new AbortController();
  const ended = await Promise.race([
    Promise.resolve(closing).catch((error: unknown) => log.warn({ error }, 'not closed in order')),
    setTimeoutOf(ms, late, { signal: timer.signal }).catch(() => undefined),
  ]);
  timer.abort();
  if (ended === late) log.warn({}, 'something did not close in time and is left to itself');
}

/** Not every step asks Redis for the time; its clock may be set while we run. What fails now is tried again soon. */
async function keepTime({ connections, clock }: Parts): Promise<void> {
  const time = await connections.connection.time().catch(() => undefined);
  if (time !== undefined) clock.observe(String(time[0]), String(time[1]));
}

/** What workers need of BullMQ, which is theirs alone while it works. */
function queueing(connection: Connection, log: Log) {
  const delayed = openDelayedRequests(connection);
  const consume: Consume = (queue, handle, options) => consumeQueue({ connection, log }, queue, handle, options);
  return { delayed, consume };
}

/** Waits for Redis for as long as it takes, and begins anew when it goes away in between. */
async function beginWork(config: Config, parts: Parts, state: State): Promise<void> {
  const { connections, deps } = parts;
  const { connection, patient } = connections;
  const { log } = deps;
  try {
    await connections.connect();
    await keepTime(parts);
    const { appendOnly } = await readFacts(connection);
    if (!appendOnly) log.warn({}, 'Redis keeps no append-only file: a crash of it loses challenges and results');
    clearInterval(state.timekeeping);
    state.timekeeping = setInterval(() => void keepTime(parts), keepTimeEveryMs).unref();
    if (state.stopping) return;
    if (config.roles.has('workers')) state.workers = startWorkers({ ...deps, ...queueing(patient, log) }, config);
    log.info({ roles: [...config.roles] }, 'ready for work');
  } catch (error) {
    if (state.stopping) return;
    log.warn({ error }, 'work could not begin; it is tried again');
    setTimeout(() => void beginWork(config, parts, state), tryAgainMs).unref();
  }
}
