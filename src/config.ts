import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type ApiKey, type AppEntries, appsFrom, countriesOf, readAppFile } from './app-file.ts';
import { type SettingInfo, type Settings, settings } from './settings.ts';

/** Everything the gateway was told, checked and frozen. */
export type Config = Readonly<ReturnType<typeof configOf>>;

export type ConfigVerdict =
  | { readonly kind: 'config'; readonly config: Config }
  | { readonly kind: 'faults'; readonly faults: readonly string[] };

/**
 * Reads the environment. Every fault is reported at once and none repeats a value, since a value in the wrong place may be
 * a secret. A secret may stand in a file named by `NAME_FILE`; an empty variable counts as not set.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): ConfigVerdict {
  const faults: string[] = [];
  const given: Record<string, string> = {};
  for (const [name, schema] of Object.entries(settings.shape)) {
    const value = settingOf(env, name, infoOf(schema), faults);
    if (value !== undefined && value !== '') given[name] = value;
  }
  const parsed = settings.safeParse(given);
  // A file that cannot be read is the fault; that its setting is then missing is no other.
  const issues = parsed.error?.issues.filter(({ path }) => !faults.includes(unreadable(String(path[0])))) ?? [];
  faults.push(...(parsed.success ? faultsBetween(parsed.data) : issues.map((issue) => faultOf(issue, given))));
  const file =
    given['POUNDKEY_APPS'] === undefined ? { kind: 'apps' as const, apps: {} } : readAppFile(given['POUNDKEY_APPS']);
  if (file.kind === 'faults') faults.push(...file.faults.map((fault) => `POUNDKEY_APPS ${fault}`));
  if (parsed.success && file.kind === 'apps') faults.push(...sharedKeys(apiKeysOf(parsed.data, file.apps)));
  if (!parsed.success || file.kind === 'faults' || faults.length > 0) return { kind: 'faults', faults };
  return { kind: 'config', config: Object.freeze(configOf(parsed.data, file.apps)) };
}

/** One setting by itself, for programs that need no other. */
export function readSetting<Name extends keyof Settings>(
  name: Name,
  env: Readonly<Record<string, string | undefined>>,
): { readonly kind: 'value'; readonly value: Settings[Name] } | Extract<ConfigVerdict, { kind: 'faults' }> {
  const faults: string[] = [];
  const value = settingOf(env, name, infoOf(settings.shape[name]), faults);
  const given = value === undefined || value === '' ? {} : { [name]: value };
  const parsed = settings.shape[name].safeParse(given[name]);
  if (!parsed.success) faults.push(...parsed.error.issues.map((issue) => faultOf({ ...issue, path: [name] }, given)));
  if (!parsed.success || faults.length > 0) return { kind: 'faults', faults };
  return { kind: 'value', value: parsed.data as Settings[Name] };
}

export const infoOf = (schema: z.ZodType): SettingInfo => z.globalRegistry.get(schema) as unknown as SettingInfo;

function settingOf(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  info: SettingInfo,
  faults: string[],
) {
  const file = info.secret ? env[`${name}_FILE`] : undefined;
  if (file === undefined || file === '') return env[name];
  if (env[name] !== undefined && env[name] !== '') faults.push(`${name} and ${name}_FILE are both set: keep one`);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    faults.push(unreadable(name));
    return undefined;
  }
}

const unreadable = (name: string) => `${name}_FILE names a file that cannot be read`;

function faultOf(issue: z.core.$ZodIssue, given: Record<string, string>): string {
  const name = String(issue.path[0]);
  return given[name] === undefined
    ? `${name} is missing`
    : `${name} ${issue.message.replace(/^Invalid/, 'is an invalid')}`;
}

/** What each setting may have by itself but not together with another. */
function faultsBetween(given: Settings): string[] {
  const { TWILIO_CALL_FROM, TWILIO_TEXT_FROM, TWILIO_MESSAGING_SERVICE_SID, POUNDKEY_COUNTRIES } = given;
  const faults: string[] = [];
  if ((given.TWILIO_API_KEY_SID === undefined) !== (given.TWILIO_API_KEY_SECRET === undefined))
    faults.push('TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET go together');
  if (TWILIO_TEXT_FROM !== undefined && TWILIO_MESSAGING_SERVICE_SID !== undefined)
    faults.push('TWILIO_TEXT_FROM and TWILIO_MESSAGING_SERVICE_SID are both set: keep one');
  if (TWILIO_CALL_FROM === undefined && TWILIO_TEXT_FROM === undefined && TWILIO_MESSAGING_SERVICE_SID === undefined)
    faults.push('set TWILIO_CALL_FROM to call, or TWILIO_TEXT_FROM or TWILIO_MESSAGING_SERVICE_SID to text');
  else if (POUNDKEY_COUNTRIES === undefined && countriesOf([TWILIO_CALL_FROM, TWILIO_TEXT_FROM]).length === 0)
    faults.push('POUNDKEY_COUNTRIES is missing, and what calls and texts does not tell which countries to allow');
  return faults;
}

function configOf(given: Settings, entries: AppEntries) {
  const { TWILIO_TEXT_FROM: from, TWILIO_MESSAGING_SERVICE_SID: messagingServiceSid } = given;
  return {
    redisUrl: given.REDIS_URL,
    secret: given.POUNDKEY_SECRET,
    publicUrl: given.POUNDKEY_PUBLIC_URL,
    roles: new Set(given.POUNDKEY_ROLES),
    apiKeys: apiKeysOf(given, entries),
    apps: appsFrom(
      {
        name: given.POUNDKEY_APP_NAME,
        countries: given.POUNDKEY_COUNTRIES ?? countriesOf([given.TWILIO_CALL_FROM, given.TWILIO_TEXT_FROM]),
        factor: given.POUNDKEY_LIMITS_FACTOR,
      },
      given.POUNDKEY_API_KEYS.map(({ name }) => name),
      entries,
    ),
    operators: given.POUNDKEY_OPERATORS.map(({ name, value }) => ({ name, password: value })),
    host: given.POUNDKEY_HOST,
    port: given.POUNDKEY_PORT,
    webhookPort: given.POUNDKEY_WEBHOOK_PORT,
    concurrency: given.POUNDKEY_CONCURRENCY,
    callsPerSecond: given.POUNDKEY_CALLS_PER_SECOND,
    textsPerSecond: given.POUNDKEY_TEXTS_PER_SECOND,
    resultTtlSeconds: given.POUNDKEY_RESULT_TTL,
    webhooksToPrivate: given.POUNDKEY_WEBHOOKS_TO_PRIVATE,
    logLevel: given.POUNDKEY_LOG_LEVEL,
    authTokens: given.TWILIO_AUTH_TOKEN,
    twilio: {
      accountSid: given.TWILIO_ACCOUNT_SID,
      user: given.TWILIO_API_KEY_SID ?? given.TWILIO_ACCOUNT_SID,
      password: given.TWILIO_API_KEY_SECRET ?? given.TWILIO_AUTH_TOKEN[0] ?? '',
      apiBaseUrl: given.TWILIO_API_BASE_URL,
      publicUrl: given.POUNDKEY_PUBLIC_URL,
      callFrom: given.TWILIO_CALL_FROM,
      machineDetection: given.POUNDKEY_MACHINE_DETECTION === 'on',
      textFrom: from !== undefined ? { from } : messagingServiceSid !== undefined ? { messagingServiceSid } : undefined,
    },
  };
}

/** A key says which app asks, so it can be of one only. */
function sharedKeys(keys: readonly ApiKey[]): string[] {
  const byHash = Map.groupBy(keys, ({ sha256 }) => sha256);
  const apps = [...byHash.values()].map((same) => [...new Set(same.map(({ app }) => app))]);
  return apps.flatMap((names) => (names.length > 1 ? [`the apps ${names.join(' and ')} have the same API key`] : []));
}

/** Keys of the environment never expire; those of the file may, and may stand there as their hash. */
function apiKeysOf({ POUNDKEY_API_KEYS }: Settings, entries: AppEntries): ApiKey[] {
  const sha256 = (key: string) => createHash('sha256').update(key).digest('hex');
  const ofFile = Object.entries(entries).flatMap(([app, { keys }]) =>
    keys.map(({ key, sha256: digest, expiresAt }) => ({
      app,
      sha256: digest ?? sha256(key ?? ''),
      ...(key !== undefined && { key }),
      ...(expiresAt !== undefined && { expiresAt: Date.parse(expiresAt) }),
    })),
  );
  return [...POUNDKEY_API_KEYS.map(({ name, value }) => ({ app: name, sha256: sha256(value), key: value })), ...ofFile];
}
