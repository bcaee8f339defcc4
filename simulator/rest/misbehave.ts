import type { NextFunction, Request, Response } from 'express';
import type { RequestAct } from '../faults/faults.ts';
import type { World } from '../world.ts';
import { sendBody, serverError } from './answer.ts';
import { errorBody, twilioError } from './twilio-error.ts';

/** Faults that strike before anything happens; the `accept-then-…` ones wait for the answer. */
export function misbehave(world: World, req: Request, res: Response, next: NextFunction): void {
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

/** The fault that was drawn for this request, null for none. */
export function faultOf(res: Response): string | null {
  return (res.locals['fault'] as string | null | undefined) ?? null;
}
