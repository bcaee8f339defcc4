import { partitions } from '../contract/names.ts';
import type { ChallengeList, Listed } from '../ports/challenge-list.ts';
import type { Connection } from './connection.ts';
import { listKey } from './record.ts';

/** Where a challenge stands among all of its app: the entry of a stream, and which partition's stream that is. */
interface Place {
  readonly ms: number;
  readonly partition: number;
  readonly count: number;
}

/**
 * The ChallengeList port: a stream per app in each partition, which the commit that makes a challenge appends to. A page reads
 * as much of each of them as could be on it, and merges.
 */
export function createChallengeList(connection: Connection): ChallengeList {
  return {
    async page(app, countMax, after) {
      const from = after === undefined ? undefined : readCursor(after);
      const found = await Promise.all(
        Array.from({ length: partitions }, async (_, partition) => {
          const start = startIn(partition, from);
          const entries = await connection.xrevrange(listKey(partition, app), start, '-', 'COUNT', countMax);
          return entries.map(([entry, [, id = '']]) => {
            const [ms = 0, count = 0] = entry.split('-').map(Number);
            return { id, place: { ms, partition, count } };
          });
        }),
      );
      return found
        .flat()
        .toSorted((a, b) => order(a.place, b.place))
        .slice(0, countMax)
        .map(({ id, place }): Listed => ({ id, cursor: `${place.ms}-${place.partition}-${place.count}` }));
    },
  };
}

function readCursor(cursor: string): Place {
  const [ms = 0, partition = 0, count = 0] = cursor.split('-').map(Number);
  return { ms, partition, count };
}

/** Newest first; of the same millisecond the higher partition first. */
const order = (a: Place, b: Place): number => b.ms - a.ms || b.partition - a.partition || b.count - a.count;

/** The first entry of this partition that comes after that place. */
function startIn(partition: number, from: Place | undefined): string {
  if (from === undefined) return '+';
  if (partition === from.partition) return `(${from.ms}-${from.count}`;
  return partition < from.partition ? String(from.ms) : `(${from.ms}-0`;
}
