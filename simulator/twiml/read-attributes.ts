import type { XmlElement } from './parse-xml.ts';

export type Method = 'GET' | 'POST';
/** Notes what Twilio's debugger would warn of; a null code is for what only the simulator does not do. */
export type Warn = (code: number | null, text: string) => void;

const SCHEMA = 12200;
/** Every attribute that each verb may have; the others are warned of and ignored. */
export const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  Say: ['voice', 'loop', 'language'],
  Play: ['loop', 'digits'],
  Pause: ['length'],
  Gather: [
    'input',
    'action',
    'method',
    'timeout',
    'speechTimeout',
    'maxSpeechTime',
    'profanityFilter',
    'finishOnKey',
    'numDigits',
    'partialResultCallback',
    'partialResultCallbackMethod',
    'language',
    'hints',
    'bargeIn',
    'debug',
    'actionOnEmptyResult',
    'speechModel',
    'enhanced',
  ],
  Redirect: ['method'],
  Hangup: [],
  Reject: ['reason'],
};

/** Warns of attributes that the verb does not have, e.g. one with a misspelt name. */
export function checkAttributes(element: XmlElement, warn: Warn): void {
  const known = ATTRIBUTES[element.name] ?? [];
  for (const name of Object.keys(element.attributes)) {
    if (!known.includes(name)) warn(SCHEMA, `Attribute "${name}" is not allowed to appear in <${element.name}>`);
  }
}

/** A whole number; the fallback, with a warning of `code`, when it is something else. */
export function readCount(element: XmlElement, name: string, fallback: number, warn: Warn, code: number): number {
  const value = element.attributes[name];
  if (value === undefined) return fallback;
  if (/^\d{1,6}$/.test(value)) return Number(value);
  warn(code, `${name}="${value}" of <${element.name}> is not a number; ${fallback} is used`);
  return fallback;
}

/** The method of the next request; POST unless it is GET. */
export function readMethod(element: XmlElement, warn: Warn, code: number): Method {
  const method = element.attributes['method']?.toUpperCase() ?? 'POST';
  if (method === 'GET' || method === 'POST') return method;
  warn(code, `method="${method}" of <${element.name}> is neither GET nor POST; POST is used`);
  return 'POST';
}

/** True or false; the fallback, with a warning of `code`, when it is neither. */
export function readFlag(element: XmlElement, name: string, fallback: boolean, warn: Warn, code: number): boolean {
  const value = element.attributes[name]?.toLowerCase();
  if (value === undefined || value === 'true' || value === 'false')
    return value === undefined ? fallback : value === 'true';
  warn(code, `${name}="${value}" of <${element.name}> is neither true nor false; ${fallback} is used`);
  return fallback;
}
