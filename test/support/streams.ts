import type { Redis } from 'ioredis';
import { partitionOf, resultsStream } from '../../src/contract/names.ts';

/** What the stream has of a challenge, letter for letter. */
export async function inStream(redis: Redis, id: string): Promise<string[]> {
  const entries = await redis.xrange(resultsStream(partitionOf(id)), '-', '+');
  return entries.map(([, fields]) => fields[1] ?? '').filter((json) => JSON.parse(json).id === id);
}
