import type { Connection } from './connection.ts';

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

/** `ok`, or why no work can be done with this Redis. */
export async function checkRedis(connection: Connection): Promise<string> {
  try {
    const { evictionPolicy } = await readFacts(connection);
    if (evictionPolicy === 'noeviction') return 'ok';
    return `Redis may throw challenges away: its maxmemory-policy is ${evictionPolicy}, and must be noeviction`;
  } catch (error) {
    return `Redis cannot be reached: ${error instanceof Error ? error.message : 'no answer'}`;
  }
}
