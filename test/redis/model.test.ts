/** Random histories with crashes between any two steps: the store on Redis, the one in memory and plain arithmetic agree. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeOf } from '../../src/advance/change.ts';
import { createTurns } from '../../src/advance/turns.ts';
import { type Advancing, advance } from '../../src/advance.ts';
import { type Challenge, isOpen, type OpenChallenge } from '../../src/challenge/challenge.ts';
import type { Command } from '../../src/challenge/command.ts';
import { decide } from '../../src/challenge/decide.ts';
import { evolve } from '../../src/challenge/evolve.ts';
import { dispatchesDue, isKept, type Job } from '../../src/challenge/jobs.ts';
import type { Result } from '../../src/challenge/result.ts';
import { createLog } from '../../src/log.ts';
import type { Store } from '../../src/ports.ts';
import { createRedisClock } from '../../src/redis/clock.ts';
import { type Connection, openConnection } from '../../src/redis/connection.ts';
import { keysOf } from '../../src/redis/record.ts';
import { deriveKeys } from '../../src/redis/seal.ts';
import { createRedisStore } from '../../src/redis/store.ts';
import { sweep } from '../../workers/sweep.ts';
import { type Journey, journey, walk } from '../challenge/walk.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { createMemoryStore } from './memory-store.ts';
import type { Bench } from './store-suite.ts';
import { virtualTime } from './virtual-time.ts';

/** What goes wrong, or what happens besides, at one step. */
const twist = fc.constantFrom(
  ...(['nothing', 'nothing', 'nothing', 'sweep', 'sweep'] as const),
  ...(['queue-away', 'crash-after-queue', 'reply-lost'] as const),
);
type Twist = typeof twist extends fc.Arbitrary<infer T> ? T : never;

let redis: TestRedis;
let connection: Connection;
let onRedis: Bench;
beforeAll(async () => {
  redis = await startRedis();
  connection = openConnection('redis://unused');
  Object.assign(connection.options, redis.options);
  const setVirtualTime = virtualTime(connection);
  let now = 0;
  const setTime = async (ms: number) => {
    now = ms;
    await setVirtualTime(ms);
  };
  await connection.connect();
  const deps = {
    connection,
    clock: { ...createRedisClock(), now: () => now },
    keys: deriveKeys('secret'),
    resultTtlSeconds: 86_400,
  };
  const store = createRedisStore(deps);
  const stream = keysOf('challenge-1').results;
  const told = async () =>
    (await connection.xrange(stream, '-', '+')).map(([, [, json]]) => JSON.parse(json ?? '') as Result);
  onRedis = { store, setTime, told };
});
afterAll(async () => {
  connection.disconnect();
  await redis.stop();
});

/** A gateway that loses what `twist` says, around one store. */
function gateway(bench: Bench) {
  const state = { twist: 'nothing' as Twist, queued: new Set<string>(), dispatches: new Set<string>() };
  const fail = (when: Twist) => {
    if (state.twist === when) throw new Error(`pretended: ${when}`);
  };
  const store: Store = {
    ...bench.store,
    async commit(change, version) {
      const verdict = await bench.store.commit(change, version);
      fail('reply-lost');
      return verdict;
    },
    async jobsHandedOver(...args) {
      fail('crash-after-queue');
      await bench.store.jobsHandedOver(...args);
    },
  };
  const queue = {
    async hand(jobs: readonly Job[]) {
      if (jobs.length > 0) fail('queue-away');
      for (const job of jobs) (isKept(job) ? state.queued : state.dispatches).add(JSON.stringify(job));
    },
  };
  const deps: Advancing = { store, queue, log: createLog('silent'), clock: { now: () => 0 }, turns: createTurns() };
  return { ...bench, deps, state };
}

/** The same without any store: what must come out. */
function arithmetic(first: OpenChallenge) {
  const jobs = new Set<string>();
  const results: Result[] = [];
  let challenge: Challenge = first;
  return {
    jobs,
    results,
    challenge: () => challenge,
    apply(command: Command, now: number): boolean {
      const decision = decide(challenge, command, now);
      if (typeof decision === 'string') return false;
      challenge = decision.reduce(evolve, challenge);
      const change = changeOf(challenge, decision);
      results.push(...change.results);
      for (const job of change.jobs.filter(isKept)) jobs.add(JSON.stringify(job));
      return true;
    },
  };
}

async function live(journey: Journey, twists: readonly Twist[]): Promise<void> {
  await connection.flushdb();
  const steps = [...walk(journey)];
  const first = { ...steps[0]?.before } as OpenChallenge;
  const open = { ...first, secrets: { ...first.secrets, codeIsGiven: true } };
  const must = arithmetic(open);
  const both = [gateway(onRedis), gateway(createMemoryStore())];
  const each = <T>(act: (one: (typeof both)[number]) => Promise<T>) => Promise.all(both.map(act));
  const agree = async () => {
    const [a, b] = await each(async ({ store }) => ({
      stored: await store.load(open.id),
      jobs: await store.jobsLeft(open.id),
    }));
    expect(a).toEqual(b);
    expect(a?.stored?.challenge).toEqual(must.challenge());
  };
  const rest = async (ms: number) => {
    await each(({ setTime }) => setTime(ms));
    const [a, b] = await each(({ store }) => store.due(800));
    expect(a).toEqual(b);
    const moved = must.apply({ type: 'wake' }, ms);
    await each(({ deps }) => sweep(deps)());
    await agree();
    // Woken for nothing that was due: then what every queued attempt waits for has been handed over.
    const waiting = a?.includes(open.id) && !moved ? dispatchesDue(must.challenge()) : [];
    for (const job of waiting) for (const { state } of both) expect(state.dispatches).toContain(JSON.stringify(job));
  };

  await each(({ setTime }) => setTime(open.createdAt));
  // A store knows the time from what it has read.
  await each(({ store }) => store.load(open.id));
  const created = changeOf(open, []);
  await each(({ store }) => store.create(created));
  for (const [index, { command, now }] of steps.entries()) {
    const twist = twists[index % twists.length] ?? 'nothing';
    await each(({ setTime }) => setTime(now));
    const moved = must.apply(command, now);
    await each(async (one) => {
      one.state.twist = twist;
      const advanced = advance(one.deps, open.id, command).then(
        ({ kind }) => kind === 'advanced',
        () => 'no answer',
      );
      expect(await advanced).toBe(twist === 'reply-lost' && moved ? 'no answer' : moved);
      one.state.twist = 'nothing';
    });
    await agree();
    if (twist === 'sweep') await rest(now);
  }
  const end = Math.max(open.expiresAt, ...steps.map(({ now }) => now));
  for (let round = 1; round <= 8; round++) await rest(end + round * 6_000);

  expect(isOpen(must.challenge())).toBe(false);
  expect(must.results.filter(({ type }) => type === 'challenge.closed')).toHaveLength(1);
  for (const one of both) {
    expect(await one.told()).toEqual(must.results);
    expect(one.state.queued).toEqual(must.jobs);
    expect(await one.store.jobsLeft(open.id)).toEqual([]);
    expect(await one.store.due(800)).toEqual([]);
  }
}

describe('a challenge that is written through crashes', () => {
  it(
    'is the same in every store, tells every result once and in order, and loses no job',
    () =>
      fc.assert(fc.asyncProperty(journey, fc.array(twist, { minLength: 1, maxLength: 40 }), live), {
        numRuns: 40,
        endOnFailure: true,
      }),
    60_000,
  );
});
