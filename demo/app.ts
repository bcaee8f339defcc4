import { fileURLToPath } from 'node:url';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import { answerLegacy } from './legacy.ts';
import { readNumber } from './numbers.ts';
import { noticePage } from './pages/layout.ts';
import { shellPage } from './pages/shell.ts';
import { adminRoutes } from './routes/admin.ts';
import { askingRoutes } from './routes/askings.ts';
import type { House, Route } from './routes/route.ts';
import { setUpRoutes, verdictWords } from './routes/set-up.ts';
import { settingsRoutes } from './routes/settings.ts';
import { signInRoutes } from './routes/sign-in.ts';
import { streamAsking } from './stream.ts';
import { give, isForged, readVisit } from './visit.ts';

const publicFolder = fileURLToPath(new URL('public', import.meta.url));

/** The pages of the example auth server. */
export function createApp(house: House): Express {
  const { simulatorUrl, countries } = house.config;
  const app = express();
  app.disable('x-powered-by');
  app.use(headers(simulatorUrl));
  app.use(express.static(publicFolder, { index: false }));
  app.use((_req, res, next) => {
    // What a sign-in looked like is nobody's business on a shared computer.
    res.set('Cache-Control', 'no-store');
    next();
  });
  app.use(express.urlencoded({ extended: false, limit: '4kb' }));
  app.get('/', (req, res) => void res.send(shellPage(readVisit(house, req, res).words, simulatorUrl).text));
  app.get('/legacy', answerLegacy(house));
  app.get('/number', (req, res) => {
    const visit = readVisit(house, req, res);
    const { number = '', country = '' } = visit.query;
    res.type('text').send(verdictWords(visit, readNumber(number, country, countries)));
  });
  app.get('/askings/:id/events', (req, res, next) => {
    const visit = readVisit(house, req, res);
    const asking = house.askings.find(visit.id, visit.token);
    if (asking === undefined) next();
    else void streamAsking(asking, visit, req, res);
  });
  for (const rooms of [signInRoutes, askingRoutes, setUpRoutes, settingsRoutes, adminRoutes])
    for (const route of rooms(house)) app[route.method](route.path, answerWith(house, route));
  app.use((req, res) => notice(house, req, res, 404));
  app.use((error: { status?: number }, req: Request, res: Response, next: NextFunction) => {
    if (res.headersSent) return next(error);
    if (error.status === undefined) console.error(error);
    notice(house, req, res, error.status ?? 500);
  });
  return app;
}

/** Reads the visit, refuses a form that is not ours, and sends what the route answers. */
function answerWith(house: House, { answer, method }: Route) {
  return async (req: Request, res: Response): Promise<void> => {
    const visit = readVisit(house, req, res);
    if (method === 'get' || !isForged(visit, req)) give(await answer(visit), req, res);
    // A second window of a sign-in that the first has finished: nothing is left to be done in it.
    else if (visit.session?.level === 'full' && req.path.endsWith('/finish')) give({ to: '/settings' }, req, res);
    else notice(house, req, res, 403);
  };
}

function notice(house: House, req: Request, res: Response, status: number): void {
  const visit = readVisit(house, req, res);
  const { title, notFound, forged, failed } = visit.words.problems;
  const sentences: Readonly<Record<number, string>> = { 403: forged, 404: notFound };
  give({ page: noticePage(visit, title, sentences[status] ?? failed), status }, req, res);
}

function headers(simulatorUrl: string) {
  const directives = {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    connectSrc: ["'self'"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameSrc: ["'self'", simulatorUrl],
    // The example shows itself beside the phones. Yours needs nobody's frame: say 'none'.
    frameAncestors: ["'self'", simulatorUrl],
  };
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    // The policy's frame-ancestors says the same, and can name an origin.
    xFrameOptions: false,
    // Plain HTTP on your own machine; your own server must have it.
    strictTransportSecurity: false,
    // With helmet's `no-referrer` browsers hide the Origin of a form that is posted.
    referrerPolicy: { policy: 'same-origin' },
  });
}
