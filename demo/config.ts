import { getCountries } from 'libphonenumber-js/max';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const origin = z
  .url({ protocol: /^https?$/ })
  .refine((value) => new URL(value).origin === value, 'must be an origin such as http://127.0.0.1:8082');

const settings = z.object({
  POUNDKEY_URL: origin.default('http://127.0.0.1:8080'),
  POUNDKEY_API_KEYS: z.string().regex(/^[^:,]+:[^,]+/, 'must be app:key, of which the first is used'),
  POUNDKEY_COUNTRIES: z.string().default(getCountries().join(',')),
  DEMO_HOST: z.string().min(1).default('127.0.0.1'),
  DEMO_PORT: port.default(8083),
  DEMO_DATABASE: z.string().default(''),
  DEMO_LIFETIME_SECONDS: z.coerce.number().int().min(30).max(600).default(180),
  SIMULATOR_URL: origin.default('http://127.0.0.1:8082'),
});

/** What the example auth server was told. */
export interface Config {
  readonly poundkeyUrl: string;
  readonly apiKey: string;
  /** Those that Poundkey may call and text; what it does not allow it refuses by itself. */
  readonly countries: ReadonlySet<string>;
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
  /** A file that stays. If it is empty, the accounts are forgotten at the end. */
  readonly database: string;
  /** How long a phone may be asked. */
  readonly lifetimeSeconds: number;
  /** Origin of the handsets page, which is shown beside ours. */
  readonly simulatorUrl: string;
}

/** Reads the environment, the only place of the example that does. Throws with every fault in one message. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const { success, data, error } = settings.safeParse(given);
  if (!success) throw new Error(`The settings need attention:\n${z.prettifyError(error)}`);
  return {
    poundkeyUrl: data.POUNDKEY_URL,
    apiKey: /:([^,]+)/.exec(data.POUNDKEY_API_KEYS)?.[1] ?? '',
    countries: new Set(data.POUNDKEY_COUNTRIES.split(',').map((code) => code.trim())),
    host: data.DEMO_HOST,
    port: data.DEMO_PORT,
    database: data.DEMO_DATABASE,
    lifetimeSeconds: data.DEMO_LIFETIME_SECONDS,
    simulatorUrl: data.SIMULATOR_URL,
  };
}
