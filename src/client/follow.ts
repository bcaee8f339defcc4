import { setTimeout as delay } from 'node:timers/promises';
import type { ClosedResult } from '../contract/result.ts';
import { hasCode } from './client-error.ts';
import type { GatewayApi } from './gateway-api.ts';
import { nothingHeard, parseHeard, tell } from './heard-result.ts';
import type { Hearing } from './hearing.ts';
import { readServerEvents } from './server-events.ts';

export interface Following {
  readonly api: GatewayApi;
  readonly id: string;
  readonly hearing: Hearing;
  /** Monotonic milliseconds after which nothing can come any more. */
  readonly deadline: number;
  readonly closing: AbortSignal;
}

/** A gateway answers at once, and then says something every quarter of a minute at least. */
const answerMsMax = 5_000;
const silenceMsMax = 25_000;
/** Of a challenge that is over all is said at once. */
const lastWordMsMax = 2_000;
const waitSecondsMax = 20;
const pauseMsMax = 1_000;

/**
 * Hears a challenge to its end over HTTP. The stream of events goes on where it broke off; where it cannot be had, because
 * something in between keeps it back, the outcome is waited for by reading, and the stream is tried again after that.
 */
export async function follow(following: Following): Promise<void> {
  const { id, hearing, deadline, closing } = following;
  const place: Place = { lastEventId: undefined, heard: new Set() };
  for (let failures = 0; !hearing.isOver() && !closing.aborted; ) {
    if (performance.now() > deadline) return hearing.giveUp(nothingHeard(id));
    const before = place.heard.size;
    // A read would not be answered either where nobody answers, and is not needed where the stream was there a moment ago.
    if ((await listen(following, place, silenceMsMax)) === 'not-to-be-had') await readInstead(following, place);
    failures = place.heard.size > before ? 0 : failures + 1;
    const pauseMs = Math.min(50 * 2 ** failures, pauseMsMax);
    if (!hearing.isOver()) await delay(pauseMs, undefined, { signal: closing }).catch(() => {});
  }
}

interface Place {
  lastEventId: string | undefined;
  /** What was heard already, should somebody in between forget to pass on where we are. */
  readonly heard: Set<string>;
}

/** Reads events until the stream ends, breaks off or falls silent. */
async function listen(
  { api, id, hearing, deadline, closing }: Following,
  place: Place,
  silenceMs: number,
): Promise<'ended' | 'no-answer' | 'not-to-be-had'> {
  const silence = silenceGuard(closing, deadline);
  try {
    silence.allow(Math.min(answerMsMax, silenceMs));
    const bytes = await api.events(id, place.lastEventId, silence.signal).catch((error: unknown) => error);
    if (!(bytes instanceof ReadableStream)) return hasCode(bytes, 'not-done') ? 'no-answer' : 'not-to-be-had';
    silence.allow(silenceMs);
    for await (const { id: eventId, data } of readServerEvents(silence.watched(bytes))) {
      place.lastEventId = eventId;
      const key = eventId ?? data;
      const result = parseHeard(data);
      if (result?.id === id && !place.heard.has(key)) tell(hearing, result);
      place.heard.add(key);
      if (hearing.isOver()) break;
    }
    return 'ended';
  } catch {
    return silence.signal.aborted ? 'not-to-be-had' : 'ended';
  } finally {
    silence.end();
  }
}

/** Waits for the outcome by a read. Which steps led to it only the stream tells, if it can be had now. */
async function readInstead(following: Following, place: Place): Promise<void> {
  const outcome = await look(following);
  if (outcome === undefined) return;
  await listen(following, place, lastWordMsMax);
  tell(following.hearing, outcome);
}

async function look({ api, id, hearing, deadline, closing }: Following): Promise<ClosedResult | undefined> {
  const secondsLeft = Math.max(0, Math.round((deadline - performance.now()) / 1_000));
  const waitSeconds = Math.min(waitSecondsMax, secondsLeft);
  const signal = AbortSignal.any([closing, AbortSignal.timeout((waitSeconds + 10) * 1_000)]);
  try {
    return (await api.read(id, waitSeconds, signal)).result;
  } catch (error) {
    // Nobody but the gateway itself may say that there is no hope; what a proxy says, or a limit, is over some time.
    if (hasCode(error, 'unknown-challenge', 'wrong-key')) hearing.giveUp(error);
    return undefined;
  }
}

/** Ends a stream on which nothing comes, and every stream at the deadline. */
function silenceGuard(closing: AbortSignal, deadline: number) {
  const silence = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let allowedMs = 0;
  const allow = (ms: number): void => {
    allowedMs = ms;
    clearTimeout(timer);
    const why = new Error('Nothing came on the event stream.');
    timer = setTimeout(() => silence.abort(why), Math.min(ms, deadline - performance.now()));
  };
  return {
    signal: AbortSignal.any([closing, silence.signal]),
    allow,
    async *watched(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const chunk of bytes) {
        allow(allowedMs);
        yield chunk;
      }
    },
    end(): void {
      clearTimeout(timer);
      silence.abort();
    },
  };
}
