/** What a disabled result webhook missed is posted, however the news of a success and of the failure before it meet. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createLog } from '../src/log.ts';
import type { Delivery, Posted } from '../src/ports/deliveries.ts';
import { type Connection, openConnection } from '../src/redis/connection.ts';
import { createEndpoints } from '../src/redis/endpoints.ts';
import { type Delivering, deliver } from '../workers/deliver.ts';
import { testApp, testApps } from './support/apps.ts';
import { startRedis, type TestRedis } from './support/redis.ts';

const resultWebhook = { url: 'https://auth.example/results', secrets: ['whsec_c2VjcmV0LW9mLXRoZS10ZXN0cy0wMDAw'] };
let redis: TestRedis;
let connection: Connection;
beforeAll(async () => {
  redis = await startRedis({ tcp: true });
  connection = openConnection(redis.url);
  await connection.connect();
});
afterAll(async () => {
  connection.disconnect();
  await redis.stop();
});
beforeEach(() => connection.flushall());

function posting(answer: (id: string) => Promise<Posted>) {
  const time = { ms: 1_790_000_000_000 };
  const replays: number[] = [];
  const deps: Delivering = {
    apps: testApps(testApp({ id: 'payroll', resultWebhook })),
    unsent: { begin: async () => undefined, hand: async () => undefined, handAgain: async () => undefined },
    deliveries: {
      add: async () => undefined,
      addReplay: async (_app, since) => void replays.push(since),
      close: async () => undefined,
    },
    endpoints: createEndpoints(connection),
    postman: { post: (_webhook, { id }) => answer(id), close: () => undefined },
    clock: { now: () => time.ms },
    log: createLog('silent'),
    count: () => undefined,
    keptMs: 86_400_000,
  };
  const give = (id: string) => {
    const data: Delivery = { app: 'payroll', id, at: time.ms, json: '{}' };
    return deliver(deps)({ id, data, enqueuedAt: time.ms });
  };
  return { deps, time, replays, give };
}

it('a slow success that began before the address was disabled asks for what was left to the replay', async () => {
  const slow = Promise.withResolvers<Posted>();
  const { deps, time, replays, give } = posting(async (id) =>
    id === 'slow' ? await slow.promise : { kind: 'failed', why: 'status 503' },
  );
  for (let failure = 0; failure < 9; failure++) await give(`failure-${failure}`);
  time.ms += 121_000;
  const slowly = give('slow');
  await give('tenth');
  const disabledAt = time.ms;
  expect(await deps.endpoints.trouble('payroll')).toMatchObject({ disabledAt });
  await deps.endpoints.mayProbe('payroll', 30_000);
  time.ms += 1_000;
  expect(await give('left to the replay')).toBeUndefined();
  slow.resolve({ kind: 'taken' });
  await slowly;
  expect(replays).toEqual([disabledAt]);
  expect(await deps.endpoints.trouble('payroll')).toBeUndefined();
});

it('what was left to a replay that had been read to its end, while a process stood still, is asked for once more', async () => {
  const { deps, time, replays, give } = posting(async () => ({ kind: 'taken' }));
  await deps.endpoints.failed('payroll', time.ms);
  await deps.endpoints.disable('payroll', time.ms);
  const disabledAt = time.ms;
  time.ms += 60_000;
  const asked = Promise.withResolvers<void>();
  const thawed = Promise.withResolvers<void>();
  const { works } = deps.endpoints;
  Object.assign(deps.endpoints, {
    works: async (...given: Parameters<typeof works>) => {
      asked.resolve();
      await thawed.promise;
      return await works(...given);
    },
  });
  const probing = give('probe');
  await asked.promise;
  const [stoodStillFrom] = [time.ms];
  time.ms += 2_000;
  expect(await give('left to the replay')).toBeUndefined();
  thawed.resolve();
  await probing;
  expect(replays).toEqual([disabledAt, stoodStillFrom]);
});

it('an address that was disabled after it was looked at keeps its mark', async () => {
  const { failed, disable, works, trouble } = createEndpoints(connection);
  await failed('payroll', 1_000);
  await disable('payroll', 2_000);
  expect(await works('payroll', undefined)).toBe(false);
  expect(await works('payroll', 1_999)).toBe(false);
  expect(await trouble('payroll')).toMatchObject({ disabledAt: 2_000 });
  expect(await works('payroll', 2_000)).toBe(true);
  expect(await trouble('payroll')).toBeUndefined();
});
