import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import express, { type RequestHandler, type Response, Router } from 'express';
import type { Log } from '../log.ts';
import type { OperatorSession, OperatorSessions } from '../ports/operators.ts';
import type { Keyring } from '../ports.ts';
import { signInPage } from './pages.ts';

export interface Operator {
  readonly name: string;
  readonly password: string;
}
export interface SigningIn {
  readonly operators: readonly Operator[];
  readonly sessions: OperatorSessions;
  readonly keyring: Pick<Keyring, 'fingerprintOf'>;
  readonly log: Log;
}

const derive = promisify(scrypt) as (password: string, salt: Buffer, length: number) => Promise<Buffer>;
const sessionCookie = 'poundkey_operator';
const formCookie = 'poundkey_form';
const cookieOptions = { httpOnly: true, sameSite: 'strict', path: '/ops' } as const;
/**
 * Wrong passwords in a quarter of an hour: of one address, and of all addresses for one name. The second is larger, or anybody could
 * lock an operator out.
 */
const failuresMax = { address: 10, name: 100 };

/** Sign-in and sign-out, and before everything else: nobody passes who is not signed in. */
export function operatorDoor(deps: SigningIn): Router {
  const router = Router();
  const verify = passwordCheck(deps.operators);
  router.get('/sign-in', (_request, response) => sendSignIn(response, 200));
  router.post('/sign-in', express.urlencoded({ extended: false, limit: '4kb' }), signIn(deps, verify));
  router.use(requireSession(deps));
  router.post('/sign-out', express.urlencoded({ extended: false, limit: '4kb' }), async (request, response) => {
    if (!sameText(request.body?.formToken, sessionOf(response).formToken))
      return void response.status(403).send('This form is out of date: go back and reload.');
    await deps.sessions.close(readCookie(request.get('cookie'), sessionCookie));
    response.clearCookie(sessionCookie, cookieOptions).redirect(303, '/ops/sign-in');
  });
  return router;
}

export const sessionOf = (response: Response): OperatorSession => response.locals['session'] as OperatorSession;

/** Keyed, so that nothing can be guessed from what Redis holds. */
const markOf = (keyring: SigningIn['keyring'], { name, password }: Operator): string =>
  keyring.fingerprintOf(`operator ${JSON.stringify([name, password])}`);

/** A session of somebody who was taken out of the settings, or has another password there now, is none. */
function requireSession({ sessions, operators, keyring }: SigningIn): RequestHandler {
  const marks = new Set(operators.map((operator) => markOf(keyring, operator)));
  return async (request, response, next) => {
    const session = await sessions.find(readCookie(request.get('cookie'), sessionCookie));
    if (session === undefined || !marks.has(session.mark)) {
      if (request.method === 'GET' && request.accepts('html') && !request.get('x-live'))
        return response.redirect(303, '/ops/sign-in');
      return void response.status(401).send('Sign in at /ops/sign-in.');
    }
    response.locals['session'] = session;
    next();
  };
}

function signIn(
  { sessions, log, keyring }: SigningIn,
  verify: (name: string, password: string) => Promise<boolean>,
): RequestHandler {
  return async (request, response) => {
    const { name, password, formToken } = (request.body ?? {}) as Record<string, unknown>;
    const expected = readCookie(request.get('cookie'), formCookie);
    if (expected === '' || !sameText(formToken, expected))
      return sendSignIn(response, 403, 'The form was out of date. Please try again.');
    const given = { name: String(name ?? '').slice(0, 128), password: String(password ?? '').slice(0, 256) };
    const keys = [`address ${request.ip}`, `name ${given.name}`] as const;
    // Counted before the slow comparison: however many try at once, no more than these are compared.
    const [ofAddress, ofName] = await Promise.all([sessions.countTry(keys[0]), sessions.countTry(keys[1])]);
    if (ofAddress > failuresMax.address || ofName > failuresMax.name) {
      response.set('Retry-After', '900');
      return sendSignIn(response, 429, 'Too many wrong passwords. Please wait a quarter of an hour.');
    }
    if (!(await verify(given.name, given.password))) {
      // What was typed as the name may be a password in the wrong field.
      log.warn({ address: request.ip }, 'operator sign-in refused');
      return sendSignIn(response, 401, 'Name or password is wrong.');
    }
    await Promise.all(keys.map((key) => sessions.forgive(key)));
    const token = await sessions.open(given.name, markOf(keyring, given));
    response.clearCookie(formCookie, cookieOptions).cookie(sessionCookie, token, cookieOptions).redirect(303, '/ops');
  };
}

/** Every sign-in form gets a token that its own cookie must match, so that no other site can send one. */
function sendSignIn(response: Response, status: number, problem?: string): void {
  const formToken = randomBytes(16).toString('base64url');
  response
    .status(status)
    .cookie(formCookie, formToken, cookieOptions)
    .type('html')
    .send(signInPage(formToken, problem).text);
}

/** Compares scrypt hashes (RFC 7914); a name that does not exist takes as long as one that does. */
function passwordCheck(operators: readonly Operator[]) {
  const salt = randomBytes(16);
  const known = Promise.all(
    operators.map(async ({ name, password }) => [name, await derive(password, salt, 32)] as const),
  ).then((pairs) => new Map(pairs));
  const nobody = randomBytes(32);
  return async (name: string, password: string): Promise<boolean> => {
    const expected = (await known).get(name);
    const given = await derive(password, salt, 32);
    return timingSafeEqual(given, expected ?? nobody) && expected !== undefined;
  };
}

function readCookie(header: string | undefined, name: string): string {
  const found = header?.split(';').find((pair) => pair.trimStart().startsWith(`${name}=`));
  return found?.slice(found.indexOf('=') + 1).trim() ?? '';
}

function sameText(given: unknown, expected: string): boolean {
  if (typeof given !== 'string') return false;
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
