import type { Webaddress } from '../calls/call.ts';
import { type TwilioError, twilioError } from './twilio-error.ts';

/** A form as express parses it: a field that is given several times is an array. */
export type Form = Readonly<Record<string, string | readonly string[] | undefined>>;

// "The URL exceeds the 4000-character limit" (error 21609).
const ADDRESS_MAX = 4_000;

/** The last value of a field; undefined when absent or empty. */
export function field(form: Form, name: string): string | undefined {
  const value = form[name];
  const last = typeof value === 'object' ? value.at(-1) : value;
  return last === '' ? undefined : last;
}

/** Every value of a field, in order. */
export function fieldList(form: Form, name: string): readonly string[] {
  const value = form[name];
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

/** A whole number within bounds, the fallback when absent, a refusal with `code` when it is something else. */
export function wholeNumber(
  form: Form,
  name: string,
  bounds: { min: number; max: number; fallback: number; code: number },
): number | TwilioError {
  const value = field(form, name);
  if (value === undefined) return bounds.fallback;
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= bounds.min && number <= bounds.max) return number;
  return twilioError(bounds.code, `${name} must be a whole number from ${bounds.min} to ${bounds.max}: ${value}`);
}

/** An address and its method; null when absent, a refusal with `code` when it is no http address. */
export function webaddress(form: Form, name: string, code: number): Webaddress | null | TwilioError {
  const url = field(form, name);
  if (url === undefined) return null;
  if (url.length > ADDRESS_MAX) return twilioError(code, `${name} is longer than ${ADDRESS_MAX} characters`);
  // Host names with an underscore are refused (Call resource, parameter StatusCallback).
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !/^https?:$/.test(parsed.protocol) || parsed.hostname.includes('_')) {
    return twilioError(code, `${name} is not a valid URL: ${url}`);
  }
  const methodName = `${name.replace(/Url$/, '')}Method`;
  const method = field(form, methodName) ?? 'POST';
  if (method !== 'GET' && method !== 'POST') return twilioError(21209, `${methodName} must be GET or POST: ${method}`);
  return { url, method };
}

/** Whether a parsed value turned out to be a refusal. */
export function isError(value: unknown): value is TwilioError {
  return typeof value === 'object' && value !== null && 'code' in value && 'status' in value;
}
