import { Queue as BullQueue } from 'bullmq';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '../../src/challenge/jobs.ts';
import { queuePrefix } from '../../src/contract/names.ts';
import { createQueue, type WorkQueue, workQueues } from '../../src/queue/queue.ts';
import { type Connection, openConnection } from '../../src/redis/connection.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

let redis: TestRedis;
let connection: Connection;
let queue: ReturnType<typeof createQueue>;
const seen = new Map<WorkQueue, BullQueue>();
beforeAll(async () => {
  redis = await startRedis({ tcp: true, appendonly: true });
  connection = openConnection(redis.url);
  connection.on('error', () => undefined);
  await connection.connect();
  queue = createQueue(connection);
  for (const name of workQueues) {
    const look = new BullQueue(name, { connection: { url: redis.url }, prefix: queuePrefix });
    look.on('error', () => undefined);
    seen.set(name, look);
  }
});
afterAll(async () => {
  await Promise.all([queue.close(), ...[...seen.values()].map((look) => look.close())]);
  connection.disconnect();
  await redis.stop();
});

const dispatch = (id: string, round = 0, channel: 'voice' | 'sms' = 'voice'): Job => ({
  ...{ type: 'dispatch', id, attempt: 0, round, channel },
});
const waiting = async (name: WorkQueue) => (await seen.get(name)?.getWaiting()) ?? [];
const idsIn = async (name: WorkQueue) => (await waiting(name)).map(({ id }) => id).sort();

describe('handing over', () => {
  it('puts calls, texts and upkeep in their queues, each with what its worker needs and nothing more', async () => {
    const lookUp: Job = { type: 'look-up', id: 'challenge-1', attempt: 1, lookup: 2 };
    const hangUp: Job = { type: 'hang-up', id: 'challenge-1', sid: 'CA1' };
    const [voice, sms] = [dispatch('challenge-1'), dispatch('challenge-1', 0, 'sms')];
    await queue.hand([voice, sms, lookUp, hangUp]);
    expect((await waiting('voice')).map(({ data }) => data)).toEqual([voice]);
    expect((await waiting('sms')).map(({ data }) => data)).toEqual([sms]);
    const upkeep = (await waiting('upkeep')).map(({ name, data }) => ({ name, data }));
    expect(upkeep).toHaveLength(2);
    expect(upkeep).toEqual(
      expect.arrayContaining([
        { name: 'look-up', data: lookUp },
        { name: 'hang-up', data: hangUp },
      ]),
    );
  });

  it('a job that is there already is not put twice, however often and at once it is handed over', async () => {
    const jobs = [dispatch('twice-1'), dispatch('twice-1')];
    await Promise.all([queue.hand(jobs), queue.hand(jobs), queue.hand(jobs)]);
    await queue.hand(jobs);
    expect((await idsIn('voice')).filter((id) => id?.startsWith('twice-1'))).toHaveLength(1);
  });

  it('another round, attempt, lookup or call is another job', async () => {
    const jobs: Job[] = [
      ...[dispatch('other-1'), dispatch('other-1', 1), { ...dispatch('other-1'), attempt: 1 } as Job],
      ...[1, 2].map((lookup): Job => ({ type: 'look-up', id: 'other-1', attempt: 0, lookup })),
      ...['CA1', 'CA2'].map((sid): Job => ({ type: 'hang-up', id: 'other-1', sid })),
    ];
    await queue.hand(jobs);
    const ids = [...(await idsIn('voice')), ...(await idsIn('upkeep'))];
    expect(ids.filter((id) => id?.startsWith('other-1'))).toHaveLength(jobs.length);
  });

  it('takes every id that a challenge can have', async () => {
    const ids = ['--------', '________', '0-------', '1234567a', 'x'.repeat(64), '0x123456', '1e100000'];
    await queue.hand(ids.map((id) => dispatch(id)));
    const present = await idsIn('voice');
    for (const id of ids) expect(present).toContain(`${id}.0.0`);
  });

  it('of nothing asks nothing', async () => {
    await queue.hand([]);
  });

  it('fails within 2 s while Redis is away or stands still, and works again afterwards', async () => {
    redis.freeze();
    const asked = performance.now();
    await expect(queue.hand([dispatch('frozen-1')])).rejects.toThrow();
    expect(performance.now() - asked).toBeLessThan(2_000);
    redis.thaw();
    await redis.kill();
    await expect.poll(() => connection.status).not.toBe('ready');
    await expect(queue.hand([dispatch('away-1')])).rejects.toThrow();
    await redis.restart();
    await expect.poll(() => connection.status).toBe('ready');
    await queue.hand([dispatch('back-1')]);
    expect(await idsIn('voice')).toContain('back-1.0.0');
  });

  it('survives that Redis goes away just before a queue is used for the first time', async () => {
    const fresh = createQueue(connection);
    await redis.kill();
    await expect.poll(() => connection.status).not.toBe('ready');
    await expect(fresh.hand([dispatch('first-1'), dispatch('first-1', 0, 'sms')])).rejects.toThrow();
    await redis.restart();
    await expect.poll(() => connection.status).toBe('ready');
    await fresh.hand([dispatch('first-1'), dispatch('first-1', 0, 'sms')]);
    expect(await idsIn('voice')).toContain('first-1.0.0');
    expect(await idsIn('sms')).toContain('first-1.0.0');
    await fresh.close();
  });
});
