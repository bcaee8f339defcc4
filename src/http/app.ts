import express, { type Express, type RequestHandler } from 'express';
import type { Log } from '../log.ts';
import { type ApiKey, requireApiKey } from './api-key.ts';
import { cancelChallenge, checkCode, readChallenge } from './challenges.ts';
import { createChallenge } from './create.ts';
import { docsRoutes } from './docs.ts';
import { type FollowingApi, followChallenge } from './events.ts';
import { carefulHeaders } from './headers.ts';
import { type Checks, livez, readyz } from './health.ts';
import { jsonBody } from './json-body.ts';
import { type ListingApi, listChallenges } from './list.ts';
import { type Operation, type OperationId, operations } from './operations.ts';
import { problemHandler, sendProblem } from './problem.ts';
import { requestLog } from './request-log.ts';
import { resendChallenge } from './resend.ts';
import type { VerifyingApi } from './verify/find.ts';
import { verifyRoutes } from './verify/routes.ts';

export type PrivateApi = FollowingApi & ListingApi & VerifyingApi;

export interface HttpDeps {
  /** Absent in a process without the role `api`. */
  readonly api: PrivateApi | undefined;
  readonly apiKeys: readonly ApiKey[];
  readonly checks: Checks;
  /** What Prometheus scrapes. */
  readonly metrics: { readonly contentType: string; text(): Promise<string> };
  /** The operators' door, under `/ops`. */
  readonly operators: RequestHandler;
  readonly log: Log;
}

/** The private door: health for everybody, challenges for auth servers with a key. */
export function createHttpApp(deps: HttpDeps): Express {
  const app = express();
  app.set('query parser', 'simple').disable('etag').disable('x-powered-by');
  // Its lines are for debugging; what fails is logged by whoever answers it.
  if (deps.log.isLevelEnabled('debug')) app.use(requestLog(deps.log));
  app.use('/ops', deps.operators);
  app.use(carefulHeaders());
  app.get('/livez', livez);
  app.get('/readyz', readyz(deps.checks));
  app.get('/metrics', async (_request, response) => {
    response.type(deps.metrics.contentType).send(await deps.metrics.text());
  });
  if (deps.api !== undefined) {
    app.use('/v1', requireApiKey(deps.apiKeys, deps.api.clock), challengeRoutes(deps.api));
    app.use('/v2', verifyRoutes(deps.api, deps.apiKeys, deps.log));
    app.use(docsRoutes());
  }
  app.use((_request, response) => sendProblem(response, 'unknown-route'));
  app.use(problemHandler(deps.log));
  return app;
}

function challengeRoutes(api: PrivateApi): express.Router {
  const router = express.Router();
  const handlers: Readonly<Record<OperationId, RequestHandler>> = {
    createChallenge: createChallenge(api),
    listChallenges: listChallenges(api),
    readChallenge: readChallenge(api),
    followChallenge: followChallenge(api),
    checkCode: checkCode(api),
    resendChallenge: resendChallenge(api),
    cancelChallenge: cancelChallenge(api),
  };
  route(router, handlers);
  return router;
}

const json = jsonBody();

/** Every operation at its place; every other method there is told which there are. */
function route(router: express.Router, handlers: Readonly<Record<OperationId, RequestHandler>>): void {
  const ids = Object.keys(operations) as OperationId[];
  for (const [path, here] of Map.groupBy(ids, (id) => operations[id].path)) {
    const place = path.replace('/v1', '').replaceAll(/\{(\w+)\}/g, ':$1');
    for (const id of here) {
      const { method, body }: Operation = operations[id];
      // A body that nobody asked for is not read.
      router[method](place, ...(body === undefined ? [] : [json]), handlers[id]);
    }
    router.all(place, (_request, response) => {
      response.set('Allow', here.map((id) => operations[id].method.toUpperCase()).join(', '));
      sendProblem(response, 'method-not-allowed');
    });
  }
}
