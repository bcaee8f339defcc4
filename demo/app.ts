import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import { z } from 'zod';
import { isCrossSite } from './cross-site.ts';
import { noticePage, signInPage, waitingPage } from './pages.ts';
import type { SignIn, SignIns } from './sign-ins.ts';
import { streamSignIn } from './stream.ts';

interface Deps {
  readonly signIns: SignIns;
  readonly simulatorUrl: string;
}

const publicFolder = fileURLToPath(new URL('public', import.meta.url));
const examplePhone = '+14155550100';
const cookie = 'poundkey-example';
const signInForm = z.object({ phone: z.string().trim().min(3).max(40), channel: z.enum(['voice', 'sms']) });

/** The pages of the example auth server. */
export function createApp({ signIns, simulatorUrl }: Deps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(headers(simulatorUrl));
  app.use(express.static(publicFolder, { index: false }));
  app.use((_req, res, next) => {
    // What a sign-in looked like is nobody's business on a shared computer.
    res.set('Cache-Control', 'no-store');
    next();
  });
  app.get('/', (_req, res) => void res.send(signInPage(simulatorUrl, examplePhone).text));
  app.post('/sign-ins', express.urlencoded({ extended: false, limit: '2kb' }), beginSignIn({ signIns, simulatorUrl }));
  app.get('/sign-ins/:id', (req, res, next) => {
    const signIn = find(signIns, req);
    if (signIn === undefined) next();
    else res.send(waitingPage(simulatorUrl, signIn).text);
  });
  app.get('/sign-ins/:id/events', (req, res, next) => {
    const signIn = find(signIns, req);
    if (signIn === undefined) next();
    else void streamSignIn(signIn, req, res);
  });
  app.use((_req, res) => {
    const sentence = 'There is no such page, or it belongs to another browser, or it is long over.';
    res.status(404).send(noticePage(simulatorUrl, 'Not found', sentence).text);
  });
  app.use((error: { status?: number }, _req: Request, res: Response, next: NextFunction) => {
    if (res.headersSent) return next(error);
    const sentence = 'That did not work. Please try again.';
    res.status(error.status ?? 500).send(noticePage(simulatorUrl, 'Something went wrong', sentence).text);
  });
  return app;
}

function beginSignIn({ signIns, simulatorUrl }: Deps) {
  return async (req: Request, res: Response): Promise<void> => {
    const again = (status: number, phone: string, problem: string) =>
      void res.status(status).send(signInPage(simulatorUrl, phone, problem).text);
    if (isCrossSite(req)) return again(403, examplePhone, 'That came from another site. Please use this form.');
    const form = signInForm.safeParse(req.body);
    if (!form.success) return again(422, examplePhone, 'Enter a phone number, and choose a call or a text.');
    const browser = browserOf(req) ?? randomBytes(24).toString('base64url');
    try {
      const { id } = await signIns.begin({ browser, ...form.data });
      // Not `secure`, because the example runs on plain HTTP on your own machine; yours must be.
      res.cookie(cookie, browser, { httpOnly: true, sameSite: 'strict' });
      res.redirect(303, `/sign-ins/${id}`);
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      again(503, form.data.phone, 'We cannot reach your phone at the moment. Please try again shortly.');
    }
  };
}

function find(signIns: SignIns, req: Request<{ id: string }>): SignIn | undefined {
  const browser = browserOf(req);
  return browser === undefined ? undefined : signIns.find(req.params.id, browser);
}

function browserOf(req: Request): string | undefined {
  return new RegExp(`(?:^|; )${cookie}=([\\w-]{32})(?:;|$)`).exec(req.headers.cookie ?? '')?.[1];
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
    frameSrc: [simulatorUrl],
    frameAncestors: [simulatorUrl],
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
