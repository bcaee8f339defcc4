import { type DestinationStream, destination, type Logger, pino } from 'pino';

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'isLevelEnabled'>;

/** Numbers in E.164 form and runs of digits as long as a code, wherever a foreign error puts them. */
const telling = /\+?\d[\d ().-]{2,}\d/g;

/** A text from elsewhere (an error message, a stack) without anything that could be a number or a code. */
export const scrub = (text: string): string => text.replace(telling, '[digits]');

/** A number or a code in a path, however it is spelled there: percent-coded, full-width, with anything between its digits. */
const tellingInPath = /\+?\d(?:[^\p{L}\d]*\d){3,}/gu;

/** A path that somebody else has chosen, without anything that could be a number or a code. */
export function scrubPath(path: string): string {
  try {
    return decodeURIComponent(path).normalize('NFKC').replace(tellingInPath, '[digits]');
  } catch {
    return '[not a path]';
  }
}

/**
 * An error as it may be logged: its name, code and scrubbed message. Never the object itself: errors of HTTP clients
 * carry the request with its password, and errors of parsers carry what they were parsing.
 */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: scrub(String(error)) };
  const { name, message, stack } = error;
  const code =
    'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? { code: error.code } : {};
  // The stack begins with the message, whose lines may look like frames.
  const frames =
    stack
      ?.replace(message, '')
      .split('\n')
      .filter((line) => line.trimStart().startsWith('at ')) ?? [];
  return { name, message: scrub(String(message)), ...code, stack: frames.slice(0, 6).join('\n') };
}

const tellingNames = new Set(['to', 'from', 'body', 'digits', 'pin', 'pinHash', 'matchNumber']);

/** What somebody logs by mistake under the usual names of numbers and codes, there or one level down. An error has a `code` of its own. */
function hideTelling(fields: Record<string, unknown>): Record<string, unknown> {
  let shown = fields;
  const show = (name: string, value: unknown) => {
    if (shown === fields) shown = { ...fields };
    shown[name] = value;
  };
  for (const [name, value] of Object.entries(fields)) {
    if (tellingNames.has(name) || name === 'code') show(name, '[redacted]');
    else if (isPlain(value) && Object.keys(value).some((inner) => tellingNames.has(inner)))
      show(name, Object.fromEntries(Object.entries(value).map(hideInner)));
  }
  return shown;
}

const hideInner = ([name, value]: [string, unknown]) => [name, tellingNames.has(name) ? '[redacted]' : value];
const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/**
 * Where a process writes its lines: standard output, a few kilobytes at a time and at most a tenth of a second late. A
 * system call for each line is half of what a line costs.
 */
export function openOutput(): DestinationStream {
  const output = destination({ dest: 1, sync: true, minLength: 4_096, periodicFlush: 100 });
  process.on('exit', () => output.flushSync());
  return output;
}

/** JSON lines. Constants plus fields: `challengeId` on every line about a challenge, an error only as `error`. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { error: describeError, err: describeError },
    formatters: { log: hideTelling },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
