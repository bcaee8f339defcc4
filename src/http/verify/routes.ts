import express, { type ErrorRequestHandler, type RequestHandler, Router } from 'express';
import { type Log, scrubPath } from '../../log.ts';
import { type ApiKey, findKey } from '../api-key.ts';
import { problemOf, problems } from '../problem.ts';
import { checkVerification } from './check.ts';
import type { VerifyingApi } from './find.ts';
import { refuse } from './refuse.ts';
import { startVerification } from './start.ts';
import { readVerification, updateVerification } from './steer.ts';

/** Twilio Verify's shape over the same challenges, for applications that were written for it. */
export function verifyRoutes(api: VerifyingApi, apiKeys: readonly ApiKey[], log: Log): Router {
  const form = express.urlencoded({ extended: false, limit: '16kb' });
  const router = Router();
  router.use(requireBasic(apiKeys, api));
  router.use('/Services/:ServiceSid', (request, response, next) => {
    const service = String(request.params['ServiceSid']);
    if (!/^VA[0-9a-fA-F]{32}$/.test(service)) return refuse(response, 20404);
    response.locals['service'] = service;
    next();
  });
  router.post('/Services/:ServiceSid/Verifications', form, startVerification(api));
  router.get('/Services/:ServiceSid/Verifications/:Sid', readVerification(api));
  router.post('/Services/:ServiceSid/Verifications/:Sid', form, updateVerification(api));
  router.post('/Services/:ServiceSid/VerificationCheck', form, checkVerification(api));
  router.use((_request, response) => refuse(response, 20404));
  router.use(failed(log));
  return router;
}

/** Any user name will do; the password is the key. */
function requireBasic(keys: readonly ApiKey[], { clock }: VerifyingApi): RequestHandler {
  const find = findKey(keys, clock);
  return (request, response, next) => {
    const [, encoded = ''] = /^Basic +(\S+)$/i.exec(request.get('authorization') ?? '') ?? [];
    const [, user = '', password = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
    const found = find(password);
    if (typeof found === 'string') {
      response.set('WWW-Authenticate', 'Basic realm="Poundkey"');
      return refuse(response, 20003);
    }
    response.locals['app'] = found.app;
    response.locals['account'] = /^AC[0-9a-f]{32}$/.test(user) ? user : `AC${'0'.repeat(32)}`;
    next();
  };
}

function failed(log: Log): ErrorRequestHandler {
  return (error, request, response, next) => {
    if (response.headersSent) return next(error);
    const code = problemOf(error);
    const [status] = problems[code];
    const { method, path } = request;
    if (status >= 500) log.error({ error, method, path: scrubPath(path) }, 'request failed');
    if (status === 404) return refuse(response, 20404);
    if (status < 500) return refuse(response, 60200, 'body');
    refuse(response, code === 'unavailable' ? 20503 : 20500);
  };
}
