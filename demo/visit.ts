import type { Request, Response } from 'express';
import type { Html } from './html.ts';
import { hashOf, newToken } from './secrets.ts';
import type { People, Person } from './store/people.ts';
import type { Session, Tokens } from './store/tokens.ts';
import { type Locale, locales, type Words, wordsIn } from './words/words.ts';

/** One request, with everything that is known of who sent it. */
export interface Visit {
  readonly locale: Locale;
  readonly words: Words;
  /** The cookie of the browser: its session, if somebody has begun one. */
  readonly token: string;
  /** What every form of ours carries, and no page of another site can know. */
  readonly csrf: string;
  readonly session: Session | undefined;
  readonly person: Person | undefined;
  readonly form: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly id: string;
  readonly browser: string;
  readonly address: string;
  /** Where the browser found us, to be shown and not to be trusted. */
  readonly origin: string;
  /** The cookie of a device on which no second step is asked for. */
  readonly device: string;
}

/** The answer to a visit: a page, or where to go, with new cookies if the session or the device is a new one. */
export type Answer =
  | { readonly page: Html; readonly status?: number }
  | { readonly to: string; readonly session?: string; readonly device?: string };

const sessionCookie = 'example-session';
const deviceCookie = 'example-device';
const deviceMs = 30 * 24 * 60 * 60_000;

/** Reads who is there. A browser that is new gets a cookie, so that its first form can already be told from a forged one. */
export function readVisit({ tokens, people }: { tokens: Tokens; people: People }, req: Request, res: Response): Visit {
  const known = cookieOf(req, sessionCookie);
  const token = known ?? newToken();
  if (known === undefined) setCookie(req, res, sessionCookie, token);
  const browser = req.get('user-agent') ?? '';
  const session = known === undefined ? undefined : tokens.find(token, browser);
  const person = session === undefined ? undefined : people.find(session.person);
  const locale = req.acceptsLanguages(...locales) || 'en';
  return {
    ...{ locale: locale as Locale, words: wordsIn(locale as Locale), token, browser, session, person },
    csrf: hashOf(token, 'form '),
    form: textsOf(req.body),
    query: textsOf(req.query),
    id: String(req.params['id'] ?? ''),
    address: req.ip ?? '',
    origin: `${req.protocol}://${req.get('host')}`,
    device: cookieOf(req, deviceCookie) ?? '',
  };
}

/**
 * Whether a form was made by somebody else than a page of ours for this browser. Browsers say where a form comes from;
 * what they all send back is the token in it.
 */
export function isForged({ csrf, form }: Visit, req: Request): boolean {
  const site = req.get('sec-fetch-site');
  return (site !== undefined && site !== 'same-origin' && site !== 'none') || form['csrf'] !== csrf;
}

/** Sends the answer. */
export function give(answer: Answer, req: Request, res: Response): void {
  if ('page' in answer) {
    res.status(answer.status ?? 200).send(answer.page.text);
    return;
  }
  if (answer.session !== undefined) setCookie(req, res, sessionCookie, answer.session);
  if (answer.device !== undefined) setCookie(req, res, deviceCookie, answer.device, deviceMs);
  res.redirect(303, answer.to);
}

function setCookie(req: Request, res: Response, name: string, value: string, maxAge?: number): void {
  // `secure` wherever there is TLS: behind a proxy that ends it, tell Express with `trust proxy`.
  const options = { httpOnly: true, sameSite: 'strict', secure: req.secure } as const;
  res.cookie(name, value, maxAge === undefined ? options : { ...options, maxAge });
}

function cookieOf(req: Request, name: string): string | undefined {
  return new RegExp(`(?:^|; )${name}=([\\w-]{43})(?:;|$)`).exec(req.headers.cookie ?? '')?.[1];
}

/** The fields that are text; whoever sends something else has sent nothing. */
function textsOf(fields: unknown): Record<string, string> {
  const texts = Object.entries(fields ?? {}).filter(([, value]) => typeof value === 'string');
  return Object.fromEntries(texts.map(([name, value]) => [name, value as string]));
}
