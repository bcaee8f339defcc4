import type { ChallengeList } from '../ports/challenge-list.ts';
import type { ResultFeed } from '../ports/result-feed.ts';
import type { Verifications } from '../ports/verifications.ts';
import type { Watch } from '../ports.ts';
import { createChallengeList } from './challenge-list.ts';
import type { Connection } from './connection.ts';
import { createResultFeed } from './result-feed.ts';
import { hearResults, type ResultsHeard } from './results-heard.ts';
import { createVerifications } from './verifications.ts';
import { createRedisWatch } from './watch.ts';

/** What only the doors of auth servers need of Redis. */
export function createHttpParts({ connection, subscriber }: { connection: Connection; subscriber: Connection }): {
  watch: Watch;
  feed: ResultFeed;
  list: ChallengeList;
  verifications: Verifications;
  heard: ResultsHeard;
} {
  const heard = hearResults(subscriber);
  return {
    heard,
    watch: createRedisWatch(heard),
    feed: createResultFeed({ connection, heard }),
    list: createChallengeList(connection),
    verifications: createVerifications(connection),
  };
}
