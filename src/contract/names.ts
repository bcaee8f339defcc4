/** Names that auth servers, operators and tests rely on. Changing one breaks somebody else's program. */

/** BullMQ's key prefix; the braces keep all of BullMQ's keys on one node of a cluster. */
export const queuePrefix = '{poundkey}';
export const requestQueue = 'challenges';
export const requestJobName = 'challenge';
/** Results on their way to webhooks. */
export const resultQueue = 'results';

export const resultsChannel = 'poundkey:results';
/** The channel that hears only the results of requests with this `replyTo`. */
export const replyChannel = (replyTo: string): string => `${resultsChannel}:${replyTo}`;

/** Keys of one partition share a hash tag, so that one script may touch them all, on a cluster too. */
export const partitions = 16;
export const resultsStream = (partition: number): string => `poundkey:{${partition}}:results`;

/** The partition of a challenge: FNV-1a over its id, modulo 16. Any language can compute it in four lines. */
export const partitionOf = (id: string): number => spread(id, partitions);

/** FNV-1a over a text, modulo `places`. */
export function spread(text: string, places: number): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash % places;
}
