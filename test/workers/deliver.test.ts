import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { postsAtOnceMax } from '../../src/challenge/delivery.ts';
import { createLog } from '../../src/log.ts';
import type { Delivery, Posted } from '../../src/ports/deliveries.ts';
import type { PatientHandler } from '../../src/ports.ts';
import { type Connection, openConnection } from '../../src/redis/connection.ts';
import { createEndpoints } from '../../src/redis/endpoints.ts';
import { type Delivering, type DeliveryStep, deliver } from '../../workers/deliver.ts';
import { testApp, testApps } from '../support/apps.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

const day = 86_400_000;
const url = 'https://auth.example/results?token=secret-in-the-address';
const resultWebhook = { url, secrets: ['whsec_c2VjcmV0LW9mLXRoZS10ZXN0cy0wMDAw'] };

let redis: TestRedis;
let connection: Connection;
let now: number;
let answers: Posted[];
let posts: { id: string; json: string; at: number }[];
let replays: { app: string; since: number }[];
let added: Delivery[];
let written: Delivery[];
let steps: DeliveryStep[];
let lines: string[];
let handle: PatientHandler;
let deps: Delivering;

beforeAll(async () => {
  redis = await startRedis({ tcp: true });
  connection = openConnection(redis.url);
  await connection.connect();
});
afterAll(async () => {
  connection.disconnect();
  await redis.stop();
});
beforeEach(async () => {
  await connection.flushall();
  now = 1_790_000_000_000;
  [answers, posts, replays, added, written, steps, lines] = [[], [], [], [], [], [], []];
  deps = {
    apps: testApps(testApp({ id: 'payroll', resultWebhook }), testApp({ id: 'other', resultWebhook })),
    unsent: {
      begin: async () => undefined,
      hand: async () => undefined,
      handAgain: async (since, take) => take(written.filter(({ at }) => at >= since)),
    },
    deliveries: {
      add: async (deliveries) => void added.push(...deliveries),
      addReplay: async (app, since) => void replays.push({ app, since }),
      close: async () => undefined,
    },
    endpoints: createEndpoints(connection),
    postman: {
      async post(_webhook, message) {
        posts.push(message);
        return answers.shift() ?? { kind: 'taken' };
      },
      close: () => undefined,
    },
    clock: { now: () => now },
    log: createLog('debug', { write: (line) => void lines.push(line) }),
    count: (step) => void steps.push(step),
    keptMs: day,
  };
  handle = deliver(deps);
});

let entries = 0;
const deliveryAt = (at: number, app = 'payroll'): Delivery => {
  entries += 1;
  return { app, id: `r_0_${at}-${entries}`, at, json: `{"app":"${app}","n":${entries}}` };
};
const give = (data: unknown) => handle({ id: 'job', data, enqueuedAt: now });
const failed: Posted = { kind: 'failed', why: 'status 503' };
const always = (posted: Posted): void => {
  answers = Array.from({ length: 1_000 }, () => posted);
};
/** One result, tried until it is given up or `tries` are over; time passes as it is told to. */
async function tryOften(data: unknown, triesMax: number): Promise<unknown> {
  let current = data;
  for (let tries = 0; tries < triesMax; tries += 1) {
    const later = await give(current);
    if (later === undefined) return undefined;
    now += later.againInMs;
    current = later.data ?? current;
  }
  return current;
}
/** An address that is disabled: three results failed for two minutes. */
async function disable(): Promise<{ since: number; kept: unknown }> {
  always(failed);
  const kept = await tryOften(deliveryAt(now), 5);
  await tryOften(deliveryAt(now), 3);
  now += 120_000;
  for (let n = 0; n < 2; n += 1) await give(deliveryAt(now));
  const trouble = await deps.endpoints.trouble('payroll');
  expect(trouble?.disabledAt).toBe(now);
  posts.length = 0;
  steps.length = 0;
  return { since: now, kept };
}

describe('a result', () => {
  test('is posted once when it is taken, with the time of the post', async () => {
    expect(await give(deliveryAt(now - 5))).toBeUndefined();
    expect(posts).toMatchObject([{ at: now, json: expect.stringContaining('payroll') }]);
    expect(steps).toEqual(['taken']);
  });

  test('is tried again with the same id, later each time, and given up after seven tries', async () => {
    const gaps: number[] = [];
    always(failed);
    let current: unknown = deliveryAt(now);
    for (;;) {
      const later = await give(current);
      if (later === undefined) break;
      gaps.push(later.againInMs);
      current = later.data;
    }
    expect(gaps).toEqual([500, 2_000, 5_000, 15_000, 60_000, 300_000]);
    expect(new Set(posts.map(({ id }) => id)).size).toBe(1);
    expect(new Set(posts.map(({ json }) => json)).size).toBe(1);
    expect(steps.slice(-2)).toEqual(['failed', 'given-up']);
    expect(lines.join('')).toContain('result not delivered');
  });

  test('waits as long as it is asked to', async () => {
    answers = [{ ...failed, retryAfterMs: 42_000 }];
    expect(await give(deliveryAt(now))).toMatchObject({ againInMs: 42_000 });
  });

  test('of an app whose webhook was taken out of the settings is dropped', async () => {
    expect(await give(deliveryAt(now, 'gone-app'))).toBeUndefined();
    expect(posts).toEqual([]);
  });

  test('does not wait behind those of an app that is slow', async () => {
    const slow = Promise.withResolvers<Posted>();
    const { post } = deps.postman;
    Object.assign(deps.postman, {
      post: (webhook: never, message: { json: string }) =>
        message.json.includes('payroll') ? slow.promise : post(webhook, message as never),
    });
    const waiting = Array.from({ length: postsAtOnceMax }, () => give(deliveryAt(now)));
    expect(await give(deliveryAt(now))).toEqual({ againInMs: 200 });
    expect(await give(deliveryAt(now, 'other'))).toBeUndefined();
    expect(posts).toHaveLength(1);
    slow.resolve({ kind: 'taken' });
    await Promise.all(waiting);
    expect(await give(deliveryAt(now))).toBeUndefined();
  });

  test('never brings its address, its secret or itself into the log', async () => {
    always(failed);
    await tryOften(deliveryAt(now), 9);
    await connection.flushall();
    await disable();
    const log = lines.join('');
    for (const secret of ['secret-in-the-address', 'auth.example', 'whsec_', '"n":']) expect(log).not.toContain(secret);
  });
});

describe('a dead address', () => {
  test('is disabled after ten failures in a row over two minutes, and that is told', async () => {
    await disable();
    expect(lines.join('')).toContain('result webhook disabled');
    expect(await deps.endpoints.trouble('other')).toBeUndefined();
  });

  test('is disabled at once when it says that it is gone', async () => {
    answers = [{ kind: 'gone' }];
    await give(deliveryAt(now));
    expect(await deps.endpoints.trouble('payroll')).toMatchObject({ disabledAt: now });
  });

  test('one result that is taken begins the count anew', async () => {
    always(failed);
    await tryOften(deliveryAt(now), 6);
    answers = [];
    await give(deliveryAt(now));
    expect(await deps.endpoints.trouble('payroll')).toBeUndefined();
  });

  test('is tried with one result in half a minute, whoever asks', async () => {
    await disable();
    await connection.del('poundkey:{webhook-payroll}:probe');
    for (let n = 0; n < 20; n += 1) await deliver(deps)({ id: 'j', data: deliveryAt(now + n), enqueuedAt: now });
    expect(posts).toHaveLength(1);
    expect(await connection.pttl('poundkey:{webhook-payroll}:probe')).toBeGreaterThan(25_000);
  });

  test('keeps what was under way, leaves what comes to the streams, and posts all of it once it works', async () => {
    const { since, kept } = await disable();
    await deps.endpoints.mayProbe('payroll', 30_000);
    const missed = [deliveryAt(since), deliveryAt(since + 10)];
    written = [deliveryAt(since - 1), ...missed, deliveryAt(since + 10, 'other')];
    for (const delivery of missed) expect(await give(delivery)).toBeUndefined();
    expect(await give(kept)).toEqual({ againInMs: 60_000 });
    expect(await give(deliveryAt(since - 1))).toEqual({ againInMs: 60_000 });
    expect(posts).toEqual([]);
    answers = [];
    await connection.del('poundkey:{webhook-payroll}:probe');
    expect(await give(kept)).toBeUndefined();
    expect(replays).toEqual([{ app: 'payroll', since }]);
    expect(await deps.endpoints.trouble('payroll')).toBeUndefined();
    await give(replays[0]);
    expect(added).toEqual(missed);
    expect(lines.join('')).toContain('result webhook enabled again');
  });

  test('a probe that fails is kept as well, or left to the streams', async () => {
    const { since, kept } = await disable();
    await connection.del('poundkey:{webhook-payroll}:probe');
    expect(await give(kept)).toEqual({ againInMs: 60_000 });
    await connection.del('poundkey:{webhook-payroll}:probe');
    expect(await give(deliveryAt(since + 1))).toBeUndefined();
    expect(posts).toHaveLength(2);
    expect(await deps.endpoints.trouble('payroll')).toMatchObject({ disabledAt: since });
  });

  test('gives up what is older than the streams', async () => {
    const { kept } = await disable();
    await deps.endpoints.mayProbe('payroll', 30_000);
    now += day + 600_000;
    expect(await give(kept)).toBeUndefined();
    expect(steps).toEqual(['given-up']);
  });
});
