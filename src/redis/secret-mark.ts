import type { Connection } from './connection.ts';
import { secretKey } from './record.ts';
import type { Keys } from './seal.ts';

const markOf = (keys: Keys): string => keys.tagOf('the secret itself');

/**
 * Whether what is in this Redis was made with the same `POUNDKEY_SECRET`; the first to ask leaves its mark, which tells nothing of the
 * secret. With another one nothing breaks that anybody would notice: blocks and limits are just not found, as if there were none.
 */
export async function isSameSecret(connection: Connection, keys: Keys): Promise<boolean> {
  const kept = await connection.set(secretKey, markOf(keys), 'NX', 'GET');
  return kept === null || kept === markOf(keys);
}

/** The same for who only looks: leaves no mark. */
export async function couldBeSameSecret(connection: Connection, keys: Keys): Promise<boolean> {
  const kept = await connection.get(secretKey);
  return kept === null || kept === markOf(keys);
}
