/** The sweep goes by what Redis has, not by what this process remembers; and what it has handed over it looks after. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { admit } from '../src/admit/admit.ts';
import { createTurns } from '../src/advance/turns.ts';
import { advance } from '../src/advance.ts';
import { challengeRequest } from '../src/contract/request.ts';
import { keysOf } from '../src/redis/record.ts';
import { createAtOnce } from '../workers/at-once.ts';
import { dispatch, goOn } from '../workers/dispatch.ts';
import { intake } from '../workers/intake.ts';
import { sweep } from '../workers/sweep.ts';
import { noLimits, testApp } from './support/apps.ts';
import { startRedis, type TestRedis } from './support/redis.ts';
import { type Side, startSide } from './support/side.ts';
import { pound, startBench } from './workers/bench.ts';

const app = testApp({ rates: noLimits });
let redis: TestRedis;
let worker: Side;
let other: Side;
beforeAll(async () => {
  redis = await startRedis({ tcp: true });
  [worker, other] = await Promise.all([startSide(redis.url, app), startSide(redis.url, app)]);
});
afterAll(async () => {
  worker.stop();
  other.stop();
  await redis.stop();
});

async function ask(id: string): Promise<void> {
  const request = challengeRequest.parse({ to: '+14155550100', channel: 'voice', method: 'pound', subject: id });
  await admit(worker.deps, { id, app, requestedAt: worker.deps.clock.now(), request });
}

it('a close that Redis has lost, in a fail-over say, is made again', async () => {
  await ask('lost-close-1');
  const { connection, deps } = worker;
  const { record, alarms, results } = keysOf('lost-close-1');
  const before = await connection.get(record);
  await advance(deps, 'lost-close-1', { type: 'cancel', by: 'by-app' });
  // The new primary never got the last write; the challenge's time is over there.
  await connection.set(record, before ?? '');
  await connection.del(results);
  await connection.zadd(alarms, 1, 'lost-close-1');
  await sweep(deps)();
  // It is open again, and what it waits for is known again.
  expect(Number(await connection.zscore(alarms, 'lost-close-1'))).toBeGreaterThan(deps.clock.now());
  expect(deps.store.recall('lost-close-1')).toBeUndefined();
  await advance(deps, 'lost-close-1', { type: 'cancel', by: 'by-app' });
  expect(await connection.xlen(results)).toBe(1);
});

it('an alarm that another process left on a challenge that has closed is silenced', async () => {
  await ask('left-alarm-1');
  const { connection, deps } = worker;
  await advance(deps, 'left-alarm-1', { type: 'cancel', by: 'by-app' });
  const { alarms, record } = keysOf('left-alarm-1');
  // As if that process had written once more, and ended before it handed over.
  const [version, ...rest] = String(await connection.get(record)).split('\n');
  await connection.set(record, [Number(version) + 1, ...rest].join('\n'));
  await connection.zadd(alarms, 1, 'left-alarm-1');
  await sweep(deps)();
  expect(await connection.zscore(alarms, 'left-alarm-1')).toBeNull();
});

it('a dispatch that the sweep handed over, and whose process ended before the fence, is taken up again', async () => {
  const bench = await startBench();
  const killed = { hand: () => Promise.reject(new Error('killed')) };
  await intake({ ...bench.deps, queue: killed })({ id: 'repaired-1', data: pound, enqueuedAt: bench.now() });
  await bench.pass(5);
  const working = (commit = bench.store.commit) => {
    const queue = createAtOnce({ queue: bench.deps.queue, clock: bench.deps.clock, log: bench.deps.log });
    const deps = { ...bench.deps, turns: createTurns(), queue, store: { ...bench.store, commit } };
    const channels = new Set(['voice', 'sms'] as const);
    queue.begin({ dispatch: dispatch(deps), goOn: goOn(deps) }, { concurrency: 10, channels });
    return deps;
  };
  await sweep(working(() => Promise.reject(new Error('connection lost'))))();
  await expect.poll(() => bench.logged()).toContain('not dispatched at once; the sweep takes it up');
  const healthy = working();
  for (let second = 0; second < 25; second++) {
    await bench.pass(1);
    await sweep(healthy)();
  }
  await expect.poll(() => bench.provider.asked).toHaveLength(1);
  await bench.stop();
});
