import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { freePort } from '../../script/free-port.mjs';
import { type Simulator, startSimulator } from '../../simulator/start.ts';
import { assemble, type Gateway } from '../../src/assemble.ts';
import type { App } from '../../src/challenge/app.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { queuePrefix, requestJobName, requestQueue, resultsChannel } from '../../src/contract/names.ts';
import { type ChallengeResult, type ClosedResult, challengeResult } from '../../src/contract/result.ts';
import { createLog } from '../../src/log.ts';
import { noLimits } from './apps.ts';
import { startRedis, type TestRedis } from './redis.ts';

export const apiKey = 'key-of-the-default-app-0';
export const otherApiKey = 'key-of-another-app-00001';

/** A gateway with all its roles on a private Redis and a simulator of its own: everything real but the carrier. */
export interface World {
  readonly redis: TestRedis;
  readonly client: Redis;
  readonly simulator: Simulator;
  readonly gateway: Gateway;
  readonly config: Config;
  readonly api: string;
  readonly webhooks: string;
  /** Every line logged so far. */
  readonly logged: () => string;
  /** Every result published so far, as a subscriber saw them. */
  readonly published: ChallengeResult[];
  /** Resolves with the outcome of a challenge as it is published. */
  closed(id: string): Promise<ClosedResult>;
  /** Resolves once a result for the challenge satisfies the test. */
  heard(id: string, fits: (result: ChallengeResult) => boolean): Promise<ChallengeResult>;
  enqueue(id: string, request: unknown, options?: Record<string, unknown>): Promise<void>;
  request(
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
    key?: string,
  ): Promise<{ status: number; body: Record<string, unknown> }>;
  stop(): Promise<void>;
}

/** Starts it all; `env` overrides the gateway's settings, `app` what every app has. */
export async function startWorld(
  env: Record<string, string> = {},
  simulatorOptions: Parameters<typeof startSimulator>[0] = {},
  app: Partial<App> = { rates: noLimits },
): Promise<World> {
  const redis = await startRedis({ tcp: true });
  const webhookPort = await freePort();
  const webhooks = `http://127.0.0.1:${webhookPort}`;
  const simulator = await startSimulator({
    port: 0,
    inboundUrl: `${webhooks}/webhooks/twilio/sms`,
    ...simulatorOptions,
  });
  const given = configFor({ redis, simulator, webhooks, env });
  const config = { ...given, apps: given.apps.map((each) => ({ ...each, ...app })) };
  const lines: string[] = [];
  const log = createLog('debug', { write: (line) => void lines.push(line) });
  const gateway = assemble(config, log);
  const { privateUrl: api } = await gateway.start();
  await ready(api);
  const client = new Redis(redis.url, { maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  const listening = await listenToResults(redis.url);
  const queue = new Queue(requestQueue, { connection: { url: redis.url }, prefix: queuePrefix });
  queue.on('error', () => undefined);
  const heard: World['heard'] = (id, fits) => listening.first((result) => result.id === id && fits(result));
  return {
    redis,
    client,
    simulator,
    gateway,
    config,
    api,
    webhooks,
    logged: () => lines.join(''),
    published: listening.results,
    heard,
    closed: async (id) => (await heard(id, (result) => result.type === 'challenge.closed')) as ClosedResult,
    async enqueue(id, request, options = {}) {
      await queue.add(requestJobName, request, { jobId: id, ...options });
    },
    request: (method, path, body, key = apiKey) => ask(api + path, method, body, key),
    async stop() {
      await gateway.stop(2_000);
      await queue.close();
      client.disconnect();
      listening.stop();
      await simulator.stop();
      await redis.stop();
    },
  };
}

/** The settings of a gateway on this Redis and simulator. */
export function configFor({
  redis,
  simulator,
  webhooks,
  env,
}: {
  redis: TestRedis;
  simulator: Simulator;
  webhooks: string;
  env: Record<string, string>;
}): Config {
  const verdict = readConfig({
    REDIS_URL: redis.url,
    POUNDKEY_SECRET: 'a secret of the tests, and of them only',
    POUNDKEY_PUBLIC_URL: webhooks,
    POUNDKEY_API_KEYS: `default:${apiKey},other:${otherApiKey}`,
    POUNDKEY_PORT: '0',
    POUNDKEY_WEBHOOK_PORT: new URL(webhooks).port,
    POUNDKEY_COUNTRIES: 'US,NL',
    TWILIO_ACCOUNT_SID: simulator.accountSid,
    TWILIO_AUTH_TOKEN: simulator.authToken,
    TWILIO_CALL_FROM: '+14155550001',
    TWILIO_TEXT_FROM: '+14155550002',
    TWILIO_API_BASE_URL: simulator.url,
    ...env,
  });
  if (verdict.kind === 'faults') throw new Error(verdict.faults.join('; '));
  return verdict.config;
}

async function ready(api: string): Promise<void> {
  for (let look = 0; look < 800; look++) {
    if ((await fetch(`${api}/readyz`)).status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`not ready: ${await (await fetch(`${api}/readyz`)).text()}`);
}

async function ask(url: string, method: string, body: unknown, key: string) {
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url, { method, headers, ...(body !== undefined && { body: text }) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function listenToResults(url: string) {
  const subscriber = new Redis(url);
  subscriber.on('error', () => undefined);
  const results: ChallengeResult[] = [];
  const waiting = new Set<() => void>();
  subscriber.on('message', (_channel, message) => {
    results.push(challengeResult.parse(JSON.parse(message)));
    for (const look of waiting) look();
  });
  await subscriber.subscribe(resultsChannel);
  return {
    results,
    stop: () => subscriber.disconnect(),
    first(fits: (result: ChallengeResult) => boolean): Promise<ChallengeResult> {
      const { promise, resolve } = Promise.withResolvers<ChallengeResult>();
      const look = () => {
        const found = results.find(fits);
        if (found !== undefined) resolve(found);
      };
      waiting.add(look);
      look();
      return promise.finally(() => waiting.delete(look));
    },
  };
}
