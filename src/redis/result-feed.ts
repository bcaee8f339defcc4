import type { Challenge } from '../challenge/challenge.ts';
import { partitionOf, resultsStream } from '../contract/names.ts';
import type { ResultFeed, Tell, ToldResult } from '../ports/result-feed.ts';
import type { Connection } from './connection.ts';
import type { ResultsHeard } from './results-heard.ts';

/** Entries of a stream that are read at once. */
const batch = 500;
/** A hint may be lost without anybody noticing; what it told is found so late at the latest. */
const lookAnywayMs = 15_000;
/** Between the time in a challenge and the time in the stream lies the way to Redis. */
const slackMs = 10_000;

interface Deps {
  readonly connection: Connection;
  readonly heard: ResultsHeard;
}
interface Follower {
  readonly tell: Tell;
  /** The last entry it was told. */
  last: string;
  /** What others read while this one still reads what was before; `undefined` once it has caught up. */
  early: ToldResult[] | undefined;
}
/** The stream of one partition, read once for all who follow a challenge in it. */
interface Reader {
  readonly partition: number;
  readonly followers: Map<string, Set<Follower>>;
  /** Begins at the end of the stream: what is there already its followers read for themselves. */
  readonly opened: Promise<void>;
  position: string | undefined;
  wanted: boolean;
  reading: boolean;
}

/**
 * The ResultFeed port. Past results are read by each follower for itself, in the span of its challenge; from then on the
 * process reads every new entry once, when it hears that there is one. Entries are known by their ids, so none is told twice.
 */
export function createResultFeed(deps: Deps): ResultFeed {
  const { connection } = deps;
  const readers = new Map<number, Reader>();
  let leave: (() => void) | undefined;
  const part = (reader: Reader, id: string, follower: Follower) => {
    const others = reader.followers.get(id);
    others?.delete(follower);
    if (others?.size === 0) reader.followers.delete(id);
    if (reader.followers.size === 0 && readers.get(reader.partition) === reader) readers.delete(reader.partition);
    if (readers.size > 0) return;
    leave?.();
    leave = undefined;
  };
  return {
    async follow(challenge, after, tell, signal) {
      const { id } = challenge;
      const partition = partitionOf(id);
      const follower: Follower = { tell, last: after ?? '0-0', early: [] };
      const reader = readers.get(partition) ?? openReader(connection, partition);
      readers.set(partition, reader);
      reader.followers.set(id, (reader.followers.get(id) ?? new Set()).add(follower));
      leave ??= keepReading(deps, readers);
      signal.addEventListener('abort', () => part(reader, id, follower), { once: true });
      try {
        if (signal.aborted) return part(reader, id, follower);
        await reader.opened;
        await catchUp(connection, challenge, follower, signal);
      } catch (error) {
        part(reader, id, follower);
        throw error;
      }
    },
  };
}

/** Reads on wherever there may be something new; gives the way to stop. */
function keepReading({ connection, heard }: Deps, readers: ReadonlyMap<number, Reader>): () => void {
  const lookEverywhere = () => {
    for (const reader of readers.values()) void readOn(connection, reader);
  };
  const leave = heard.listen({
    result(id) {
      const reader = readers.get(partitionOf(id));
      if (reader?.followers.has(id)) void readOn(connection, reader);
    },
    missed: lookEverywhere,
  });
  const timer = setInterval(lookEverywhere, lookAnywayMs).unref();
  return () => {
    leave();
    clearInterval(timer);
  };
}

function openReader(connection: Connection, partition: number): Reader {
  const opened = connection.xrevrange(resultsStream(partition), '+', '-', 'COUNT', 1).then(([newest]) => {
    reader.position = newest?.[0] ?? '0-0';
  });
  // Whoever waits for it is told; nobody may be waiting any more.
  opened.catch(() => undefined);
  const reader: Reader = {
    ...{ partition, followers: new Map(), opened, position: undefined, wanted: false, reading: false },
  };
  return reader;
}

/** One read at a time: whoever asks meanwhile gets another one after it. */
async function readOn(connection: Connection, reader: Reader): Promise<void> {
  reader.wanted = true;
  if (reader.reading || reader.position === undefined) return;
  reader.reading = true;
  try {
    await drain(connection, reader, reader.position);
  } catch {
    // The next hint, the next look or the end of a gap begins where this one stopped.
  } finally {
    reader.reading = false;
  }
}

async function drain(connection: Connection, reader: Reader, from: string): Promise<void> {
  let position = from;
  while (reader.wanted) {
    reader.wanted = false;
    const entries = await connection.xrange(resultsStream(reader.partition), `(${position}`, '+', 'COUNT', batch);
    for (const [entry, [, json = '']] of entries) {
      position = entry;
      reader.position = entry;
      const { id, type } = readEnvelope(json);
      for (const follower of reader.followers.get(id) ?? []) {
        const told = { entry, type, json };
        if (follower.early === undefined) tellNew(follower, told);
        else follower.early.push(told);
      }
    }
    reader.wanted ||= entries.length === batch;
  }
}

/** A commit may have lain so long in a Redis that stood still: its entry is of when that went on. Nothing is read behind the outcome. */
const lateMs = 3_600_000;

/** What was before, up to the outcome; then what others read while this was looked for. */
async function catchUp(
  connection: Connection,
  challenge: Challenge,
  follower: Follower,
  signal: AbortSignal,
): Promise<void> {
  const begun = String(Math.max(0, challenge.createdAt - slackMs));
  const until = 'closedAt' in challenge ? String(challenge.closedAt + lateMs) : '+';
  let from = isAfter(follower.last, begun) ? `(${follower.last}` : begun;
  let over = false;
  while (!over && !signal.aborted) {
    const entries = await connection.xrange(
      resultsStream(partitionOf(challenge.id)),
      ...([from, until, 'COUNT', batch] as const),
    );
    for (const [entry, [, json = '']] of entries) {
      const { id, type } = readEnvelope(json);
      if (id !== challenge.id) continue;
      tellNew(follower, { entry, type, json });
      over ||= type === 'challenge.closed';
    }
    from = `(${entries.at(-1)?.[0]}`;
    over ||= entries.length < batch;
  }
  for (const told of follower.early ?? []) tellNew(follower, told);
  follower.early = undefined;
}

function tellNew(follower: Follower, told: ToldResult): void {
  if (!isAfter(told.entry, follower.last)) return;
  follower.last = told.entry;
  follower.tell(told);
}

const readEnvelope = (json: string) => JSON.parse(json) as { id: string; type: ToldResult['type'] };

/** Ids of a stream are two numbers, the second of which counts within a millisecond. */
function isAfter(entry: string, other: string): boolean {
  const [ms = 0, count = 0] = entry.split('-').map(Number);
  const [otherMs = 0, otherCount = 0] = other.split('-').map(Number);
  return ms === otherMs ? count > otherCount : ms > otherMs;
}
