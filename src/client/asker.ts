import { partitionOf } from '../contract/names.ts';
import type { ChallengeRequestInput } from '../contract/request.ts';
import { ClientError } from './client-error.ts';
import type { Connection } from './connect.ts';
import { orAborted } from './or-aborted.ts';
import type { RequestQueue } from './request-queue.ts';
import type { ResultHints } from './result-hints.ts';
import type { ResultStreams } from './result-streams.ts';

interface Deps {
  readonly commands: Connection;
  readonly queue: RequestQueue;
  readonly streams: ResultStreams;
  readonly hints: ResultHints;
  readonly closing: AbortSignal;
}

type Ask = (
  id: string,
  request: ChallengeRequestInput & { readonly replyTo: string },
  signal: AbortSignal | undefined,
) => Promise<void>;

/** Somebody waits before a screen, two seconds at most, and a busy process is late itself. */
const askMsMax = 1_600;

/** Puts challenges on the queue, each of them once we can hear what becomes of it. */
export function asker({ commands, queue, streams, hints, closing }: Deps): Ask {
  const prepare = async (id: string, replyTo: string): Promise<void> => {
    await commands.ready();
    await Promise.all([hints.listen(replyTo), streams.follow(partitionOf(id)), queue.ready()]);
  };
  return async (id, request, signal) => {
    const limit = AbortSignal.any([AbortSignal.timeout(askMsMax), closing, ...(signal === undefined ? [] : [signal])]);
    try {
      await orAborted(prepare(id, request.replyTo), limit);
      // From here on the answer may come too late; the question never goes out after we have said that it failed.
      await orAborted(queue.add(id, request), limit);
    } catch (error) {
      signal?.throwIfAborted();
      throw notAsked(id, closing.aborted ? error : (commands.trouble() ?? error));
    }
  };
}

function notAsked(id: string, cause: unknown): ClientError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new ClientError(
    'not-asked',
    id,
    `Challenge ${id} could not be put on the queue: ${why}. If it is there all the same, asking again with this id is safe.`,
    { cause },
  );
}
