import { fileURLToPath } from 'node:url';
import express, { type ErrorRequestHandler, type RequestHandler, Router } from 'express';
import helmet from 'helmet';
import { type BoardQueue, createBoard } from './board.ts';
import { lostPage, operatorsPage, snapshotBody, troublePage } from './pages.ts';
import { operatorDoor, type SigningIn, sessionOf } from './sign-in.ts';
import { takeSnapshot, type Watching } from './snapshot.ts';

export interface OpsDeps extends SigningIn, Watching {
  /** Made at the first look, when Redis is there. */
  readonly boardQueues: () => readonly BoardQueue[];
}

/** The operators' door under `/ops`: what is going on, and the queues, to look at. */
export function createOpsRoutes(deps: OpsDeps): Router {
  const router = Router();
  router.use(helmet({ contentSecurityPolicy: { useDefaults: false, directives: strictPolicy } }));
  router.use(
    '/page',
    express.static(fileURLToPath(new URL('./page', import.meta.url)), { index: false, maxAge: '1h' }),
  );
  router.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  router.use(operatorDoor(deps));
  router.get('/', async (_request, response) => {
    response.type('html').send(operatorsPage(await takeSnapshot(deps), sessionOf(response)).text);
  });
  router.get('/live', async (_request, response) => {
    response.type('html').send(snapshotBody(await takeSnapshot(deps)).text);
  });
  router.use(
    '/queues',
    boardPolicy,
    lazily(() => createBoard(deps.boardQueues(), '/ops/queues')),
  );
  router.use((_request, response) => void response.status(404).type('html').send(lostPage().text));
  router.use(sayTrouble(deps));
  return router;
}

/** Who looks at a page is answered with one. Nearly always it is Redis, where the sessions are; then it opens by itself again. */
function sayTrouble({ checks, log }: OpsDeps): ErrorRequestHandler {
  return async (error: unknown, { path }, response, next) => {
    if (response.headersSent) return next(error);
    const missing = Object.values(await checks()).filter((verdict) => verdict !== 'ok');
    if (missing.length === 0) log.error({ error, path }, 'operators’ page failed');
    response
      .status(missing.length === 0 ? 500 : 503)
      .type('html')
      .send(troublePage(missing).text);
  };
}

const strictPolicy = {
  defaultSrc: ["'self'"],
  baseUri: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  objectSrc: ["'none'"],
};

/** Bull Board styles its loading screen inside its page. Nothing of it comes from elsewhere. */
const boardPolicy: RequestHandler = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { ...strictPolicy, styleSrc: ["'self'", "'unsafe-inline'"], imgSrc: ["'self'", 'data:'] },
  },
});

function lazily(make: () => RequestHandler): RequestHandler {
  let made: RequestHandler | undefined;
  return (request, response, next) => {
    made ??= make();
    return made(request, response, next);
  };
}
