import { Redis } from 'ioredis';
import { partitions, queuePrefix, requestQueue, resultsChannel, resultsStream } from '../../src/contract/names.ts';
import type { ClosedResult } from '../../src/contract/result.ts';
import { keysOf, splitRecord } from '../../src/redis/record.ts';
import { unpackState } from '../../src/redis/state.ts';
import { pause } from './pause.ts';

/** An outcome as it stood in a stream. */
export interface Closed {
  readonly entry: string;
  readonly json: string;
  readonly result: ClosedResult;
  /** When we read it, on the wall clock. */
  readonly seenAt: number;
}

/** Reads every result stream as an auth server would that missed nothing, and listens to pub/sub beside it. */
export interface Results {
  /** By challenge id, in order. */
  readonly closed: Map<string, Closed[]>;
  /** Ids whose outcome was heard over pub/sub, which may lose some. */
  readonly published: Set<string>;
  /** Resolves when all of these have an outcome, or after `ms`. */
  all(ids: Iterable<string>, ms: number): Promise<void>;
  /** Every stream from its beginning: what is really there. */
  reread(): Promise<Map<string, Closed[]>>;
  /** When each challenge expired or would have, as its record says. */
  expiries(ids: Iterable<string>): Promise<Map<string, number>>;
  /** Of challenges without an outcome: whether their request is still on the queue, and their record there. */
  traces(ids: Iterable<string>): Promise<Map<string, string>>;
  stop(): void;
}

const streams = Array.from({ length: partitions }, (_, partition) => resultsStream(partition));

export async function startResults(redisUrl: string): Promise<Results> {
  const reader = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const subscriber = new Redis(redisUrl, { maxRetriesPerRequest: null });
  for (const each of [reader, subscriber]) each.on('error', () => undefined);
  const closed = new Map<string, Closed[]>();
  const published = new Set<string>();
  const news = new EventTarget();
  subscriber.on('message', (_channel, message: string) => {
    const { id, type } = JSON.parse(message) as { id: string; type: string };
    if (type === 'challenge.closed') published.add(id);
  });
  await subscriber.subscribe(resultsChannel);
  const stopping = new AbortController();
  void follow(reader, stopping.signal, (entry, json) => {
    if (keep(closed, entry, json)) news.dispatchEvent(new Event('closed'));
  });
  return {
    closed,
    published,
    async all(ids, ms) {
      const waiting = new Set(ids);
      const enough = new AbortController();
      const look = () => {
        for (const id of waiting) if (closed.has(id)) waiting.delete(id);
        if (waiting.size === 0) enough.abort();
      };
      news.addEventListener('closed', look);
      look();
      await pause(ms, enough.signal);
      news.removeEventListener('closed', look);
    },
    async reread() {
      const found = new Map<string, Closed[]>();
      const redis = new Redis(redisUrl);
      for (const stream of streams)
        for (const [entry, fields] of await redis.xrange(stream, '-', '+')) keep(found, entry, fields[1] ?? '');
      redis.disconnect();
      return found;
    },
    async expiries(ids) {
      const redis = new Redis(redisUrl);
      const found = new Map<string, number>();
      for (const id of ids) {
        const record = await redis.get(keysOf(id).record);
        const state = record === null ? '' : splitRecord(record).state;
        if (state !== '') found.set(id, unpackState(state).expiresAt);
      }
      redis.disconnect();
      return found;
    },
    async traces(ids) {
      const redis = new Redis(redisUrl);
      const found = new Map<string, string>();
      for (const id of ids) found.set(id, await traceOf(redis, id));
      redis.disconnect();
      return found;
    },
    stop() {
      stopping.abort();
      reader.disconnect();
      subscriber.disconnect();
    },
  };
}

async function traceOf(redis: Redis, id: string): Promise<string> {
  const queue = `${queuePrefix}:${requestQueue}`;
  const lists = await Promise.all(['wait', 'active', 'paused'].map((list) => redis.lpos(`${queue}:${list}`, id)));
  const sets = await Promise.all(
    ['delayed', 'prioritized', 'failed'].map((set) => redis.zscore(`${queue}:${set}`, id)),
  );
  const places = ['wait', 'active', 'paused', 'delayed', 'prioritized', 'failed'];
  const place = places.filter((_, index) => [...lists, ...sets][index] !== null).join(', ') || 'in no list';
  const job = (await redis.exists(`${queue}:${id}`)) === 1 ? `request ${place}` : 'no request';
  return `${job}, ${(await redis.exists(keysOf(id).record)) === 1 ? 'a record' : 'no record'}`;
}

/** Follows all streams from their beginning; a read that fails is done again from where the last one ended. */
async function follow(redis: Redis, stopping: AbortSignal, take: (entry: string, json: string) => void) {
  const positions = new Map(streams.map((stream) => [stream, '0-0']));
  while (!stopping.aborted) {
    try {
      const read = await redis.xread('COUNT', 200, 'BLOCK', 500, 'STREAMS', ...positions.keys(), ...positions.values());
      for (const [stream, entries] of read ?? [])
        for (const [entry, fields] of entries) {
          positions.set(stream, entry);
          take(entry, fields[1] ?? '');
        }
    } catch {
      await pause(100, stopping);
    }
  }
}

function keep(closed: Map<string, Closed[]>, entry: string, json: string): boolean {
  const result = JSON.parse(json) as ClosedResult;
  if (result.type !== 'challenge.closed') return false;
  const before = closed.get(result.id) ?? [];
  closed.set(result.id, [...before, { entry, json, result, seenAt: Date.now() }]);
  return true;
}
