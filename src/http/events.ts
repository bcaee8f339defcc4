import type { RequestHandler, Response } from 'express';
import { type Challenge, isOpen } from '../challenge/challenge.ts';
import { lastEventId } from '../contract/http.ts';
import type { ResultFeed, ToldResult } from '../ports/result-feed.ts';
import { type AnsweringApi, find } from './challenges.ts';
import { sendProblem } from './problem.ts';

export interface FollowingApi extends AnsweringApi {
  readonly feed: ResultFeed;
}

/** Shorter than the patience of proxies, which is a minute or so. */
const heartbeatMs = 15_000;
/** Whoever leaves so much unread does not read at all. */
const unreadBytesMax = 65_536;
/** An outcome comes as soon as the challenge has expired, or its alarm was lost with everything else. */
const overdueMs = 5_000;

/** `GET /v1/challenges/{id}/events`: what has happened, then what happens, until it is over. */
export function followChallenge(deps: FollowingApi, everyMs = heartbeatMs): RequestHandler {
  return async (request, response) => {
    const after = lastEventId.safeParse(request.get('last-event-id'));
    if (!after.success) {
      const message = 'must be the id of an event';
      return sendProblem(response, 'invalid-request', [{ path: 'Last-Event-ID', message }]);
    }
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const id = String(request.params['id']);
    const challenge = await find(deps, response, id);
    if (challenge === undefined) return sendProblem(response, 'unknown-challenge');
    // Nothing is sent before the past is known: until then there may be another answer.
    const past: ToldResult[] = [];
    let tell = (told: ToldResult): void => void past.push(told);
    await deps.feed.follow(challenge, after.data, (told) => tell(told), gone.signal);
    // To an EventSource this means: do not come back.
    if (past.length === 0 && !isOpen(challenge)) return void response.status(204).end();
    response.set({ 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no', 'Content-Type': 'text/event-stream' });
    response.flushHeaders();
    tell = (told) => send(response, told);
    for (const told of past) tell(told);
    if (response.writableEnded) return;
    // Its outcome is in the stream no more: nothing will come.
    if (isOpen(challenge)) keepAlive(deps, response, challenge, everyMs);
    else response.end();
  };
}

function send(response: Response, { entry, type, json }: ToldResult): void {
  if (response.writableEnded) return;
  response.write(`id: ${entry}\nevent: ${type}\ndata: ${json}\n\n`);
  if (type === 'challenge.closed') response.end();
}

/** A comment now and then, and an end for what nobody reads and for what will not be told an outcome any more. */
function keepAlive(deps: FollowingApi, response: Response, challenge: Challenge, everyMs: number): void {
  let { expiresAt } = challenge;
  const beat = async () => {
    if (response.writableLength > unreadBytesMax) return void response.destroy();
    response.write(':\n\n');
    if (deps.clock.now() < expiresAt + overdueMs) return;
    const now = (await deps.store.load(challenge.id))?.challenge;
    if (now === undefined || !isOpen(now)) response.end();
    else expiresAt = now.expiresAt;
  };
  const timer = setInterval(() => void beat().catch(() => undefined), everyMs);
  response.on('close', () => clearInterval(timer));
}
