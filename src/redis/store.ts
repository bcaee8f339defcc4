import { type Challenge, isOpen } from '../challenge/challenge.ts';
import { dispatchesDue, isKept } from '../challenge/jobs.ts';
import { nextAlarmAt } from '../challenge/wake.ts';
import { partitionOf, partitions, replyChannel, resultsChannel } from '../contract/names.ts';
import type { Change, Store } from '../ports.ts';
import type { RedisClock } from './clock.ts';
import { type Connection, isCluster } from './connection.ts';
import { createHints } from './hints.ts';
import { createInTurn } from './in-turn.ts';
import { createRecent, type Recent } from './recent.ts';
import {
  alarmsKey,
  claimKeys,
  claimsKeptMs,
  joinJobs,
  keysOf,
  listKey,
  readRecord,
  rejectedKey,
  sealSecrets,
  splitRecord,
  writeState,
} from './record.ts';
import { loadScripts, type Scripts } from './scripts.ts';
import type { Keys } from './seal.ts';

interface Deps {
  readonly connection: Connection;
  readonly clock: RedisClock;
  readonly keys: Keys;
  /** How long an outcome can be read and results stay in the streams. */
  readonly resultTtlSeconds: number;
}
/** Jobs that did not reach the queue are looked for after this long: a crash is rare, a slow hand-over is not. */
const repairAfterMs = 5_000;
/** An outcome can be read for its time after the end of the longest challenge; so long it is listed. */
const longestLifeMs = 600_000;

/** The Store port on Redis. Every commit is one script: state, results, jobs and alarm together or not at all. */
export function createRedisStore(deps: Deps): Store {
  const { connection, clock, keys, resultTtlSeconds } = deps;
  const scripts = loadScripts(connection);
  const retentionMs = resultTtlSeconds * 1_000;
  const recent = createRecent();
  const hints = createHints(deps, scripts);
  const write = writer(deps, scripts, recent, hints);
  return {
    async load(id) {
      const [seconds, micros, record] = await scripts.load([keysOf(id).record], []);
      const now = clock.observe(seconds, micros);
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
      return { created: version !== 'conflict', version: version === 'conflict' ? 0 : version };
    },
    commit: write,
    async jobsHandedOver(challenge, version, jobs) {
      const { record, alarms } = keysOf(challenge.id);
      const lines = jobs.map((job) => JSON.stringify(job));
      await scripts.jobsHandedOver([record, alarms], [version, challenge.id, nextAlarmAt(challenge) ?? '', ...lines]);
    },
    async jobsLeft(id) {
      const record = await connection.get(keysOf(id).record);
      return record === null ? [] : splitRecord(record).jobs;
    },
    ...alarms(deps, scripts),
    async publishRejected(mark, result, replyTo) {
      const { record, results } = keysOf(result.id);
      const taken = mark === undefined ? record : rejectedKey(partitionOf(result.id), mark);
      const args = [
        JSON.stringify(result),
        retentionMs,
        resultsChannel,
        replyTo === undefined ? '' : replyChannel(replyTo),
      ];
      return (await scripts.publishRejected([taken, results], args)) === 1;
    },
    awaitingReply: hints.awaitingReply,
    placedTo: hints.placedTo,
    claim: hints.claim,
    claimants: hints.claimants,
  };
}

/** Which challenges want attention, over all partitions. */
function alarms({ connection }: Deps, scripts: Scripts): Pick<Store, 'forget' | 'due'> {
  return {
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

/** What a commit of this challenge touches; the list of its app only when it is new. */
function written({ id, app }: Challenge, isNew: boolean): string[] {
  const { record, alarms, results } = keysOf(id);
  return [record, alarms, results, ...(isNew ? [listKey(partitionOf(id), app)] : [])];
}

function writer(deps: Deps, scripts: Scripts, recent: Recent, hints: ReturnType<typeof createHints>) {
  const inTurn = createInTurn();
  // On a cluster they live on another node than the challenge.
  const apart = isCluster(deps.connection);
  const write = async (change: Change, version: number) => {
    const { challenge, claim } = change;
    // What we have written ourselves meanwhile has won already; a new challenge's id is for Redis to know.
    if (version > 0 && (recent.get(challenge.id)?.version ?? 0) > version) return 'conflict';
    const now = deps.clock.now();
    const claims = claim === undefined || apart ? [] : claimKeys(claim.sid, now);
    // Whoever learns of the commit may act on it, so what is known by number must be known by then.
    if (apart) await hints.remember(change);
    const numbers = apart ? [] : hints.hintsOf(change);
    const writing = scripts.commit(
      [...written(challenge, version === 0), ...claims, ...numbers.map(({ key }) => key)],
      commitArguments(deps, change, { version, now, members: numbers.map(({ member }) => member) }),
    );
    // One that cannot be written costs nothing but the certainty that no lookup for another challenge takes it.
    const claiming = claim !== undefined && apart ? hints.claim(claim.sid, claim.mark).catch(() => false) : undefined;
    const [next] = await Promise.all([writing, claiming]);
    if (next === -1) return 'conflict';
    recent.put(challenge.id, { challenge, version: next });
    return next;
  };
  // The provider's answer and its first callback come at the same moment. Of two that write the same challenge the second
  // waits for what the first writes, instead of losing a race in Redis. What Redis does not answer fails for both.
  return (change: Change, version: number) => inTurn(change.challenge.id, () => write(change, version));
}

/** As the head of `commit-3-up.lua` tells them. */
function commitArguments(
  { keys, resultTtlSeconds }: Deps,
  { challenge, results, jobs, claim }: Change,
  { version, now, members }: { version: number; now: number; members: readonly string[] },
) {
  const retentionMs = resultTtlSeconds * 1_000;
  // Secrets do not change: they are written with the first version and wiped with the last.
  const fresh = isOpen(challenge) && version === 0;
  const sealed = fresh ? sealSecrets(keys, challenge.id, challenge.secrets) : isOpen(challenge) ? 'kept' : '';
  return [
    version,
    challenge.id,
    writeState(challenge),
    sealed,
    joinJobs(jobs.filter(isKept)),
    nextAlarmAt(challenge) ?? '',
    repairAfterMs,
    dispatchesDue(challenge).length,
    isOpen(challenge) ? Math.max(0, challenge.expiresAt - now) + retentionMs : retentionMs,
    retentionMs,
    resultsChannel,
    challenge.replyTo === undefined ? '' : replyChannel(challenge.replyTo),
    claim?.sid ?? '',
    claim?.mark ?? '',
    claimsKeptMs,
    retentionMs + longestLifeMs,
    challenge.expiresAt,
    members.length,
    ...members,
    ...results.map((result) => JSON.stringify(result)),
  ];
}
