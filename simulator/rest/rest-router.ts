import { type NextFunction, type Request, type Response, Router, urlencoded } from 'express';
import type { RequestAct } from '../faults/faults.ts';
import type { World } from '../world.ts';
import { type Answer, refused, sendAnswer, sendBody, serverError } from './answer.ts';
import { authenticate } from './authenticate.ts';
import { createCall, deleteCall, fetchCall, listCalls, updateCall } from './calls.ts';
import type { Form } from './form.ts';
import { createMessage, deleteMessage, fetchMessage, listMessages, updateMessage } from './messages.ts';
import { errorBody, twilioError } from './twilio-error.ts';

type Handler = (req: Request, query: URLSearchParams, form: Form) => Answer;

/** Twilio's REST API under /2010-04-01/Accounts/{AccountSid}: Calls and Messages. */
export function createRestRouter(world: World): Router {
  const router = Router({ caseSensitive: true });
  const account = '/Accounts/:account';
  const sid = (req: Request) => String(req.params['sid']);
  router.use(urlencoded({ extended: false, limit: '256kb' }));
  router.use((req, res, next) => record(world, req, res, next));
  router.use((req, res, next) => misbehave(world, req, res, next));
  const route = (handler: Handler) => (req: Request, res: Response) => {
    const answer = admit(world, req) ?? handler(req, queryOf(req), (req.body ?? {}) as Form);
    sendAnswer(res, answer, faultOf(res));
  };

  router.post(
    `${account}/Calls.json`,
    route((_, __, form) => createCall(world, form)),
  );
  router.get(
    `${account}/Calls.json`,
    route((_, query) => listCalls(world, query)),
  );
  router.get(
    `${account}/Calls/:sid.json`,
    route((req) => fetchCall(world, sid(req))),
  );
  router.post(
    `${account}/Calls/:sid.json`,
    route((req, _, form) => updateCall(world, sid(req), form)),
  );
  router.delete(
    `${account}/Calls/:sid.json`,
    route((req) => deleteCall(world, sid(req))),
  );
  router.post(
    `${account}/Messages.json`,
    route((_, __, form) => createMessage(world, form)),
  );
  router.get(
    `${account}/Messages.json`,
    route((_, query) => listMessages(world, query)),
  );
  router.get(
    `${account}/Messages/:sid.json`,
    route((req) => fetchMessage(world, sid(req))),
  );
  router.post(
    `${account}/Messages/:sid.json`,
    route((req, _, form) => updateMessage(world, sid(req), form)),
  );
  router.delete(
    `${account}/Messages/:sid.json`,
    route((req) => deleteMessage(world, sid(req))),
  );
  router.use(route((req) => notFound(req)));
  router.use((error: unknown, _req: Request, res: Response, next: NextFunction) => {
    if (res.headersSent) return next(error);
    const status = statusOf(error);
    sendBody(
      res,
      status,
      status === 500 ? serverError() : errorBody({ code: 20001, message: 'The request cannot be read', status }),
    );
  });
  return router;
}

/** Wrong credentials and another account's address, before anything else is looked at. */
function admit(world: World, req: Request): Answer | null {
  if (!authenticate(world.settings, req.headers.authorization)) return refused(twilioError(20003, 'Authenticate'));
  const account = req.params['account'];
  return account === undefined || account === world.settings.accountSid ? null : notFound(req);
}

function notFound(req: Request): Answer {
  return refused(twilioError(20404, `The requested resource ${req.baseUrl}${req.path} was not found`));
}

function record(world: World, req: Request, res: Response, next: NextFunction): void {
  const end = world.wire.begin({
    direction: 'in',
    kind: 'rest',
    method: req.method,
    url: req.originalUrl,
    fields: { ...(req.body ?? {}) },
    sid: null,
    signature: null,
    attempt: 1,
    fault: null,
  });
  res.on('close', () => {
    const lost = !res.writableFinished;
    end({
      status: lost ? null : res.statusCode,
      answer: lost ? '' : String(res.locals['answer'] ?? ''),
      error: lost ? 'no answer was sent' : null,
      sid: (res.locals['sid'] as string | null | undefined) ?? null,
      fault: faultOf(res),
    });
  });
  next();
}

/** Faults that strike before anything happens; the `accept-then-…` ones wait for the answer. */
function misbehave(world: World, req: Request, res: Response, next: NextFunction): void {
  const fault = world.faults.drawRequest(actOf(req));
  res.locals['fault'] = fault;
  const latencyMs = world.faults.latencyMs();
  if (latencyMs > 0) world.clock.after(latencyMs, () => strike(res, fault, next));
  else strike(res, fault, next);
}

function strike(res: Response, fault: string | null, next: NextFunction): void {
  switch (fault) {
    case '429':
      sendBody(res, 429, errorBody(twilioError(20429, 'Too Many Requests')));
      break;
    case '500':
      sendBody(res, 500, serverError());
      break;
    case '503':
      sendBody(res, 503, errorBody(twilioError(20503, 'Service Unavailable')));
      break;
    case 'reset':
      res.socket?.resetAndDestroy();
      break;
    case 'garbage':
      res.locals['answer'] = '<!doctype html><title>Sign in to the network</title>';
      res.status(200).type('html').send(res.locals['answer']);
      break;
    default:
      next();
  }
}

function actOf(req: Request): RequestAct {
  if (req.method === 'GET') return 'read';
  return req.method === 'POST' && /\/(Calls|Messages)\.json$/.test(req.path) ? 'create' : 'change';
}

function faultOf(res: Response): string | null {
  return (res.locals['fault'] as string | null | undefined) ?? null;
}

function queryOf(req: Request): URLSearchParams {
  return new URL(req.originalUrl, 'http://localhost').searchParams;
}

function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : 500;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
