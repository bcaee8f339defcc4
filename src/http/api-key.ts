import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import { sendProblem } from './problem.ts';

export interface ApiKey {
  readonly app: string;
  readonly key: string;
}

/** Lets a request through with the app that its key belongs to; every key is looked at, so that the time tells nothing. */
export function requireApiKey(keys: readonly ApiKey[]): RequestHandler {
  const known = keys.map(({ app, key }) => ({ app, digest: digestOf(key) }));
  return (request, response, next) => {
    const [, given = ''] = /^Bearer +(.+)$/i.exec(request.get('authorization') ?? '') ?? [];
    const digest = digestOf(given);
    const [match] = known.filter((each) => timingSafeEqual(each.digest, digest));
    if (match === undefined) {
      response.set('WWW-Authenticate', 'Bearer');
      return sendProblem(response, 'wrong-key');
    }
    response.locals['app'] = match.app;
    next();
  };
}

/** The app whose key this request carried. */
export const appOf = (response: Response): string => String(response.locals['app']);

const digestOf = (key: string): Buffer => createHash('sha256').update(key).digest();
