import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { authorized } from './api-key.ts';
import { createHttpApp, type HttpDeps } from './app.ts';
import { answerCreate } from './create.ts';
import { setProgramHeaders } from './headers.ts';
import { isPlain, readPlain } from './json-body.ts';
import { answerError } from './problem.ts';
import { requestLog } from './request-log.ts';

const path = '/v1/challenges';

/**
 * The private door. Most of what comes here asks for a challenge: the usual such request is answered right away, in the same
 * words as by the app of Express, which answers all others.
 */
export function createPrivateDoor(deps: HttpDeps): RequestListener {
  const app = createHttpApp(deps);
  const { api, apiKeys, log } = deps;
  if (api === undefined) return app;
  const logRequest = log.isLevelEnabled('debug') ? requestLog(log) : undefined;
  const appWithKey = authorized(apiKeys, api.clock);
  const answer = answerCreate(api);
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    logRequest?.(request, response);
    setProgramHeaders(response);
    const appId = appWithKey(request, response);
    if (appId !== undefined) await answer(appId, await readPlain(request), request, response);
  };
  return (request, response) => {
    const isUsual = request.url === path && request.method === 'POST' && isPlain(request);
    if (!isUsual) return app(request, response);
    take(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else answerError(log, error, { method: 'POST', path }, response);
    });
  };
}
