import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resultsChannel } from '../../src/contract/names.ts';
import { openPatientConnection } from '../../src/redis/connection.ts';
import { hearResults } from '../../src/redis/results-heard.ts';
import { createRedisWatch } from '../../src/redis/watch.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

let redis: TestRedis;
let publisher: Redis;
let watch: ReturnType<typeof createRedisWatch>;
const never = new AbortController().signal;
const long = 60_000;

beforeAll(async () => {
  redis = await startRedis({ tcp: true });
  publisher = new Redis(redis.url);
  publisher.on('error', () => undefined);
  const subscriber = openPatientConnection(redis.url);
  subscriber.on('error', () => undefined);
  watch = createRedisWatch(hearResults(subscriber));
  // Somebody waits all the time, so that the subscription stands.
  await watch.closed('first', long, never);
  void watch.closed('patient', long, never);
  return () => subscriber.disconnect();
});
afterAll(async () => {
  publisher.disconnect();
  await redis.stop();
});

const publish = (message: unknown) =>
  publisher.publish(resultsChannel, typeof message === 'string' ? message : JSON.stringify(message));
/** Whether it has resolved once everything published before this has arrived. */
async function settledAfterAll(watched: Promise<void>): Promise<boolean> {
  let settled = false;
  void watched.then(() => {
    settled = true;
  });
  const marker = watch.closed('marker', long, never);
  await publish({ id: 'marker', type: 'challenge.closed' });
  await marker;
  return settled;
}

const subscribers = async () => (await publisher.pubsub('NUMSUB', resultsChannel))[1];

describe('the subscription', () => {
  const others = async () => Number(await subscribers());

  it('stands only while somebody waits, and is there again for the next', async () => {
    const before = await others();
    const subscriber = openPatientConnection(redis.url);
    const own = createRedisWatch(hearResults(subscriber, 1));
    await subscriber.connect();
    expect(await others()).toBe(before);
    for (let round = 0; round < 2; round++) {
      await own.closed('any', long, never);
      const watched = own.closed('any', long, never);
      await publish({ id: 'any', type: 'challenge.closed' });
      await watched;
      await expect.poll(others).toBe(before);
    }
    subscriber.disconnect();
  });

  it('that has just begun to stand lets everybody look again: what closed before it was not heard', async () => {
    const subscriber = openPatientConnection(redis.url);
    await subscriber.connect();
    const own = createRedisWatch(hearResults(subscriber));
    await Promise.all([own.closed('one', long, never), own.closed('another', long, never)]);
    subscriber.disconnect();
  });
});

describe('a watch', () => {
  it('wakes everybody who waits for the challenge when it closes, and nobody else', async () => {
    const [a, b, other] = ['mine', 'mine', 'other'].map((id) => watch.closed(id, long, never));
    await publish({ id: 'mine', type: 'challenge.closed' });
    await Promise.all([a, b]);
    expect(await settledAfterAll(other as Promise<void>)).toBe(false);
  });

  it('sleeps through progress', async () => {
    const watched = watch.closed('moving', long, never);
    await publish({ id: 'moving', type: 'challenge.progress' });
    expect(await settledAfterAll(watched)).toBe(false);
  });

  it('wakes after its time, and at once when whoever waited has gone', async () => {
    await watch.closed('nothing', 10, never);
    const gone = new AbortController();
    const watched = watch.closed('nothing', long, gone.signal);
    gone.abort();
    await watched;
    await watch.closed('nothing', long, gone.signal);
  });

  it('stands what others publish on the channel by mistake', async () => {
    const watched = watch.closed('steady', long, never);
    for (const junk of ['hello', '', 'null', '7', '[]', '{"id":7,"type":"challenge.closed"}']) await publish(junk);
    expect(await settledAfterAll(watched)).toBe(false);
  });

  it('lets everybody look again after a lost connection: what was published meanwhile is not heard', async () => {
    const watched = watch.closed('missed', long, never);
    await redis.kill();
    await redis.restart();
    await watched;
    const heard = watch.closed('heard', long, never);
    await expect.poll(() => publisher.publish(resultsChannel, '{}').catch(() => 0)).toBeGreaterThan(0);
    await publish({ id: 'heard', type: 'challenge.closed' });
    await heard;
  });
});
