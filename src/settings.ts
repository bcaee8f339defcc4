import { z } from 'zod';
import { isCountry } from './challenge/phone.ts';

/** A setting as operators see it: what it is for, and the value it has when it is not given. */
export interface SettingInfo {
  readonly about: string;
  readonly secret?: true;
  readonly shownDefault?: string;
}

function whole(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.coerce.number(error).int(error).min(min, error).max(max, error);
}
const port = whole(0, 65_535);
const text = z.string().trim().min(1);
const url = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ''));
const perSecond = 'must be a number above 0, and 10000 at most';
const rate = z.coerce.number(perSecond).positive(perSecond).max(10_000, perSecond);
/** Perhaps `user:password@`, then hosts with or without a port; an IPv6 address stands in brackets. */
const hosts = '([^@/]*@)?host(,host)*'.replaceAll('host', '([^\\]\\[@/:,]+|\\[[0-9a-f:.]+\\])(:\\d{1,5})?');
/** Our own numbers are what the provider says they are; only their form is looked at. */
const ownNumber = z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be a number in E.164 form, such as +14155550100');
/** A text may also come from a short code, or from a name where the country allows it (Twilio: 11 characters, one a letter). */
const textSender = z.union([ownNumber, z.string().regex(/^(\d{5,6}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/)], {
  error: 'must be a number in E.164 form, a short code or a name of 11 letters and digits at most',
});
const list = text.transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

const roles = ['api', 'workers', 'webhooks'] as const;

/** Whoever parses it later would throw, with all of it in the error. */
function isReadable(address: string): boolean {
  const [, user = ''] = /^[^:]*:\/\/([^@]*)@/.exec(address) ?? [];
  try {
    decodeURIComponent(user);
  } catch {
    return false;
  }
  return !/^rediss?:\/\//.test(address) || URL.canParse(address);
}

/** `name:value` pairs; a value may hold colons, a name may not. */
const pairs = (what: string) =>
  list.transform((items, context) =>
    items.map((item) => {
      const colon = item.indexOf(':');
      if (colon < 1 || colon === item.length - 1)
        context.addIssue({ code: 'custom', message: `must be ${what}, comma separated` });
      return { name: item.slice(0, colon), value: item.slice(colon + 1) };
    }),
  );

const about = <T extends z.ZodType>(schema: T, info: SettingInfo): T => schema.meta({ ...info });

/** Every environment variable of the gateway. The README's table is tested against this. */
export const settings = z.object({
  REDIS_URL: about(
    z
      .string()
      .regex(
        new RegExp(`^(rediss?://.+|rediss?\\+cluster://${hosts}|rediss?\\+sentinel://${hosts}/[^/]+)$`),
        'must be redis://…, redis+sentinel://host:port,…/name or redis+cluster://host:port,…, with rediss for TLS',
      )
      .refine(isReadable, 'is no address: write / # ? @ : and % of a password as %2F %23 %3F %40 %3A and %25'),
    { about: 'Where Redis or Valkey is.', secret: true },
  ),
  POUNDKEY_SECRET: about(
    z.string().refine((value) => Buffer.byteLength(value) >= 32, 'must have 32 bytes or more'),
    {
      about: 'Keys for codes, stored numbers and number tags are made from it: 32 bytes or more.',
      secret: true,
    },
  ),
  POUNDKEY_PUBLIC_URL: about(url, { about: 'Where the provider reaches the webhooks, as it calls and signs them.' }),
  POUNDKEY_ROLES: about(list.pipe(z.array(z.enum(roles)).min(1)).default([...roles]), {
    about: 'What this process does: api, workers, webhooks.',
    shownDefault: 'api,workers,webhooks',
  }),
  POUNDKEY_API_KEYS: about(
    pairs('app:key')
      .pipe(
        z.array(
          z.object({
            name: z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/, 'an app is named with letters, digits, _, . or -'),
            value: z.string(),
          }),
        ),
      )
      .default([]),
    {
      about: 'Keys of the HTTP API as `app:key,…`; several keys may name one app.',
      secret: true,
      shownDefault: 'none',
    },
  ),
  POUNDKEY_OPERATORS: about(pairs('name:password').default([]), {
    about: 'Who may sign in at `/ops`, as `name:password,…`.',
    secret: true,
    shownDefault: 'none',
  }),
  POUNDKEY_APPS: about(text.optional(), {
    about: 'A JSON file with an entry for every app: its keys, numbers, limits and wording (docs/apps.md).',
    shownDefault: 'one app, `default`, of the settings here',
  }),
  POUNDKEY_APP_NAME: about(text.max(40).default('Poundkey'), {
    about: 'What the app `default` is called in calls and texts.',
  }),
  POUNDKEY_HOST: about(text.default('127.0.0.1'), { about: 'The address that both listeners bind to.' }),
  POUNDKEY_PORT: about(port.default(8080), { about: 'Private port: HTTP API, health. 0 means any free one.' }),
  POUNDKEY_WEBHOOK_PORT: about(port.default(8081), {
    about: 'Public port: the webhooks and nothing else. 0 means any free one.',
  }),
  POUNDKEY_COUNTRIES: about(
    list.pipe(z.array(z.string().refine(isCountry, 'must be ISO country codes such as US,NL')).min(1)).optional(),
    { about: 'Countries that may be called and texted.', shownDefault: 'those of our own numbers' },
  ),
  POUNDKEY_CONCURRENCY: about(whole(1, 1_000).default(50), {
    about: 'Jobs of one queue that one process works on at once.',
  }),
  POUNDKEY_CALLS_PER_SECOND: about(rate.optional(), {
    about: 'Calls placed per second over all processes. Twilio queues what exceeds your account’s rate, so set it.',
    shownDefault: 'not limited',
  }),
  POUNDKEY_TEXTS_PER_SECOND: about(rate.optional(), { about: 'The same for texts.', shownDefault: 'not limited' }),
  POUNDKEY_LIMITS_FACTOR: about(whole(1, 1_000).default(1), {
    about: 'How many times its limits every app may have: more than 1 only where nobody attacks.',
  }),
  POUNDKEY_MACHINE_DETECTION: about(z.enum(['off', 'on']).default('off'), {
    about: 'Whether the provider listens for answering machines, at its price; `on` ends a call to one as `voicemail`.',
  }),
  POUNDKEY_RESULT_TTL: about(whole(600, 2_592_000).default(86_400), {
    about: 'Seconds that outcomes can be read and stay in the streams: no less than a challenge may last.',
  }),
  POUNDKEY_WEBHOOKS_TO_PRIVATE: about(
    z
      .enum(['true', 'false'])
      .default('false')
      .transform((value) => value === 'true'),
    { about: 'Whether results may be posted to private and loopback addresses: true or false.' },
  ),
  POUNDKEY_LOG_LEVEL: about(z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'), {
    about: 'The least important lines that are logged.',
  }),
  TWILIO_ACCOUNT_SID: about(z.string().regex(/^AC[0-9a-fA-F]{32}$/, 'must be AC and 32 hexadecimal digits'), {
    about: 'Your Twilio account.',
  }),
  TWILIO_AUTH_TOKEN: about(list.pipe(z.array(z.string().min(1)).min(1).max(2)), {
    about: 'Its token, which signs the webhooks; two, comma separated, while one replaces the other.',
    secret: true,
  }),
  TWILIO_API_KEY_SID: about(
    z
      .string()
      .regex(/^SK[0-9a-f]{32}$/, 'must be SK and 32 hexadecimal digits')
      .optional(),
    {
      about: 'An API key for requests, so that the token is only needed for signatures.',
      shownDefault: 'the account',
    },
  ),
  TWILIO_API_KEY_SECRET: about(text.optional(), { about: 'Its secret.', secret: true, shownDefault: 'the token' }),
  TWILIO_CALL_FROM: about(ownNumber.optional(), { about: 'The number that calls.', shownDefault: 'no calls' }),
  TWILIO_TEXT_FROM: about(textSender.optional(), {
    about: 'The number, short code or name that texts.',
    shownDefault: 'no texts',
  }),
  TWILIO_MESSAGING_SERVICE_SID: about(
    z
      .string()
      .regex(/^MG[0-9a-f]{32}$/, 'must be MG and 32 hexadecimal digits')
      .optional(),
    {
      about: 'A messaging service that texts, instead of a number.',
      shownDefault: 'none',
    },
  ),
  TWILIO_API_BASE_URL: about(url.default('https://api.twilio.com'), {
    about: 'Another address for the provider’s API, such as the simulator’s.',
  }),
});

export type Settings = z.infer<typeof settings>;
