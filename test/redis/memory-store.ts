import { dispatchesDue, isKept, type KeptJob } from '../../src/challenge/jobs.ts';
import type { Result } from '../../src/challenge/result.ts';
import { alarmAfterHandOver, nextAlarmAt } from '../../src/challenge/wake.ts';
import type { Change, Store } from '../../src/ports.ts';

const repairAfterMs = 5_000;

interface Kept {
  readonly change: Change;
  readonly version: number;
  readonly jobs: readonly KeptJob[];
  readonly alarm: number | undefined;
}

/** The Store port in as few words as it can be said: what `createRedisStore` must do, without Redis. */
export function createMemoryStore() {
  const records = new Map<string, Kept>();
  const rejected = new Set<string>();
  const awaiting = new Map<string, Map<string, number>>();
  const claims = new Map<string, string>();
  const failures = new Map<string, number>();
  const heard = new Map<string, readonly string[]>();
  const told: Result[] = [];
  let now = 0;

  const write = (change: Change, version: number): number | 'conflict' | 'no-looks-left' => {
    const { id } = change.challenge;
    const before = records.get(id);
    if ((before?.version ?? 0) !== version || rejected.has(id)) return 'conflict';
    const { owners = [], looksMax = 0, failed = false } = change.looks ?? {};
    if (owners.some((owner) => (failures.get(owner) ?? 0) >= looksMax)) return 'no-looks-left';
    if (failed) for (const owner of owners) failures.set(owner, (failures.get(owner) ?? 0) + 1);
    const jobs = [...(before?.jobs ?? []), ...change.jobs.filter(isKept)];
    const next = nextAlarmAt(change.challenge);
    const handing = jobs.length + dispatchesDue(change.challenge).length;
    const alarm = handing === 0 ? next : Math.min(next ?? Number.POSITIVE_INFINITY, now + repairAfterMs);
    records.set(id, structuredClone({ change, version: version + 1, jobs, alarm }));
    told.push(...structuredClone(change.results));
    const { sid = '', mark = '' } = change.claim ?? {};
    if (sid !== '' && !claims.has(sid)) claims.set(sid, mark);
    for (const { to, awaitsReply } of change.placing ?? [])
      remember(awaitsReply ? to : `placed ${to}`, id, change.challenge.expiresAt);
    return version + 1;
  };
  const remember = (owner: string, id: string, expiresAt: number): void =>
    void awaiting.set(owner, (awaiting.get(owner) ?? new Map<string, number>()).set(id, expiresAt));
  const recall = (owner: string): string[] =>
    [...(awaiting.get(owner) ?? [])].flatMap(([id, expiresAt]) => (expiresAt > now ? [id] : []));
  const store: Store = {
    recall: () => undefined,
    async load(id) {
      const kept = records.get(id);
      return kept && structuredClone({ challenge: kept.change.challenge, version: kept.version, now });
    },
    async create(change) {
      const version = write(change, 0);
      return typeof version === 'number' ? { created: true, version } : { created: false, version: 0 };
    },
    commit: async (change, version) => write(change, version),
    async jobsHandedOver(challenge, version, handed) {
      const kept = records.get(challenge.id);
      if (kept === undefined) return;
      const lines = new Set(handed.map((job) => JSON.stringify(job)));
      const jobs = kept.jobs.filter((job) => !lines.has(JSON.stringify(job)));
      const done = jobs.length === 0 && kept.version === version;
      records.set(challenge.id, { ...kept, jobs, alarm: done ? alarmAfterHandOver(challenge, now) : kept.alarm });
    },
    jobsLeft: async (id) => [...(records.get(id)?.jobs ?? [])],
    async due(countMax) {
      const ids = [...records].flatMap(([id, { alarm }]) => (alarm !== undefined && alarm <= now ? [id] : []));
      return ids.slice(0, countMax);
    },
    async postpone(id, until) {
      const kept = records.get(id);
      if (kept?.alarm !== undefined) records.set(id, { ...kept, alarm: Math.max(kept.alarm, until) });
    },
    async forget(id) {
      const kept = records.get(id);
      if (kept !== undefined) records.set(id, { ...kept, alarm: undefined });
    },
    async publishRejected(mark, result) {
      const key = mark ?? result.id;
      if (rejected.has(key) || (mark === undefined && records.has(key))) return false;
      rejected.add(key);
      told.push(structuredClone(result));
      return true;
    },
    async markHeard(messageSid, ids) {
      if (!heard.has(messageSid)) heard.set(messageSid, ids);
    },
    async textFrom(from, messageSid) {
      const meantFor = heard.get(messageSid);
      return { awaiting: recall(from), ...(meantFor !== undefined && { meantFor }) };
    },
    placedTo: async (to) => [...new Set([...recall(to), ...recall(`placed ${to}`)])],
    async claim(sid, mark) {
      if (!claims.has(sid)) claims.set(sid, mark);
      return claims.get(sid) === mark;
    },
    claimants: async (sids) => sids.map((sid) => claims.get(sid)),
  };
  return {
    store,
    /** How often each owner of looks has failed. */
    failures,
    async setTime(ms: number) {
      now = ms;
    },
    told: async () => [...told],
  };
}
