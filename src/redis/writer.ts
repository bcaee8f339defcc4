/** The one place that writes a challenge: one script, and on a cluster what must be known beside it. */
import { type Challenge, isOpen } from '../challenge/challenge.ts';
import { dispatchesDue, isKept } from '../challenge/jobs.ts';
import { failuresWindowMs } from '../challenge/policy.ts';
import { nextAlarmAt } from '../challenge/wake.ts';
import { partitionOf, replyChannel, resultsChannel } from '../contract/names.ts';
import type { Change, Store } from '../ports.ts';
import type { RedisClock } from './clock.ts';
import { type Connection, isCluster } from './connection.ts';
import type { Hints } from './hints.ts';
import { countersOf, createLooksApart } from './looks.ts';
import type { Recent } from './recent.ts';
import { claimKeys, claimsKeptMs, joinJobs, keysOf, listKey, sealSecrets, writeState } from './record.ts';
import type { Scripts } from './scripts.ts';
import type { Keys } from './seal.ts';
import { packSid } from './state.ts';

export interface WriterDeps {
  readonly connection: Connection;
  readonly clock: RedisClock;
  readonly keys: Keys;
  /** How long an outcome can be read and results stay in the streams. */
  readonly resultTtlSeconds: number;
}
/** Jobs that did not reach the queue are looked for after this long: a crash is rare, a slow hand-over is not. */
const repairAfterMs = 5_000;
/** However soon outcomes may go: one that nobody could close in time, since no workers ran, is closed when they do. */
const openKeptMs = 86_400_000;
/** An outcome can be read for its time after the end of the longest challenge; so long it is listed. */
const longestLifeMs = 600_000;

/** What a commit of this challenge touches; the list of its app only when it is new. */
function written({ id, app }: Challenge, isNew: boolean): string[] {
  const { record, alarms, results } = keysOf(id);
  return [record, alarms, results, ...(isNew ? [listKey(partitionOf(id), app)] : [])];
}

type Written = Awaited<ReturnType<Store['commit']>>;

/** `Store.commit`; `version` 0 for a challenge that must not exist yet. */
export function createWriter(deps: WriterDeps, scripts: Scripts, recent: Recent, hints: Hints) {
  const put = isCluster(deps.connection) ? writerApart(deps, scripts, hints) : writerAtOnce(deps, scripts, hints);
  return async (change: Change, version: number): Promise<Written> => {
    const { challenge } = change;
    // What we have written ourselves meanwhile has won already; a new challenge's id is for Redis to know.
    if (version > 0 && (recent.get(challenge.id)?.version ?? 0) > version) return 'conflict';
    const next = await put(change, version);
    if (next === -2) return 'no-looks-left';
    if (next === -1) return 'conflict';
    recent.put(challenge.id, { challenge, version: next });
    return next;
  };
}

/** What `commit-3-up.lua` says: the new version, or less than 0. */
type Put = (change: Change, version: number) => Promise<number>;

function writerAtOnce(deps: WriterDeps, scripts: Scripts, hints: Hints): Put {
  return (change, version) => {
    const now = deps.clock.now();
    return scripts.commit(
      ...commitOf(deps, change, {
        version,
        now,
        claims: change.claim === undefined ? [] : claimKeys(change.claim.sid, now),
        counters: change.looks === undefined ? [] : countersOf(deps.keys, change.looks),
        numbers: hints.hintsOf(change),
      }),
    );
  };
}

/** On a cluster what is not the challenge's own lives on other nodes: what must be known before the commit is written before it. */
function writerApart(deps: WriterDeps, scripts: Scripts, hints: Hints): Put {
  const apart = createLooksApart(deps.keys, scripts);
  return async (change, version) => {
    const { claim, looks } = change;
    if (looks !== undefined && !(await apart.take(looks))) return -2;
    // Whoever learns of the commit may act on it, so what is known by number must be known by then.
    await hints.remember(change);
    const alone = { version, now: deps.clock.now(), claims: [], counters: [], numbers: [] };
    const writing = scripts.commit(...commitOf(deps, change, alone));
    // One that cannot be written costs nothing but the certainty that no lookup for another challenge takes it.
    const claiming = claim === undefined ? undefined : hints.claim(claim.sid, claim.mark).catch(() => false);
    const [next] = await Promise.all([writing, claiming]);
    return next;
  };
}

interface Beside {
  readonly version: number;
  readonly now: number;
  /** Where else the same script writes; nowhere on a cluster. */
  readonly claims: readonly string[];
  readonly counters: readonly string[];
  readonly numbers: ReturnType<Hints['hintsOf']>;
}

/** Keys and arguments, as the head of `commit-3-up.lua` tells them. */
function commitOf(
  { keys, resultTtlSeconds }: WriterDeps,
  { challenge, results, jobs, claim, looks }: Change,
  { version, now, claims, counters, numbers }: Beside,
): [string[], string[]] {
  const retentionMs = resultTtlSeconds * 1_000;
  // Secrets do not change: they are written with the first version and wiped with the last.
  const fresh = isOpen(challenge) && version === 0;
  const sealed = fresh ? sealSecrets(keys, challenge.id, challenge.secrets) : isOpen(challenge) ? 'kept' : '';
  const touched = [...written(challenge, version === 0), ...claims, ...counters, ...numbers.map(({ key }) => key)];
  const alone = [
    version,
    nextAlarmAt(challenge) ?? -1,
    repairAfterMs,
    dispatchesDue(challenge).length,
    isOpen(challenge) ? Math.max(0, challenge.expiresAt - now) + Math.max(retentionMs, openKeptMs) : retentionMs,
    retentionMs,
    claimsKeptMs,
    retentionMs + longestLifeMs,
    challenge.expiresAt,
    numbers.length,
    counters.length,
    looks?.looksMax ?? 0,
    failuresWindowMs,
    looks?.failed === true ? 1 : 0,
  ];
  return [
    touched,
    [
      alone.join(' '),
      challenge.id,
      writeState(challenge),
      sealed,
      joinJobs(jobs.filter(isKept)),
      resultsChannel,
      challenge.replyTo === undefined ? '' : replyChannel(challenge.replyTo),
      claim === undefined ? '' : packSid(claim.sid),
      claim?.mark ?? '',
      ...numbers.map(({ member }) => member),
      ...results.map((result) => JSON.stringify(result)),
    ],
  ];
}
