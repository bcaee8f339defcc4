/** The only file that makes adapters and hands them to the rooms. */
import type { RequestListener } from 'node:http';
import { setTimeout as setTimeoutOf } from 'node:timers/promises';
import { createWebhooksApp } from '../webhooks/app.ts';
import { createAtOnce } from '../workers/at-once.ts';
import { createTurns } from './advance/turns.ts';
import { beginWork, type State } from './assemble/begin-work.ts';
import { makeDeliveries } from './assemble/deliveries.ts';
import { appsOf } from './challenge/app.ts';
import type { Config } from './config.ts';
import { createPrivateDoor } from './http/private-door.ts';
import { type Listener, listen } from './listen.ts';
import type { Log } from './log.ts';
import { createMetrics } from './metrics.ts';
import { createOpsRoutes } from './ops/app.ts';
import { createTwilio } from './providers/twilio.ts';
import { createQueueInspector } from './queue/inspect.ts';
import { createQueue } from './queue/queue.ts';
import { createRandom } from './random.ts';
import { createRedisBlocks } from './redis/blocks.ts';
import { createRedisClock } from './redis/clock.ts';
import { openConnections } from './redis/connections.ts';
import { createRedisGate } from './redis/gate.ts';
import { createHttpParts } from './redis/http-parts.ts';
import { createOperatorSessions } from './redis/operator-sessions.ts';
import { createOverview } from './redis/overview.ts';
import { createRedisCheck } from './redis/readiness.ts';
import { createKeyring, deriveKeys } from './redis/seal.ts';
import { createRedisStore } from './redis/store.ts';
import { version } from './version.ts';

export interface Gateway {
  /** Listens at once, works as soon as Redis is there. Rejects when a port cannot be had. */
  start(): Promise<{ readonly privateUrl: string; readonly publicUrl?: string }>;
  /** Resolves with the reason when it turns out that these settings must not be used with this Redis. Nothing is worked on then. */
  readonly unfit: Promise<string>;
  /** Takes nothing new, finishes what runs, closes every connection; at most `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

export function assemble(config: Config, log: Log): Gateway {
  const parts = makeParts(config, log);
  const { connections, deps, queue, inspector, provider, posting } = parts;
  const { promise: unfit, resolve: giveUp } = Promise.withResolvers<string>();
  const state: State = { stopping: false, giveUp };
  const listeners: Listener[] = [];
  const open = async (app: RequestListener, port: number, setting: string) => {
    const listener = await listen(app, { host: config.host, port, setting });
    listeners.push(listener);
    return listener.url;
  };
  return {
    unfit,
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
  return { connections, keys, posting, clock, queue, inspector, queueStates, metrics, provider: twilio, deps };
}

function makePrivateApp(config: Config, parts: Parts, state: State): RequestListener {
  const { connections, clock, inspector, queueStates, metrics, deps } = parts;
  const { connection } = connections;
  const { log } = deps;
  const checkRedis = createRedisCheck(connection);
  const checks = async () => ({
    redis: await checkRedis(),
    ...(config.roles.has('workers') && {
      workers: state.workers === undefined ? 'not started: they wait for Redis' : (state.workers.trouble?.() ?? 'ok'),
    }),
    ...(state.timekeeping === undefined &&
      !config.roles.has('workers') && { start: 'not ready for work: it waits for Redis' }),
    ...(state.stopping && { stopping: 'this process is shutting down' }),
  });
  metrics.measureReadiness(checks);
  const operators = createOpsRoutes({
    operators: config.operators,
    sessions: createOperatorSessions(connection),
    keyring: deps.keyring,
    overview: createOverview({ connection, clock }),
    boardQueues: inspector.queues,
    queueStates,
    endpointFacts: parts.posting.endpointFacts,
    checks,
    log,
  });
  const api = config.roles.has('api') ? deps : undefined;
  return metrics.countingRequests(createPrivateDoor({ api, apiKeys: config.apiKeys, checks, metrics, operators, log }));
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
