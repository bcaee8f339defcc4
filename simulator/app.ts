import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import { createControlRouter } from './control/control-router.ts';
import { streamEvents } from './control/live-stream.ts';
import { sendProblem } from './control/problem.ts';
import { NO_PAGE, PAGE_FOLDER } from './page-folder.ts';
import { createRestRouter } from './rest/rest-router.ts';
import type { World } from './world.ts';

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/;

/** Twilio's API, the control API and the page of handsets on one listener. */
export function createApp(world: World): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use('/2010-04-01', createRestRouter(world));
  app.use(pageHeaders(world));
  app.use('/simulator/v1', (req, res, next) => refuseStrangers(world, req, res, next));
  app.get('/simulator/v1/events', (req, res) => streamEvents(world, req, res));
  app.use('/simulator/v1', createControlRouter(world));
  // Named by their content, so never another; index.html is asked for anew each time.
  app.use('/assets', express.static(`${PAGE_FOLDER}assets`, { maxAge: '1y', immutable: true }));
  app.use(express.static(PAGE_FOLDER, { maxAge: 0 }));
  app.get('/', (_req, res) => void res.status(503).type('text').send(NO_PAGE));
  return app;
}

/** Nothing but our own files, and a frame only where it was allowed. */
function pageHeaders(world: World): ReturnType<typeof helmet> {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'object-src': ["'none'"],
        'frame-ancestors': ["'self'", ...world.settings.frameOrigins],
      },
    },
    // Would forbid every frame; frame-ancestors above is its finer successor.
    xFrameOptions: false,
    crossOriginResourcePolicy: { policy: 'same-origin' },
    strictTransportSecurity: false,
  });
}

/**
 * The control API has no key. So a web page of another origin must not press keys on it: neither by a plain request from
 * the browser (Origin) nor through a name that was made to point at loopback (Host).
 */
function refuseStrangers(world: World, req: Request, res: Response, next: NextFunction): void {
  const host = req.headers.host ?? '';
  const { origin } = req.headers;
  const ownHost = !LOOPBACK.test(`${world.settings.host}`) || LOOPBACK.test(host);
  const ownOrigin = origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
  if (ownHost && (ownOrigin || world.settings.frameOrigins.includes(origin))) {
    next();
    return;
  }
  sendProblem(res, {
    status: 403,
    code: 'foreign-origin',
    detail: 'The control API answers only its own page and local programs',
  });
}
