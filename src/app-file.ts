import { readFileSync } from 'node:fs';
import type { App } from './challenge/app.ts';
import { ownWording } from './challenge/own-wording.ts';
import { readPhone } from './challenge/phone.ts';
import { usualFailuresPerDay, usualRates, usualTries } from './challenge/policy.ts';
import { textFaults } from './challenge/text-length.ts';
import { wordingFor } from './challenge/wording.ts';
import { type AppEntry, appFile } from './contract/app-file.ts';

/** A key of the HTTP API as its SHA-256. `expiresAt` in milliseconds since 1970. */
export interface ApiKey {
  readonly app: string;
  readonly sha256: string;
  /** As it was given, if it was: `poundkey doctor` looks whether it can be guessed. */
  readonly key?: string;
  readonly expiresAt?: number;
}

export type AppEntries = Readonly<Record<string, AppEntry>>;
export type AppFileVerdict =
  | { readonly kind: 'apps'; readonly apps: AppEntries }
  /** Each with the JSON pointer of its place (RFC 6901). None repeats a value: there are keys and secrets in the file. */
  | { readonly kind: 'faults'; readonly faults: readonly string[] };

/** Reads the file of apps; every fault is reported at once. */
export function readAppFile(path: string): AppFileVerdict {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return { kind: 'faults', faults: ['names a file that cannot be read'] };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // The message of the parser quotes the file.
    const [where] = /line \d+ column \d+/.exec(String(error)) ?? [];
    return { kind: 'faults', faults: [`is no JSON${where === undefined ? '' : `: ${where}`}`] };
  }
  const parsed = appFile.safeParse(value);
  const faults = [
    ...(parsed.error?.issues.flatMap(faultsOf) ?? []),
    ...(parsed.success ? Object.entries(parsed.data.apps).flatMap(([id, entry]) => entryFaults(id, entry)) : []),
  ];
  if (!parsed.success || faults.length > 0) return { kind: 'faults', faults };
  return { kind: 'apps', apps: parsed.data.apps };
}

type Issue = Parameters<typeof faultsOf>[0];
function faultsOf(issue: {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly code?: string;
  readonly keys?: readonly string[];
  readonly issues?: readonly { readonly message: string }[];
}): string[] {
  const at = pointer(issue.path);
  if (issue.keys !== undefined)
    return issue.keys.map((name) => `${pointer([...issue.path, shortened(name)])} is not known`);
  if (issue.code === 'invalid_key') return [`${at} has a name that ${issue.issues?.[0]?.message ?? 'is not allowed'}`];
  if (/received undefined$/.test(issue.message)) return [`${at} is missing`];
  return [`${at} ${issue.message.replace(/^Invalid input: e/, 'e').replace(/^Too (small|big): /, '')}`];
}

/** No field of ours is so long, and a key that stands in the wrong place may be. */
const shortened = (name: string): string => (name.length > 15 ? `${name.slice(0, 8)}…` : name);

/** RFC 6901. Names come from the file, and a key in the wrong place must not be told: they are cut short. */
function pointer(path: Issue['path']): string {
  const steps = path.map((step) => String(step).slice(0, 32).replaceAll('~', '~0').replaceAll('/', '~1'));
  return steps.length === 0 ? 'the file' : `/${steps.join('/')}`;
}

function entryFaults(id: string, entry: AppEntry): string[] {
  const texts = textFaults(entry).map(({ path, message }) => `${pointer(['apps', id, ...path])} ${message}`);
  return [...countryFaults(id, entry), ...texts];
}

/** A name or a short code that texts is of no country, so somebody has to say whom it may text. */
function countryFaults(id: string, { countries, callFrom, textFrom }: AppEntry): string[] {
  const ours = [...Object.values(callFrom), ...Object.values(textFrom)];
  if (countries !== undefined || ours.length === 0 || countriesOf(ours).length > 0) return [];
  return [`${pointer(['apps', id, 'countries'])} is missing, and what texts does not tell which to allow`];
}

/** What an app has that does not say otherwise, and the app `default` without a file: the environment's. */
export interface Standard {
  readonly name: string;
  readonly countries: readonly string[];
  /** How many times the limits may be had. */
  readonly factor: number;
}

/** Every app: those of the file, and `default` and others that have a key in the environment. */
export function appsFrom(standard: Standard, named: readonly string[], entries: AppEntries = {}): App[] {
  const ids = new Set(['default', ...named, ...Object.keys(entries)]);
  return [...ids].map((id) => appFrom(standard, id, Object.hasOwn(entries, id) ? entries[id] : undefined));
}

function appFrom({ name, countries, factor }: Standard, id: string, entry: AppEntry | undefined): App {
  const times = (rates: App['rates'][keyof App['rates']]) =>
    rates.map(({ count, seconds }) => ({ count: count * factor, seconds }));
  const limits = entry?.limits;
  const ours = entry === undefined ? [] : [...Object.values(entry.callFrom), ...Object.values(entry.textFrom)];
  const { channel, method, resultWebhook } = entry ?? {};
  return {
    id,
    name: entry?.name ?? (id === 'default' ? name : id),
    locale: entry?.locale ?? 'en-US',
    lifetimeSeconds: entry?.lifetimeSeconds ?? 180,
    ...(channel !== undefined && method !== undefined && { way: { channel, method } }),
    countries: new Set(entry?.countries ?? (ours.length > 0 ? countriesOf(ours) : countries)),
    blockedPrefixes: entry?.blockedPrefixes ?? [],
    callFrom: entry?.callFrom ?? {},
    textFrom: entry?.textFrom ?? {},
    extensions: entry?.extensions ?? { by: 'tones', secondsBefore: 0, secondsAfter: 0 },
    wordings: new Map(
      Object.entries(entry?.wording ?? {}).map(([language, own]) => [
        language,
        ownWording(wordingFor(language), own, entry?.name ?? id),
      ]),
    ),
    text: textOf(entry),
    tries: entry?.tries ?? usualTries,
    rates: {
      perNumber: times(limits?.perNumber ?? usualRates.perNumber),
      perSubject: times(limits?.perSubject ?? usualRates.perSubject),
      perIp: times(limits?.perIp ?? usualRates.perIp),
      perPrefix: times(limits?.perPrefix ?? usualRates.perPrefix),
    },
    failuresPerDay: (entry?.failuresPerDay ?? usualFailuresPerDay) * factor,
    fraud: entry?.fraud ?? { block: false, days: 90 },
    second: entry?.second ?? 'refuse',
    ...(resultWebhook !== undefined && { resultWebhook }),
  };
}

/** Where our own numbers are: the only countries that somebody who set nothing can have meant. */
export function countriesOf(numbers: readonly (string | undefined)[]): string[] {
  return numbers.flatMap((number) => {
    const verdict = number === undefined ? undefined : readPhone(number);
    return verdict?.kind === 'phone' ? [verdict.country] : [];
  });
}

function textOf(entry: AppEntry | undefined): App['text'] {
  const { webOtpDomain, urls = false } = entry?.text ?? {};
  return { urls, ...(webOtpDomain !== undefined && { webOtpDomain }) };
}
