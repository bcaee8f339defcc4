import type { Redis } from 'ioredis';
import { resultsStream } from '../contract/names.ts';
import { parseHeard } from './heard-result.ts';

const entriesPerRead = 500;
/** The longest a challenge lives, and a little. */
const pastMs = 660_000;

/** The results of all challenges as the gateway wrote them: complete, in order, and each of them once. */
export interface ResultStreams {
  /** From here on every new result of the partition is read. Nothing changes if it is followed already. */
  follow(partition: number): Promise<void>;
  /** Stops to follow all others. */
  keep(partitions: ReadonlySet<number>): void;
  /** Delivers what is new in a followed partition. Call it as often as you like: Redis is asked once at a time. */
  read(partition: number): Promise<void>;
  readAll(): Promise<void>;
  /** What a followed partition had of these challenges before they were followed, oldest first. */
  past(partition: number, ids: ReadonlySet<string>): Promise<string[]>;
}

interface Reader {
  readonly partition: number;
  /** The last entry that was delivered. */
  position: string;
  /** Somebody asked for a read that has not begun yet. */
  wanted: boolean;
  reading: Promise<void> | undefined;
}

interface Deps {
  readonly redis: Redis;
  readonly deliver: (json: string) => void;
}

/** Reads the result streams. A read that fails loses nothing: the next one begins where the last entry was delivered. */
export function readResultStreams(deps: Deps): ResultStreams {
  const readers = new Map<number, Reader>();
  const read = (partition: number): Promise<void> => {
    const reader = readers.get(partition);
    if (reader === undefined) return Promise.resolve();
    reader.wanted = true;
    reader.reading ??= drain(deps, reader)
      .catch(() => {})
      .finally(() => {
        reader.reading = undefined;
      });
    return reader.reading;
  };
  return {
    async follow(partition) {
      if (readers.has(partition)) return;
      const [newest] = await deps.redis.xrevrange(resultsStream(partition), '+', '-', 'COUNT', 1);
      // Another challenge may have followed while we waited, and have read on since: its place is the one to keep.
      if (readers.has(partition)) return;
      readers.set(partition, { partition, position: newest?.[0] ?? '0-0', wanted: false, reading: undefined });
    },
    keep(partitions) {
      for (const partition of readers.keys()) if (!partitions.has(partition)) readers.delete(partition);
    },
    read,
    readAll: async () => void (await Promise.all([...readers.keys()].map(read))),
    past: async (partition, ids) =>
      await readPast(deps.redis, resultsStream(partition), readers.get(partition)?.position, ids),
  };
}

async function drain({ redis, deliver }: Deps, reader: Reader): Promise<void> {
  const key = resultsStream(reader.partition);
  while (reader.wanted) {
    reader.wanted = false;
    const streams = await redis.xread('COUNT', entriesPerRead, 'STREAMS', key, reader.position);
    const entries = streams?.[0]?.[1] ?? [];
    for (const [entryId, fields] of entries) {
      reader.position = entryId;
      deliver(fields[fields.indexOf('result') + 1] ?? '');
    }
    reader.wanted ||= entries.length === entriesPerRead;
  }
}

async function readPast(
  redis: Redis,
  key: string,
  until: string | undefined,
  ids: ReadonlySet<string>,
): Promise<string[]> {
  const found: string[] = [];
  if (until === undefined) return found;
  let from = String(Math.max(0, Number.parseInt(until, 10) - pastMs));
  for (let more = true; more; ) {
    const entries = await redis.xrange(key, from, until, 'COUNT', entriesPerRead);
    for (const [, fields] of entries) {
      const json = fields[fields.indexOf('result') + 1] ?? '';
      if (ids.has(parseHeard(json)?.id ?? '')) found.push(json);
    }
    from = `(${entries.at(-1)?.[0]}`;
    more = entries.length === entriesPerRead;
  }
  return found;
}
