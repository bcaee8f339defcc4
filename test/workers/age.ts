import type { Redis } from 'ioredis';
import { joinJobs, keysOf, splitRecord } from '../../src/redis/record.ts';
import { packState, type State, unpackState } from '../../src/redis/state.ts';

const times = ['createdAt', 'expiresAt', 'startedAt', 'at', 'dueAt', 'lookupAt'];

/**
 * Makes a challenge older, as if `seconds` had passed for it and nobody else: what it waits for comes that much sooner.
 * Gives false when somebody wrote it meanwhile; then nothing is changed. `which`: only these of its times.
 */
export async function age(client: Redis, id: string, seconds: number, which = times): Promise<boolean> {
  const { record, alarms } = keysOf(id);
  const ms = seconds * 1_000;
  const own = client.duplicate();
  await own.watch(record);
  const [written, alarm] = [await own.get(record), await own.zscore(alarms, id)];
  const older = (key: string, value: unknown) =>
    which.includes(key) && typeof value === 'number' ? value - ms : value;
  const transaction = own.multi();
  // Whoever knows it younger has lost the race.
  if (written !== null) {
    const { version, sealed, jobs, state } = splitRecord(written);
    const aged = JSON.parse(JSON.stringify(unpackState(state)), older) as State;
    transaction.set(record, [version + 1, sealed, joinJobs(jobs), packState(aged)].join('\n'), 'KEEPTTL');
  }
  if (alarm !== null) transaction.zadd(alarms, 'XX', Number(alarm) - ms, id);
  const done = await transaction.exec();
  own.disconnect();
  return done !== null;
}
