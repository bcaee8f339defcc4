import type { ServerResponse } from 'node:http';
import type { ErrorRequestHandler } from 'express';
import type { Problem } from '../contract/http.ts';
import type { Fault } from '../contract/request.ts';
import { type Log, scrubPath } from '../log.ts';
import { sendJson } from './send-json.ts';

/** Every "no" of the API: its stable code, the status it travels with, and what it means in a sentence. */
export const problems = {
  'not-json': [400, 'The body is not JSON', 'Send a JSON object with Content-Type: application/json.'],
  'wrong-key': [
    401,
    'No valid API key',
    'Send Authorization: Bearer and a key of your app, of POUNDKEY_API_KEYS or of the file of apps.',
  ],
  'expired-key': [401, 'The API key has expired', 'Use the one that has replaced it.'],
  'unknown-challenge': [404, 'No such challenge', 'There is none with this id for this key, or it is no longer kept.'],
  'unknown-route': [404, 'No such route', 'GET /docs shows what there is.'],
  'method-not-allowed': [405, 'The route has another method', 'The Allow header names it.'],
  'id-taken': [409, 'The id is taken', 'Choose another id; this one belongs to a challenge that is not yours.'],
  'id-reused': [409, 'The id belongs to another request', 'The challenge with this id was asked for in other words.'],
  'idempotency-key-reused': [
    422,
    'The Idempotency-Key belongs to another request',
    'The challenge with this key was asked for in other words.',
  ],
  'no-code-to-check': [409, 'Nothing to check', 'Only challenges with the method code or reply have a code.'],
  'challenge-closed': [409, 'The challenge is over', 'Nothing more is sent for it. Ask for a new one.'],
  'way-not-allowed': [
    409,
    'The challenge may not be asked this way',
    'It can be asked again as it was, in a way of its next, or, for a code, by the other channel.',
  ],
  'still-under-way': [
    409,
    'The last one is still under way',
    'A call to the number is live, or the text has not left yet. Nobody is rung twice at once.',
  ],
  'body-too-large': [413, 'The body is too large', 'A request has 16 KiB at the most.'],
  'invalid-request': [422, 'The request has faults', 'Each is named in errors.'],
  'number-invalid': [
    422,
    'The number cannot be called or texted',
    'Write it as +1 415 555 0100, or nationally with its country. Premium, shared-cost and satellite numbers are never called.',
  ],
  'country-blocked': [
    403,
    'The country is not allowed',
    'The app allows other countries: POUNDKEY_COUNTRIES, or its countries in the file of apps, lists them.',
  ],
  'number-blocked': [403, 'The number is blocked', 'The app never calls or texts numbers that begin like this one.'],
  'subject-blocked': [
    403,
    'The subject is blocked',
    'By a fraud report on a call or by its app: GET /v1/blocks tells which, and lifts it.',
  ],
  'not-blocked': [404, 'The subject is not blocked', 'There is nothing to lift.'],
  'already-in-progress': [
    409,
    'The subject is being asked already',
    'The challenge named by challengeId is still open: cancel it, wait for its outcome, or resend it.',
  ],
  'rate-limited': [
    429,
    'A limit is used up',
    'This subject, number or address was asked, or has failed, too often of late. Wait as long as Retry-After says.',
  ],
  'resend-too-early': [
    429,
    'It is too early to ask again',
    'Wait as long as Retry-After says; resendAt told it before.',
  ],
  'resend-used-up': [429, 'It was asked often enough', 'A challenge has five calls and texts. Ask for a new one.'],
  'internal-error': [500, 'Something is broken here', 'The log says what. Nothing is known to have been changed.'],
  unavailable: [503, 'Redis cannot be used', 'Try again with the same id or Idempotency-Key: nobody is asked twice.'],
} as const satisfies Record<string, readonly [number, string, string]>;

export type ProblemCode = keyof typeof problems;

/** Sends an RFC 9457 problem. */
export function sendProblem(
  response: ServerResponse,
  code: ProblemCode,
  errors?: readonly Fault[],
  more: Partial<Problem> = {},
): void {
  const [status, title, detail] = problems[code];
  const body: Problem = {
    type: `/problems/${code}`,
    title,
    status,
    detail,
    code,
    ...(errors && { errors: [...errors] }),
    ...more,
  };
  sendJson(response, status, body, 'application/problem+json; charset=utf-8');
}

/** What the body parser, Redis or a bug throws, as a problem. Nothing of the error itself is shown. */
export function problemHandler(log: Log): ErrorRequestHandler {
  return (error, request, response, next) => {
    if (response.headersSent) return next(error);
    answerError(log, error, request, response);
  };
}

/** The same where nobody stands behind. */
export function answerError(
  log: Log,
  error: unknown,
  { method, path }: { readonly method: string; readonly path: string },
  response: ServerResponse,
): void {
  const code = problemOf(error);
  // What is asked for by a stranger may be a number, too.
  if (problems[code][0] >= 500) log.error({ error, method, path: scrubPath(path) }, 'request failed');
  sendProblem(response, code);
}

/** What ioredis says when a command could not be sent or was not answered in time. */
const unreachable =
  /Stream isn't writeable|Command timed out|max retries per request|Connection is closed|ECONN|EPIPE|not told the time/;
/** How Redis itself begins its "not now": it is loading, full, a replica, without its disk or half of its cluster, or this user may not. */
const unwilling = /^(LOADING|OOM|READONLY|MISCONF|NOREPLICAS|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY|NOPERM|NOAUTH) /;

/** What an error that was thrown is for a caller. */
export function problemOf(error: unknown): ProblemCode {
  const { type, status, message, name } = error as {
    type?: unknown;
    status?: unknown;
    message?: unknown;
    name?: unknown;
  };
  if (type === 'entity.too.large') return 'body-too-large';
  // A path with a percent sign too many.
  if (error instanceof URIError) return 'unknown-route';
  if (typeof status === 'number' && status < 500) return 'not-json';
  if (name === 'ReplyError' && unwilling.test(String(message))) return 'unavailable';
  if (name === 'MaxRetriesPerRequestError' || unreachable.test(String(message))) return 'unavailable';
  return 'internal-error';
}
