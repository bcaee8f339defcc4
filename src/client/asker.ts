import { setTimeout as sleep } from 'node:timers/promises';
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

/** Between two tries, of which there are few: lines come back within a second. */
const againMs = 20;

/** Puts challenges on the queue, each of them once we can hear what becomes of it. */
export function asker({ commands, queue, streams, hints, closing }: Deps): Ask {
  const prepare = async (id: string, replyTo: string): Promise<void> => {
    await commands.ready();
    await Promise.all([hints.listen(replyTo), streams.follow(partitionOf(id)), queue.ready()]);
  };
  return async (id, request, signal) => {
    const limit = AbortSignal.any([AbortSignal.timeout(askMsMax), closing, ...(signal === undefined ? [] : [signal])]);
    for (;;) {
      try {
        const unbroken = AbortSignal.any([limit, commands.line()]);
        await orAborted(prepare(id, request.replyTo), unbroken);
        // From here on the answer may come too late; the question never goes out after we have said that it failed.
        await orAborted(queue.add(id, request), unbroken);
        return;
      } catch (error) {
        signal?.throwIfAborted();
        // The line broke, and may be back in time: asked again with its id it is the same question.
        if (!limit.aborted && isBrokenLine(error)) {
          await sleep(againMs);
          continue;
        }
        throw notAsked(id, closing.aborted ? error : (commands.trouble() ?? error));
      }
    }
  };
}

/** As ioredis calls it when there is no line, or what was on it got no answer. */
const isBrokenLine = (error: unknown): boolean =>
  error instanceof Error && /^Connection is closed|isn't writeable|ECONNRESET|EPIPE/.test(error.message);

function notAsked(id: string, cause: unknown): ClientError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new ClientError(
    'not-asked',
    id,
    `Challenge ${id} could not be put on the queue: ${why}. If it is there all the same, asking again with this id is safe.`,
    { cause },
  );
}
