/** What one auth server may ask for and how it speaks. Made once, at the start, of settings and of the file of apps. */
import type { Channel, Method } from './challenge.ts';
import type { Wording } from './wording.ts';

/** Wrong answers in one challenge before it is denied. `code` counts typed codes and replies together. */
export interface Tries {
  readonly code: number;
  readonly pin: number;
  readonly match: number;
  readonly key: number;
}

/** A token bucket: so many at once, and as many again over so many seconds. */
export interface Rate {
  readonly count: number;
  readonly seconds: number;
}

/** How often may be asked, by whom it concerns. `perPrefix`: numbers that differ in their last four digits only. */
export interface Rates {
  readonly perNumber: readonly Rate[];
  readonly perSubject: readonly Rate[];
  readonly perIp: readonly Rate[];
  readonly perPrefix: readonly Rate[];
}

/** Numbers by ISO country, and `default` for every other country. */
export type ByCountry = Readonly<Partial<Record<string, string>>>;

/** How an office switchboard is told whom we want: by tones, or spoken by the call that it answers. */
export interface Reaching {
  readonly by: 'tones' | 'words';
  readonly secondsBefore: number;
  readonly secondsAfter: number;
}

export interface App {
  readonly id: string;
  /** What calls and texts call it. */
  readonly name: string;
  /** What a request has that does not say otherwise. */
  readonly locale: string;
  readonly lifetimeSeconds: number;
  readonly way?: { readonly channel: Channel; readonly method: Method };
  /** ISO codes of the countries that may be called and texted. */
  readonly countries: ReadonlySet<string>;
  /** Beginnings of numbers that are never called or texted. */
  readonly blockedPrefixes: readonly string[];
  /** Where they are not given, the provider's own settings say what calls and texts come from. */
  readonly callFrom: ByCountry;
  readonly textFrom: ByCountry;
  readonly extensions: Reaching;
  /** Languages that it speaks in its own words, by the first part of their tag. */
  readonly wordings: ReadonlyMap<string, Wording>;
  /** `urls`: whether its texts may hold addresses. */
  readonly text: { readonly webOtpDomain?: string; readonly urls: boolean };
  readonly tries: Tries;
  readonly rates: Rates;
  /** Failures in a day of one subject, and of one number. */
  readonly failuresPerDay: number;
  /** Whether a reported fraud may block the subject, and for how long. */
  readonly fraud: { readonly block: boolean; readonly days: number };
  /** What becomes of a challenge for a subject who is being asked already. */
  readonly second: 'refuse' | 'replace';
  /** Where each result is posted, signed with the first of these Standard Webhooks secrets and, while rotating, the others. */
  readonly resultWebhook?: { readonly url: string; readonly secrets: readonly string[] };
}

/** Who speaks, as much of an app as words need. */
export type Speaker = Pick<App, 'name'> & Partial<Pick<App, 'extensions' | 'wordings' | 'text'>>;

/** The apps there are, by id. */
export interface Apps {
  find(id: string): App | undefined;
  /** For a challenge whose app has gone since: the rules of `default`. */
  orDefault(id: string): App;
  readonly all: readonly App[];
}

export function appsOf(all: readonly App[]): Apps {
  const byId = new Map(all.map((app) => [app.id, app]));
  const standard = byId.get('default');
  if (standard === undefined) throw new Error('there is always an app default');
  return { all, find: (id) => byId.get(id), orDefault: (id) => byId.get(id) ?? standard };
}
