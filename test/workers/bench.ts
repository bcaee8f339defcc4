import type { Admitting } from '../../src/admit/admit.ts';
import { createTurns } from '../../src/advance/turns.ts';
import { advance } from '../../src/advance.ts';
import type { Challenge } from '../../src/challenge/challenge.ts';
import type { Command } from '../../src/challenge/command.ts';
import type { Job } from '../../src/challenge/jobs.ts';
import type { Result } from '../../src/challenge/result.ts';
import { partitions, resultsStream } from '../../src/contract/names.ts';
import { createLog } from '../../src/log.ts';
import type { Found, Handler, Incoming, Placement, Provider, Queue, Store } from '../../src/ports.ts';
import { openConnection } from '../../src/redis/connection.ts';
import { createRedisGate } from '../../src/redis/gate.ts';
import { createKeyring, deriveKeys } from '../../src/redis/seal.ts';
import { createRedisStore } from '../../src/redis/store.ts';
import { type Dispatching, dispatch } from '../../workers/dispatch.ts';
import { hangUp } from '../../workers/hang-up.ts';
import { intake } from '../../workers/intake.ts';
import { lookUp } from '../../workers/look-up.ts';
import { sweep } from '../../workers/sweep.ts';
import { virtualTime } from '../redis/virtual-time.ts';
import { testApp, testApps } from '../support/apps.ts';
import { startRedis } from '../support/redis.ts';

type Call = Parameters<Provider['call']>[0];
type Text = Parameters<Provider['text']>[0];

/** A provider that remembers what was asked of it and answers what a test told it to. */
export interface PretendProvider extends Provider {
  readonly asked: (Call | Text)[];
  readonly hungUp: string[];
  readonly lookups: Parameters<Provider['find']>[0][];
  /** What comes of asking for a call or text; by default it is placed, each with an id of its own. */
  answer: (order: Call | Text) => Promise<Placement>;
  found: Found[] | 'unknown';
  hangUpAnswer: Awaited<ReturnType<Provider['hangUp']>>;
}

export const sidNumber = (n: number): string => `CA${String(n).padStart(32, '0')}`;

function pretendProvider(): PretendProvider {
  const asked: (Call | Text)[] = [];
  const ask = (order: Call | Text) => {
    asked.push(order);
    return provider.answer(order);
  };
  const provider: PretendProvider = {
    ...{ asked, hungUp: [], lookups: [], found: [], hangUpAnswer: 'ended' },
    answer: async () => ({ kind: 'placed', sid: sidNumber(asked.length) }),
    call: ask,
    text: ask,
    async hangUp(sid) {
      provider.hungUp.push(sid);
      return provider.hangUpAnswer;
    },
    async find(query) {
      provider.lookups.push(query);
      return provider.found;
    },
  };
  return provider;
}

/** The workers' rooms with real Redis behind them, and in the hand of the test: time, provider, and each job one by one. */
export interface Bench {
  readonly deps: Admitting & Dispatching;
  readonly store: Store;
  readonly provider: PretendProvider;
  /** Every job handed over, oldest first. */
  readonly queued: Job[];
  readonly logged: () => string;
  now(): number;
  pass(seconds: number): Promise<void>;
  /** A request comes off the queue; `ago` seconds after it was made. */
  request(id: string, data: unknown, ago?: number): Promise<void>;
  run(job: Job | undefined): Promise<void>;
  sweep(): Promise<number>;
  give(id: string, command: Command): ReturnType<typeof advance>;
  challenge(id: string): Promise<Challenge | undefined>;
  told(id: string): Promise<Result[]>;
  /** Forgets what the provider was asked and which jobs there were. */
  clear(): void;
  stop(): Promise<void>;
}

/** Most tests ask one number for one challenge after the other; each is about another person unless it says so. */
const aboutOne = (id: string, data: unknown): unknown =>
  typeof data === 'object' && data !== null && !Array.isArray(data) ? { subject: id, ...data } : data;

export async function startBench(): Promise<Bench> {
  const redis = await startRedis({ tcp: true });
  const connection = openConnection(redis.url);
  const setTime = virtualTime(connection);
  await connection.connect();
  // Redis collects garbage by its own time, so the bench begins now.
  let now = Date.now();
  await setTime(now);
  const clock = { now: () => now, observe: () => now };
  const keys = deriveKeys('a secret of the tests, and of them only');
  const store = createRedisStore({ connection, clock, keys, resultTtlSeconds: 2_592_000 });
  const lines: string[] = [];
  const queued: Job[] = [];
  const queue: Queue = { hand: async (jobs) => void queued.push(...jobs) };
  const provider = pretendProvider();
  let tokens = 0;
  const random = {
    token: (length: number) => `token${++tokens}`.padEnd(length, '-'),
    digits: (length: number) => '7'.repeat(length),
  };
  const log = createLog('debug', { write: (line) => void lines.push(line) });
  const gate = createRedisGate({ connection, keys });
  const rules = {
    keyring: createKeyring(keys),
    refused: () => undefined,
    gate,
    random,
    turns: createTurns(),
    apps: testApps(testApp({ id: 'payroll', name: 'The payroll' })),
  };
  const deps = { store, queue, clock, log, provider, ...rules };
  return {
    ...{ deps, store, provider, queued, logged: () => lines.join(''), now: () => now },
    async pass(seconds) {
      now += seconds * 1_000;
      await setTime(now);
    },
    request: (id, data, ago = 0) => intake(deps)({ id, data: aboutOne(id, data), enqueuedAt: now - ago * 1_000 }),
    async run(job) {
      if (job === undefined) throw new Error('there is no such job');
      await handlerOf(deps, job)({ id: 'any', data: job, enqueuedAt: now } satisfies Incoming);
    },
    sweep: () => sweep(deps)(),
    give: (id, command) => advance(deps, id, command),
    challenge: async (id) => (await store.load(id))?.challenge,
    async told(id) {
      const streams = Array.from({ length: partitions }, (_, p) => connection.xrange(resultsStream(p), '-', '+'));
      const all = (await Promise.all(streams)).flat().map(([, [, json]]) => JSON.parse(json ?? '') as Result);
      return all.filter((result) => result.id === id);
    },
    clear() {
      for (const list of [queued, provider.asked, provider.hungUp, provider.lookups]) list.length = 0;
    },
    async stop() {
      connection.disconnect();
      await redis.stop();
    },
  };
}

function handlerOf(deps: Dispatching, { type }: Job): Handler {
  const handlers = { dispatch: dispatch(deps), 'hang-up': hangUp(deps), 'look-up': lookUp(deps) };
  return handlers[type];
}

export const pound = { to: '+14155550100', channel: 'voice', method: 'pound' };
export const texted = { to: '+14155550100', channel: 'sms', method: 'code' };
