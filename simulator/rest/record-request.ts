import type { NextFunction, Request, Response } from 'express';
import type { World } from '../world.ts';
import { alertsOf } from './ignored-parameters.ts';
import { faultOf } from './misbehave.ts';

/** Notes a request of the application, and its answer when it has gone out (or the connection is gone). */
export function recordRequest(world: World, req: Request, res: Response, next: NextFunction): void {
  const entry = world.wire.begin({
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
    entry.end({
      status: lost ? null : res.statusCode,
      answer: lost ? '' : String(res.locals['answer'] ?? ''),
      error: lost ? 'no answer was sent' : null,
      sid: (res.locals['sid'] as string | null | undefined) ?? null,
      fault: faultOf(res),
      alerts: alertsOf(res),
    });
  });
  next();
}
