import { alarmAfterHandOver } from '../challenge/wake.ts';
import { partitionOf, partitions, replyChannel, resultsChannel } from '../contract/names.ts';
import type { Store } from '../ports.ts';
import { createHeard } from './heard.ts';
import { createHints } from './hints.ts';
import { createRecent } from './recent.ts';
import { alarmsKey, keysOf, readRecord, rejectedKey, splitRecord } from './record.ts';
import { loadScripts, type Scripts } from './scripts.ts';
import { createWriter, type WriterDeps } from './writer.ts';

/** The Store port on Redis. Every commit is one script: state, results, jobs and alarm together or not at all. */
export function createRedisStore(deps: WriterDeps): Store {
  const { connection, clock, keys } = deps;
  const scripts = loadScripts(connection);
  const recent = createRecent();
  const hints = createHints(deps, scripts);
  const write = createWriter(deps, scripts, recent, hints);
  return {
    async load(id) {
      const askedAt = performance.now();
      const [seconds, micros, record] = await scripts.load([keysOf(id).record], []);
      const now = clock.observe(seconds, micros, askedAt);
      const { version = 0, state = '', sealed = '' } = record === null ? {} : splitRecord(record);
      recent.found(id, version);
      // A request that was refused has taken its id and is no challenge.
      if (state === '') return undefined;
      return { challenge: readRecord(keys, id, state, sealed), version, now };
    },
    recall(id) {
      const known = recent.get(id);
      return known === undefined ? undefined : { ...known, now: clock.now() };
    },
    async create(change) {
      const version = await write(change, 0);
      return typeof version === 'number' ? { created: true, version } : { created: false, version: 0 };
    },
    commit: write,
    async jobsHandedOver(challenge, version, jobs) {
      const { record, alarms } = keysOf(challenge.id);
      const lines = jobs.map((job) => JSON.stringify(job));
      const alarm = alarmAfterHandOver(challenge, clock.now()) ?? '';
      await scripts.jobsHandedOver([record, alarms], [version, challenge.id, alarm, ...lines]);
    },
    async jobsLeft(id) {
      const record = await connection.get(keysOf(id).record);
      return record === null ? [] : splitRecord(record).jobs;
    },
    ...alarms(deps, scripts),
    publishRejected: rejections(deps, scripts),
    ...createHeard(deps, scripts, hints),
    placedTo: hints.placedTo,
    claim: hints.claim,
    claimants: hints.claimants,
  };
}

/** Which challenges want attention, over all partitions. */
function alarms({ connection }: WriterDeps, scripts: Scripts): Pick<Store, 'forget' | 'due' | 'postpone'> {
  return {
    async postpone(id, until) {
      await connection.zadd(keysOf(id).alarms, 'XX', 'GT', until, id);
    },
    async forget(id) {
      await connection.zrem(keysOf(id).alarms, id);
    },
    async due(countMax) {
      const each = Math.max(1, Math.ceil(countMax / partitions));
      const ids = await Promise.all(Array.from({ length: partitions }, (_, p) => scripts.due([alarmsKey(p)], [each])));
      return ids.flat();
    },
  };
}

/** `Store.publishRejected`. */
function rejections({ resultTtlSeconds }: WriterDeps, scripts: Scripts): Store['publishRejected'] {
  return async (mark, result, replyTo) => {
    const { record, results } = keysOf(result.id);
    const taken = mark === undefined ? record : rejectedKey(partitionOf(result.id), mark);
    const args = [
      JSON.stringify(result),
      resultTtlSeconds * 1_000,
      resultsChannel,
      replyTo === undefined ? '' : replyChannel(replyTo),
    ];
    return (await scripts.publishRejected([taken, results], args)) === 1;
  };
}
