import { partitionOf, resultsStream } from '../contract/names.ts';
import { challengeResult } from '../contract/result.ts';
import { ClientError } from './client-error.ts';
import type { Hearing } from './hearing.ts';

/** A result as it was heard, before anybody has looked whether it is as the contract says. */
export interface HeardResult {
  readonly id: string;
  readonly type: string;
  readonly app?: unknown;
}

/** What a message is about; undefined if it is no result at all. Most are about challenges of others: look no further then. */
export function parseHeard(json: string): HeardResult | undefined {
  try {
    const { id, type, ...rest } = JSON.parse(json);
    return typeof id === 'string' && typeof type === 'string' ? { id, type, ...rest } : undefined;
  } catch {
    return undefined;
  }
}

/** A step that this version does not know can be passed over; an outcome cannot. */
export function tell(hearing: Hearing, result: HeardResult | undefined): void {
  const { success, data, error } = challengeResult.safeParse(result);
  if (success) hearing.hear(data);
  else if (result?.type === 'challenge.closed')
    hearing.giveUp(
      new ClientError('unreadable-result', result.id, `Challenge ${result.id} ended in a way unknown to us.`, {
        cause: error,
      }),
    );
}

/** What to say when the time is over in which an outcome can come. */
export function nothingHeard(id: string): ClientError {
  const where = `GET /v1/challenges/${id} and the stream ${resultsStream(partitionOf(id))}`;
  return new ClientError(
    'no-outcome',
    id,
    `Nothing was heard of the end of challenge ${id}. Is a gateway with the role "workers" on this Redis? See ${where}.`,
  );
}
