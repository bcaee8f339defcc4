import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler, Response } from 'express';
import type { Clock } from '../ports.ts';
import { sendProblem } from './problem.ts';

/** A key by its SHA-256 in hexadecimal digits. `expiresAt` in milliseconds since 1970. */
export interface ApiKey {
  readonly app: string;
  readonly sha256: string;
  readonly expiresAt?: number;
}

/** Finds the key that was given; every key is looked at, so that the time tells nothing. */
export function findKey(keys: readonly ApiKey[], clock: Clock) {
  const known = keys.map(({ app, sha256, expiresAt }) => ({ app, digest: Buffer.from(sha256, 'hex'), expiresAt }));
  return (given: string): { readonly app: string } | 'wrong-key' | 'expired-key' => {
    // The hash of nothing is known to everybody, and stands in a file when a variable was not set.
    if (given === '') return 'wrong-key';
    const digest = hash('sha256', given, 'buffer');
    const [match] = known.filter((each) => timingSafeEqual(each.digest, digest));
    if (match === undefined) return 'wrong-key';
    return (match.expiresAt ?? Number.POSITIVE_INFINITY) <= clock.now() ? 'expired-key' : { app: match.app };
  };
}

/** The app that a request's key belongs to; when there is none, the request has been answered. */
export function authorized(keys: readonly ApiKey[], clock: Clock) {
  const find = findKey(keys, clock);
  return ({ headers }: IncomingMessage, response: ServerResponse): string | undefined => {
    const [, given = ''] = /^Bearer +(.+)$/i.exec(headers.authorization ?? '') ?? [];
    const found = find(given);
    if (typeof found !== 'string') return found.app;
    response.setHeader('WWW-Authenticate', 'Bearer');
    sendProblem(response, found);
    return undefined;
  };
}

/** Lets a request through with the app that its key belongs to. */
export function requireApiKey(keys: readonly ApiKey[], clock: Clock): RequestHandler {
  const appWithKey = authorized(keys, clock);
  return (request, response, next) => {
    const app = appWithKey(request, response);
    if (app === undefined) return;
    response.locals['app'] = app;
    next();
  };
}

/** The app whose key this request carried. */
export const appOf = (response: Response): string => String(response.locals['app']);
