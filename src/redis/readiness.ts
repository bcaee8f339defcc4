import { partitions, queuePrefix } from '../contract/names.ts';
import { type Connection, isCluster } from './connection.ts';
import { probeKey } from './record.ts';
import { loadScripts } from './scripts.ts';

/** What Redis says about itself that decides whether it may be used. */
export interface RedisFacts {
  readonly evictionPolicy: string;
  readonly appendOnly: boolean;
}

/** Reads them from INFO, since hosted Redis often forbids CONFIG. Throws when Redis does not answer. */
export async function readFacts(connection: Connection): Promise<RedisFacts> {
  const info = await connection.info();
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
  return { evictionPolicy: field('maxmemory_policy'), appendOnly: field('aof_enabled') === '1' };
}

/**
 * Tries to write as the line does, by a script of ours and where BullMQ keeps its jobs, and leaves nothing. Throws what Redis says when
 * it takes no writes: it is full, has too few replicas, is one itself, or its user lacks a right.
 */
export function createProbe(connection: Connection): () => Promise<void> {
  const { probe } = loadScripts(connection);
  // On a cluster each node may have its own trouble.
  const places = Array.from({ length: isCluster(connection) ? partitions : 1 }, (_, partition) => probeKey(partition));
  return async () => {
    await Promise.all([...places.map((key) => probe([key], [])), connection.set(`${queuePrefix}:probe`, '', 'PX', 1)]);
  };
}

/** Gives `ok`, or why no work can be done with this Redis. */
export function createRedisCheck(connection: Connection): () => Promise<string> {
  const probe = createProbe(connection);
  return async () => {
    try {
      const { evictionPolicy } = await readFacts(connection);
      if (evictionPolicy !== 'noeviction')
        return `Redis may throw challenges away: its maxmemory-policy is ${evictionPolicy}, and must be noeviction`;
      await probe();
      return 'ok';
    } catch (error) {
      const { name, message } = error instanceof Error ? error : { name: '', message: 'no answer' };
      return name === 'ReplyError'
        ? `Redis takes no writes: ${message}`
        : `Redis cannot be reached: ${inWords(message)}`;
    }
  };
}

/** What ioredis says to programmers, for operators. */
function inWords(message: string): string {
  if (/isn't writeable|Connection is closed/.test(message)) return 'there is no connection, and it is tried again';
  return /timed out/.test(message) ? 'it does not answer' : message;
}
