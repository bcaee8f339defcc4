import { createHash, timingSafeEqual } from 'node:crypto';
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
    const digest = createHash('sha256').update(given).digest();
    const [match] = known.filter((each) => timingSafeEqual(each.digest, digest));
    if (match === undefined) return 'wrong-key';
    return (match.expiresAt ?? Number.POSITIVE_INFINITY) <= clock.now() ? 'expired-key' : { app: match.app };
  };
}

/** Lets a request through with the app that its key belongs to. */
export function requireApiKey(keys: readonly ApiKey[], clock: Clock): RequestHandler {
  const find = findKey(keys, clock);
  return (request, response, next) => {
    const [, given = ''] = /^Bearer +(.+)$/i.exec(request.get('authorization') ?? '') ?? [];
    const found = find(given);
    if (typeof found === 'string') {
      response.set('WWW-Authenticate', 'Bearer');
      return sendProblem(response, found);
    }
    response.locals['app'] = found.app;
    next();
  };
}

/** The app whose key this request carried. */
export const appOf = (response: Response): string => String(response.locals['app']);
