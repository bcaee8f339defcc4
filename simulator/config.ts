import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { type Settings, settingsSchema } from './settings.ts';

const PORT_DEFAULT = '8082';

type Environment = Readonly<Record<string, string | undefined>>;
export type ConfigResult =
  | { readonly ok: true; readonly settings: Settings }
  /** Every fault, one line each, by the name of its variable. */
  | { readonly ok: false; readonly faults: readonly string[] };

/** Which variable a setting comes from, for the messages. */
const VARIABLE: Readonly<Record<string, string>> = {
  port: 'SIMULATOR_PORT',
  host: 'SIMULATOR_HOST',
  accountSid: 'TWILIO_ACCOUNT_SID',
  authTokens: 'TWILIO_AUTH_TOKEN',
  apiKeys: 'TWILIO_API_KEY_SID',
  inboundUrl: 'SIMULATOR_INBOUND_URL',
  frameOrigins: 'SIMULATOR_FRAME_ORIGINS',
  callsPerSecond: 'SIMULATOR_CALLS_PER_SECOND',
  keepForHours: 'SIMULATOR_KEEP_HOURS',
};

/**
 * Settings from the environment; the only reader of process.env in the simulator.
 *
 * - SIMULATOR_PORT (8082; 0 = any), SIMULATOR_HOST (127.0.0.1)
 * - TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN (comma list: the first one signs), TWILIO_API_KEY_SID with
 *   TWILIO_API_KEY_SECRET (without them any API key is let in); the secrets also as NAME_FILE
 * - SIMULATOR_INBOUND_URL (http://127.0.0.1:8081/webhooks/twilio/sms): where texts from phones are posted
 * - SIMULATOR_FRAME_ORIGINS: comma list of origins that may show the page in a frame
 * - SIMULATOR_CALLS_PER_SECOND: calls dialled per second, the others wait; SIMULATOR_KEEP_HOURS (168): how long records stay
 */
export function readConfig(environment: Environment = process.env): ConfigResult {
  const faults: string[] = [];
  const read = (name: string) => environment[name]?.trim() || undefined;
  const secret = (name: string) => readSecret(read(name), read(`${name}_FILE`), `${name}_FILE`, faults);
  const port = read('SIMULATOR_PORT') ?? PORT_DEFAULT;
  const keySid = read('TWILIO_API_KEY_SID');
  const keySecret = secret('TWILIO_API_KEY_SECRET');
  const tokens = commaList(secret('TWILIO_AUTH_TOKEN'));
  if ((keySid === undefined) !== (keySecret === undefined)) {
    faults.push('TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET belong together: give both or neither');
  }
  const parsed = settingsSchema.safeParse({
    port: numberOr(port),
    host: read('SIMULATOR_HOST'),
    accountSid: read('TWILIO_ACCOUNT_SID'),
    authTokens: tokens.length > 0 ? tokens : undefined,
    apiKeys: keySid !== undefined && keySecret !== undefined ? { [keySid]: keySecret } : undefined,
    inboundUrl: read('SIMULATOR_INBOUND_URL'),
    frameOrigins: commaList(read('SIMULATOR_FRAME_ORIGINS')),
    callsPerSecond: numberOr(read('SIMULATOR_CALLS_PER_SECOND')),
    keepForHours: numberOr(read('SIMULATOR_KEEP_HOURS')),
  });
  if (!parsed.success) faults.push(...parsed.error.issues.map(faultOf));
  return parsed.success && faults.length === 0 ? { ok: true, settings: parsed.data } : { ok: false, faults };
}

function readSecret(
  value: string | undefined,
  file: string | undefined,
  name: string,
  faults: string[],
): string | undefined {
  if (value !== undefined || file === undefined) return value;
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch (error) {
    faults.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** A text that is no number is left as it is, for the schema to refuse. */
function numberOr(text: string | undefined): number | string | undefined {
  return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function commaList(value: string | undefined): string[] {
  return (value ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function faultOf(issue: z.core.$ZodIssue): string {
  return `${VARIABLE[String(issue.path[0])] ?? issue.path.join('.')}: ${issue.message}`;
}
