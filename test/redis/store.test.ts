import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Phone } from '../../src/challenge/phone.ts';
import type { Result } from '../../src/challenge/result.ts';
import { partitionOf, partitions, replyChannel, resultsChannel, resultsStream } from '../../src/contract/names.ts';
import { createRedisClock } from '../../src/redis/clock.ts';
import { type Connection, openConnection } from '../../src/redis/connection.ts';
import { alarmsKey, keysOf, splitRecord } from '../../src/redis/record.ts';
import { deriveKeys } from '../../src/redis/seal.ts';
import { createRedisStore } from '../../src/redis/store.ts';
import { code, mobile, office } from '../challenge/given.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { createMemoryStore } from './memory-store.ts';
import { canceled, dispatchJob, hangUpJob, openChallenge, quiet, refusal, storeSuite } from './store-suite.ts';
import { virtualTime } from './virtual-time.ts';

const keys = deriveKeys('a secret of the tests, and of them only');
const resultTtlSeconds = 600;
let redis: TestRedis;
let connection: Connection;

async function connect(): Promise<Connection> {
  const opened = openConnection(redis.url);
  await opened.connect();
  return opened;
}

/** Each on a database of its own, so that one's time is not the other's. */
async function openStore(db: number, timed: (connection: Connection) => void = () => undefined) {
  const opened = openConnection(`${redis.url}/${db}`);
  timed(opened);
  await opened.connect();
  const clock = createRedisClock();
  const [seconds, micros] = await opened.time();
  clock.observe(String(seconds), String(micros));
  return { connection: opened, clock, store: createRedisStore({ connection: opened, clock, keys, resultTtlSeconds }) };
}

async function toldOn(on: Connection): Promise<Result[]> {
  const entries = await Promise.all(
    Array.from({ length: partitions }, (_, p) => on.xrange(resultsStream(p), '-', '+')),
  );
  return entries.flat().map(([, [, json]]) => JSON.parse(json ?? '') as Result);
}

beforeAll(async () => {
  redis = await startRedis({ tcp: true });
  connection = await connect();
});
afterAll(async () => {
  connection.disconnect();
  await redis.stop();
});

storeSuite('the store on Redis', async () => {
  let setTime: (ms: number) => Promise<void> = async () => undefined;
  const { store, connection: own } = await openStore(1, (opened) => {
    setTime = virtualTime(opened);
  });
  return { store, setTime: (ms) => setTime(ms), told: () => toldOn(own) };
});
storeSuite('the store in memory', async () => createMemoryStore());

describe('the store on Redis, as others see it', () => {
  const soon = () => ({ expiresAt: Date.now() + 180_000 });

  it('publishes each result, in order, to everybody and to whoever asked, with the commit that stores it', async () => {
    const { store } = await openStore(0);
    const heard: [string, string][] = [];
    const subscriber = new Redis(redis.url);
    subscriber.on('message', (channel, message) => heard.push([channel, (JSON.parse(message) as Result).status]));
    await subscriber.subscribe(resultsChannel, replyChannel('auth-7'));
    const open = openChallenge({ ...soon(), replyTo: 'auth-7' });
    const sent: Result = { ...refusal(open.id), type: 'challenge.progress', status: 'sent' };
    await store.create({ ...quiet(open), results: [sent] });
    await store.commit(canceled(open), 1);
    await store.commit(canceled(open), 1);
    await store.publishRejected('mark', refusal('77'), 'auth-7');
    await expect.poll(() => heard).toHaveLength(6);
    const [all, own] = [resultsChannel, replyChannel('auth-7')];
    expect(heard.map(([channel, status]) => `${channel} ${status}`)).toEqual([
      ...[`${all} sent`, `${own} sent`, `${all} canceled`, `${own} canceled`, `${all} failed`, `${own} failed`],
    ]);
    const stream = await connection.xrange(keysOf(open.id).results, '-', '+');
    expect(stream.map(([, [field]]) => field).every((field) => field === 'result')).toBe(true);
    subscriber.disconnect();
  });

  it('writes number, code and extension only sealed, and wipes even that with the close', async () => {
    const { store } = await openStore(0);
    const secrets = { numbers: [mobile, office], code, codeIsGiven: true, extension: '4012w7' };
    const open = openChallenge({ ...soon(), secrets });
    await store.create(quiet(open, [dispatchJob(open)]));
    expect((await store.load(open.id))?.challenge).toMatchObject({ secrets });
    const { record } = keysOf(open.id);
    const written = JSON.stringify([await connection.get(record), await connection.keys('*')]);
    for (const secret of [mobile, mobile.slice(1), office.slice(1), code, '4012w7'])
      expect(written).not.toContain(secret);
    await store.commit(canceled(open), 1);
    const { sealed, state } = splitRecord((await connection.get(record)) ?? '');
    expect(sealed).toBe('');
    expect(state).not.toContain(open.salt);
  });

  it('keeps an outcome for POUNDKEY_RESULT_TTL, an open challenge for a day and its life, and no record for ever', async () => {
    const { store } = await openStore(0);
    const open = openChallenge(soon());
    const { record } = keysOf(open.id);
    await store.create(quiet(open));
    const life = await connection.pttl(record);
    // Whatever the setting says: workers that were away for so long still close it, and tell its outcome.
    expect(life).toBeGreaterThan(86_400_000 + 170_000);
    expect(life).toBeLessThan(86_400_000 + 181_000);
    await store.commit(canceled(open), 1);
    const rest = await connection.pttl(record);
    expect(rest).toBeGreaterThan(resultTtlSeconds * 1_000 - 10_000);
    expect(rest).toBeLessThanOrEqual(resultTtlSeconds * 1_000);
    await store.publishRejected(undefined, refusal('taken-id-1'), undefined);
    expect(await connection.pttl(keysOf('taken-id-1').record)).toBeLessThanOrEqual(resultTtlSeconds * 1_000);
  });

  it('trims the streams by age, so that nothing older than POUNDKEY_RESULT_TTL stays', async () => {
    const { store } = await openStore(0);
    const old = Date.now() - resultTtlSeconds * 1_000 - 5_000;
    for (const id of ['trimmed-by-refusal', 'trimmed-by-commit']) {
      const stream = resultsStream(partitionOf(id));
      await connection.del(stream);
      // Redis trims whole nodes of 100 entries.
      for (let n = 1; n <= 300; n++) await connection.xadd(stream, `${old}-${n}`, 'result', '{}');
      if (id === 'trimmed-by-refusal') await store.publishRejected('trim', refusal(id), undefined);
      else await store.create(canceled(openChallenge({ ...soon(), id })));
      expect(await connection.xlen(stream), id).toBeLessThanOrEqual(101);
      const [newest] = await connection.xrevrange(stream, '+', '-', 'COUNT', 1);
      expect(newest?.[1][1]).toContain(id);
    }
    expect(partitionOf('trimmed-by-refusal')).not.toBe(partitionOf('trimmed-by-commit'));
  });

  it('rings alarms by Redis time, whatever the wall clock of this process says', async () => {
    const { store, connection: own } = await openStore(2);
    const past = openChallenge({ expiresAt: Date.now() + 1_000, attempts: [], steps: [] });
    await store.create(quiet(past));
    expect(await store.due(800)).toEqual([]);
    const wallClock = Date.now;
    Date.now = () => wallClock() + 3_600_000;
    const now = Number((await own.time())[0]) * 1_000;
    expect(await store.due(800)).toEqual([]);
    expect((await store.load(past.id))?.now).toBeLessThan(now + 5_000);
    Date.now = wallClock;
    await own.zadd(keysOf(past.id).alarms, now, past.id);
    expect(await store.due(800)).toEqual([past.id]);
  });

  it('gives the oldest alarms first and no more than were asked for, from every partition', async () => {
    const { store, connection: own } = await openStore(3);
    for (let p = 0; p < partitions; p++)
      for (let n = 0; n < 5; n++) await own.zadd(alarmsKey(p), 1_000 - n, `p${p}-n${n}`);
    const due = await store.due(32);
    expect(due).toHaveLength(32);
    expect(due.every((id) => id.endsWith('-n4') || id.endsWith('-n3'))).toBe(true);
    expect(await store.due(1)).toHaveLength(partitions);
  });

  it('asks Redis nothing when a process loses a race to itself, and tells what won', async () => {
    const { store } = await openStore(0);
    const open = openChallenge(soon());
    await store.create(quiet(open));
    await connection.config('RESETSTAT');
    expect(await store.commit(quiet(open), 1)).toBe(2);
    expect(await store.commit(canceled(open), 1)).toBe('conflict');
    expect(await connection.info('commandstats')).toMatch(/cmdstat_evalsha:calls=1,/);
    expect(store.recall(open.id)).toMatchObject({ version: 2, challenge: { status: 'open' } });
    expect(await store.commit(canceled(open), 2)).toBe(3);
  });

  it('trusts Redis more than its own memory: what Redis has lost can be written again', async () => {
    const { store } = await openStore(0);
    const open = openChallenge(soon());
    await store.create(quiet(open));
    const older = (await connection.get(keysOf(open.id).record)) ?? '';
    await store.commit(quiet(open), 1);
    await connection.set(keysOf(open.id).record, older);
    expect(await store.commit(canceled(open), 1)).toBe('conflict');
    expect(await store.load(open.id)).toMatchObject({ version: 1 });
    expect(await store.commit(canceled(open), 1)).toBe(2);
  });

  it('heals by itself when the script cache is flushed', async () => {
    const { store } = await openStore(0);
    const open = openChallenge(soon());
    await store.create(quiet(open, [hangUpJob(open, 'CA1')]));
    await connection.script('FLUSH');
    expect(await store.commit(quiet(open), 1)).toBe(2);
    await connection.script('FLUSH');
    await store.jobsHandedOver(open, 2, [hangUpJob(open, 'CA1')]);
    expect(await store.jobsLeft(open.id)).toEqual([]);
  });

  it('lets what it remembers of a number and of a call go by itself', async () => {
    const { store, connection: own } = await openStore(4);
    const placing = [{ to: mobile, awaitsReply: true }];
    const open = openChallenge({ ...soon(), expiresAt: Date.now() + 60_000 });
    await store.create({ ...quiet(open), placing, claim: { sid: 'CA1', mark: 'a.0' } });
    await store.create({ ...quiet(openChallenge({ ...soon(), expiresAt: Date.now() + 30_000 })), placing });
    await store.claim('CA2', 'a.0');
    const names = await own.keys('*');
    expect(await own.pttl(names.find((name) => name.includes('by-number')) ?? '')).toBeGreaterThan(50_000);
    const claims = names.filter((name) => name.includes('claims'));
    expect(claims).toHaveLength(2);
    for (const claim of claims) {
      expect(await own.pttl(claim)).toBeGreaterThan(1_800_000);
      expect(await own.pttl(claim)).toBeLessThanOrEqual(2_700_000);
    }
    expect(names.join()).not.toContain(mobile.slice(1));
  });

  it('knows a claim for a quarter of an hour at least, whichever time it was made in', async () => {
    const { store, connection: own, clock } = await openStore(5);
    const quarterMs = 900_000;
    const setTime = (ms: number) => clock.observe(String(ms / 1_000), '0');
    const start = Math.ceil(Date.now() / quarterMs) * quarterMs;
    setTime(start + 899_000);
    expect(await store.claim('CA-late', 'a.0')).toBe(true);
    for (const later of [900_000, 1_799_000]) {
      setTime(start + later);
      expect(await store.claimants(['CA-late'])).toEqual(['a.0']);
    }
    setTime(start + 1_800_000);
    expect(await store.claim('CA-late', 'b.0')).toBe(true);
    // A process whose clock is a moment behind does not overlook it.
    setTime(start + 1_799_000);
    expect(await store.claimants(['CA-late'])).toEqual(['b.0']);
    expect(await own.keys('*')).toHaveLength(2);
  });

  it('knows a text that was heard for thirty days at least, and lets it go by itself', async () => {
    const { store, connection: own, clock } = await openStore(7);
    const timeMs = 30 * 86_400_000;
    const setTime = (ms: number) => clock.observe(String(ms / 1_000), '0');
    const start = Math.ceil(Date.now() / timeMs) * timeMs;
    const wasHeard = async () => (await store.textFrom(mobile, 'SM-heard')).meantFor !== undefined;
    setTime(start + timeMs - 1_000);
    await store.markHeard('SM-heard', ['one']);
    expect(await wasHeard()).toBe(true);
    setTime(start + 2 * timeMs - 1_000);
    expect(await wasHeard()).toBe(true);
    setTime(start + 2 * timeMs);
    expect(await wasHeard()).toBe(false);
    const [key = ''] = await own.keys('*:texts:*');
    expect(await own.pttl(key)).toBeGreaterThan(2 * timeMs - 60_000);
    expect(await own.pttl(key)).toBeLessThanOrEqual(2 * timeMs);
  });

  it('keeps numbers that share a key apart', async () => {
    const { store, connection: own } = await openStore(6);
    const numbers = Array.from({ length: 400 }, (_, n) => `+1415${2_000_000 + n}` as Phone);
    const texted = numbers.map((to) => ({ ...quiet(openChallenge(soon())), placing: [{ to, awaitsReply: true }] }));
    await Promise.all(texted.map((change) => store.create(change)));
    expect((await own.keys('*:by-number')).length).toBeLessThan(400);
    const found = await Promise.all(numbers.map(async (number) => (await store.textFrom(number, 'SM-none')).awaiting));
    expect(found).toEqual(texted.map(({ challenge }) => [challenge.id]));
  });
});
