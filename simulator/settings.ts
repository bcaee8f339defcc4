import { z } from 'zod';

/** The token of a simulator that was given none: nothing secret. */
export const TOKEN_DEFAULT = 'simulator-auth-token';

const origin = z.string().refine(isOrigin, 'give origins such as http://127.0.0.1:8083');

/** Every setting of a simulator, with its default. */
export const settingsSchema = z.strictObject({
  /** 0 = any free port. */
  port: z.int().min(0).max(65_535).default(0),
  /** The control API has no key, so other than loopback only where nobody else can reach it. */
  host: z.string().min(1).default('127.0.0.1'),
  accountSid: z
    .string()
    .regex(/^AC[0-9a-fA-F]{32}$/, 'an account SID is AC and 32 hexadecimal digits')
    .default(`AC${'5'.repeat(32)}`),
  /** The first one signs; every one is accepted for REST requests. */
  authTokens: z.tuple([z.string().min(1)], z.string().min(1)).default([TOKEN_DEFAULT]),
  /** API keys (SK…) and their secrets; null = any SK with any secret is let in. */
  apiKeys: z
    .record(
      z.string().regex(/^SK[0-9a-fA-F]{32}$/, 'an API key SID is SK and 32 hexadecimal digits'),
      z.string().min(1),
    )
    .nullable()
    .default(null),
  /** Where a text to any number of the application is posted; null = nowhere. */
  inboundUrl: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default('http://127.0.0.1:8081/webhooks/twilio/sms'),
  /** Origins that may show the page in a frame. */
  frameOrigins: z.array(origin).default([]),
  /** Numbers the account owns; null = every well-formed number may be used as From. */
  ownNumbers: z.array(z.string()).nullable().default(null),
  /** The sender of texts that name a messaging service and no From. */
  serviceNumber: z.string().default('+12025550142'),
  /** Calls dialled per second, the others wait in the queue as at Twilio (its default is 1); null = no limit. */
  callsPerSecond: z.number().positive().nullable().default(null),
  /** How long calls, texts and requests stay on record, by the simulator's clock. */
  keepForHours: z.number().positive().default(168),
  /** How long speaking takes; 0 = no time. */
  speechMsPerCharacter: z.number().min(0).default(0),
  /** Ring time of phones that answer by themselves. */
  answerAfterMs: z.number().min(0).default(0),
  /** How soon a busy, silent or unreachable phone ends the call. */
  refuseAfterMs: z.number().min(0).default(200),
  /** How long answering machine detection takes; the call waits for it unless it is asynchronous. */
  machineDetectionMs: z.number().min(0).default(0),
  /** How long a text waits in the queue before the carrier takes it; longer than its ValidityPeriod and it fails (30036). */
  sendAfterMs: z.number().min(0).default(0),
  /** From the carrier taking a text to the phone having it. */
  deliverAfterMs: z.number().min(0).default(0),
});

export type Settings = z.output<typeof settingsSchema>;
export type SettingsInput = z.input<typeof settingsSchema>;

function isOrigin(value: string): boolean {
  return URL.canParse(value) && /^https?:/.test(value) && new URL(value).origin === value;
}
