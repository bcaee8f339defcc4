import { type NextFunction, type Request, type Response, Router, urlencoded } from 'express';
import type { World } from '../world.ts';
import { type Answer, refused, sendAnswer, sendBody, serverError } from './answer.ts';
import { authenticate } from './authenticate.ts';
import { changeCall, createCall, deleteCall, fetchCall, listCalls } from './calls.ts';
import type { Form } from './form.ts';
import { noteIgnored } from './ignored-parameters.ts';
import { createMessage, deleteMessage, fetchMessage, listMessages, updateMessage } from './messages.ts';
import { faultOf, misbehave } from './misbehave.ts';
import { recordRequest } from './record-request.ts';
import { errorBody, twilioError } from './twilio-error.ts';

type RestRequest = { readonly sid: string; readonly query: URLSearchParams; readonly form: Form };
type Route = readonly ['get' | 'post' | 'delete', string, (world: World, request: RestRequest) => Answer];

const ROUTES: readonly Route[] = [
  ['post', 'Calls.json', (world, { form }) => createCall(world, form)],
  ['get', 'Calls.json', (world, { query }) => listCalls(world, query)],
  ['get', 'Calls/:sid.json', (world, { sid }) => fetchCall(world, sid)],
  ['post', 'Calls/:sid.json', (world, { sid, form }) => changeCall(world, sid, form)],
  ['delete', 'Calls/:sid.json', (world, { sid }) => deleteCall(world, sid)],
  ['post', 'Messages.json', (world, { form }) => createMessage(world, form)],
  ['get', 'Messages.json', (world, { query }) => listMessages(world, query)],
  ['get', 'Messages/:sid.json', (world, { sid }) => fetchMessage(world, sid)],
  ['post', 'Messages/:sid.json', (world, { sid, form }) => updateMessage(world, sid, form)],
  ['delete', 'Messages/:sid.json', (world, { sid }) => deleteMessage(world, sid)],
];

/** Twilio's REST API under /2010-04-01/Accounts/{AccountSid}: Calls and Messages. */
export function createRestRouter(world: World): Router {
  const router = Router({ caseSensitive: true });
  router.use(urlencoded({ extended: false, limit: '256kb' }));
  router.use((req, res, next) => recordRequest(world, req, res, next));
  router.use((req, res, next) => misbehave(world, req, res, next));
  for (const [method, path, handle] of ROUTES) {
    router[method](`/Accounts/:account/${path}`, (req, res) => {
      const request = readRequest(req);
      if (method === 'post') noteIgnored(res, path.startsWith('Calls') ? 'call' : 'text', request.form);
      const answer = admit(world, req) ?? handle(world, request);
      sendAnswer(res, answer, faultOf(res));
    });
  }
  for (const path of new Set(ROUTES.map(([, path]) => path))) {
    router.all(`/Accounts/:account/${path}`, (req, res) =>
      sendAnswer(res, admit(world, req) ?? refused(twilioError(20004, 'Method not allowed')), faultOf(res)),
    );
  }
  router.use((req, res) => sendAnswer(res, admit(world, req) ?? notFound(req), faultOf(res)));
  router.use(sendUnreadable);
  return router;
}

function sendUnreadable(error: unknown, _req: Request, res: Response, next: NextFunction): void {
  const status = statusOf(error);
  if (res.headersSent) next(error);
  else if (status === 500) sendBody(res, 500, serverError());
  else sendBody(res, status, errorBody({ code: 20001, message: 'The request cannot be read', status }));
}

function readRequest(req: Request): RestRequest {
  const { searchParams } = new URL(req.originalUrl, 'http://localhost');
  return { sid: String(req.params['sid'] ?? ''), query: searchParams, form: (req.body ?? {}) as Form };
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

function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : 500;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
