import type { RequestHandler } from 'express';

/** What must hold before work can be done; `ok` or what is wrong, in words an operator understands. */
export type Checks = () => Promise<Readonly<Record<string, string>>>;

/** The process runs. Says nothing about Redis: restarting us would not bring that back. */
export const livez: RequestHandler = (_request, response) => {
  response.json({ status: 'alive' });
};

/** 200 once every check is `ok`, else 503 with those that are not. */
export function readyz(checks: Checks): RequestHandler {
  return async (_request, response) => {
    const all = await checks();
    const failing = Object.entries(all).flatMap(([check, problem]) => (problem === 'ok' ? [] : [{ check, problem }]));
    response.set('Cache-Control', 'no-store').status(failing.length === 0 ? 200 : 503);
    response.json({ status: failing.length === 0 ? 'ready' : 'not-ready', failing, checks: all });
  };
}
