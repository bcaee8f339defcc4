/** Of one subject one challenge is open at a time, whoever asks twice, wherever, and however long a process stands still. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { admit } from '../src/admit/admit.ts';
import { challengeRequest } from '../src/contract/request.ts';
import type { Store } from '../src/ports.ts';
import { noLimits, testApp } from './support/apps.ts';
import { startRedis, type TestRedis } from './support/redis.ts';
import { type Side, startSide } from './support/side.ts';

const app = testApp({ rates: noLimits });
let redis: TestRedis;
let one: Side;
let other: Side;
beforeAll(async () => {
  redis = await startRedis({ tcp: true });
  [one, other] = await Promise.all([startSide(redis.url, app), startSide(redis.url, app)]);
});
afterAll(async () => {
  one.stop();
  other.stop();
  await redis.stop();
});

const ask = ({ deps }: Pick<Side, 'deps'>, id: string, subject: string) => {
  const request = challengeRequest.parse({ to: '+14155550100', channel: 'voice', method: 'match', subject });
  return admit(deps, { id, app, requestedAt: deps.clock.now(), request });
};

it('the same id at two processes at once keeps the place that it has', async () => {
  for (let round = 0; round < 100; round++) {
    const id = `same-id-${round}`;
    const both = round % 2 === 0 ? [one, other] : [other, one];
    await Promise.all(both.map((side) => ask(side, id, `subject-${round}`)));
    expect(await ask(one, `other-id-${round}`, `subject-${round}`)).toMatchObject({
      kind: 'refused',
      reason: 'already-in-progress',
      because: { id },
    });
  }
});

it('an id that another subject has does not keep a place for this one', async () => {
  expect(await ask(one, 'of-another', 'somebody')).toMatchObject({ kind: 'admitted' });
  // The gate looks for the record first; here it came to be a moment later.
  const blind: Side['deps'] = {
    ...other.deps,
    gate: { ...other.deps.gate, enter: async () => ({ kind: 'entered', budgets: [] }) },
  };
  const left = vi.spyOn(blind.gate, 'leave');
  await ask({ deps: blind }, 'of-another', 'somebody else');
  expect(left).toHaveBeenCalledTimes(1);
});

it('who stood still between entering and creating asks to be let in anew', async () => {
  const entered = Promise.withResolvers<void>();
  const thawed = Promise.withResolvers<void>();
  const gate: Side['deps']['gate'] = {
    ...one.deps.gate,
    async enter(entry, over) {
      const verdict = await one.deps.gate.enter(entry, over);
      entered.resolve();
      await thawed.promise;
      return verdict;
    },
  };
  const frozen = ask({ deps: { ...one.deps, gate } }, 'frozen-1', 'frozen');
  await entered.promise;
  // Another process took it for gone: it had the place, and was not there.
  await one.deps.gate.leave({ id: 'frozen-1', app, subject: 'frozen', numbers: [], ip: undefined, lifeMs: 60_000 });
  expect(await ask(other, 'awake-1', 'frozen')).toMatchObject({ kind: 'admitted' });
  const later = performance.now() + 11_000;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => later);
  thawed.resolve();
  expect(await frozen).toMatchObject({ kind: 'refused', reason: 'already-in-progress', because: { id: 'awake-1' } });
  clock.mockRestore();
  const open: Store = other.deps.store;
  expect(await open.load('frozen-1')).toBeUndefined();
});
