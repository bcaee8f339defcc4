import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeOf } from '../../src/advance/change.ts';
import type { App } from '../../src/challenge/app.ts';
import type { Phone } from '../../src/challenge/phone.ts';
import type { Entry } from '../../src/ports/gate.ts';
import type { Store } from '../../src/ports.ts';
import { createRedisClock } from '../../src/redis/clock.ts';
import { type Connection, openConnection } from '../../src/redis/connection.ts';
import { createRedisGate } from '../../src/redis/gate.ts';
import { deriveKeys } from '../../src/redis/seal.ts';
import { createRedisStore } from '../../src/redis/store.ts';
import { challenge, pound } from '../challenge/given.ts';
import { noLimits, testApp } from '../support/apps.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { startCluster, type TestCluster } from './cluster.ts';

const keys = deriveKeys('secret');
let redis: TestRedis;
let cluster: TestCluster;
const open: Connection[] = [];
async function storeOn(url: string): Promise<{ store: Store; connection: Connection }> {
  const connection = openConnection(url);
  open.push(connection);
  await connection.connect();
  const clock = createRedisClock();
  const [seconds, micros] = await connection.time();
  clock.observe(String(seconds), String(micros));
  return { connection, store: createRedisStore({ connection, clock, keys, resultTtlSeconds: 60 }) };
}
let connection: Connection;
let store: Store;
beforeAll(async () => {
  [redis, cluster] = await Promise.all([startRedis({ tcp: true }), startCluster()]);
  ({ store, connection } = await storeOn(redis.url));
});
afterAll(async () => {
  for (const each of open) each.disconnect();
  await Promise.all([redis.stop(), cluster.stop()]);
});

let made = 0;
const asked = (subject: string, app: App = testApp(), id = `entering-${++made}`) => {
  const entry: Entry = { id, app, subject, numbers: ['+14155550100' as Phone], ip: undefined, lifeMs: 180_000 };
  const first = challenge([pound()]);
  const secrets = { ...first.secrets, codeIsGiven: true };
  const change = changeOf({ ...first, secrets, id, app: app.id, subject, expiresAt: Date.now() + 180_000 }, []);
  return { id, entry, change };
};
async function enterAndCreate({ change, entry }: Pick<ReturnType<typeof asked>, 'change' | 'entry'>, over?: string) {
  if (store.enterAndCreate === undefined) throw new Error('not on one Redis');
  return await store.enterAndCreate(change, entry, over);
}

describe('in one step with the gate, a challenge', () => {
  it('is written when it is let in, and known to this process as it was written', async () => {
    const one = asked('ann');
    expect(await enterAndCreate(one)).toMatchObject({ created: true, version: 1, entered: { kind: 'entered' } });
    expect(await store.load(one.id)).toMatchObject({ version: 1, challenge: one.change.challenge });
    expect(store.recall(one.id)).toMatchObject({ version: 1, challenge: { id: one.id } });
  });

  it('is not written twice: the same id again is known', async () => {
    const one = asked('bob');
    await enterAndCreate(one);
    expect(await enterAndCreate(one)).toMatchObject({ created: false, version: 0, entered: { kind: 'known' } });
    expect((await store.load(one.id))?.version).toBe(1);
  });

  it('is not written while its subject is being asked, and is as soon as that is known to be over', async () => {
    const [first, second] = [asked('cy'), asked('cy')];
    await enterAndCreate(first);
    const refused = await enterAndCreate(second);
    expect(refused).toMatchObject({ created: false, entered: { kind: 'in-progress', id: first.id } });
    expect(await store.load(second.id)).toBeUndefined();
    expect(store.recall(second.id)).toBeUndefined();
    expect(await enterAndCreate(second, first.id)).toMatchObject({ created: true, entered: { kind: 'entered' } });
  });

  it('is written by whoever comes again after its process was lost between the two', async () => {
    const one = asked('dan');
    await createRedisGate({ connection, keys }).enter(one.entry);
    expect(await enterAndCreate(one)).toMatchObject({ created: true, entered: { kind: 'entered-before' } });
  });

  it('of many at once is written as often as a limit allows, and each is told what is left', async () => {
    const app = testApp({ rates: { ...noLimits, perNumber: [{ count: 3, seconds: 600 }] } });
    const all = Array.from({ length: 20 }, (_, n) => asked(`many-${n}`, app));
    const told = await Promise.all(all.map((one) => enterAndCreate(one)));
    expect(told.filter(({ created }) => created)).toHaveLength(3);
    expect(told.filter(({ entered }) => entered.kind === 'limited')).toHaveLength(17);
    const there = await Promise.all(all.map(({ id }) => store.load(id)));
    expect(there.filter((stored) => stored !== undefined)).toHaveLength(3);
    expect(told[0]?.entered).toMatchObject({ budgets: [{ limit: 'perNumber', remaining: 2 }] });
  });
});

it('on a cluster there is no such step: gate and challenge live apart', async () => {
  const apart = await storeOn(cluster.url);
  expect(apart.store.enterAndCreate).toBeUndefined();
});
