import { type DestinationStream, type Logger, pino } from 'pino';

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>;

/** Numbers in E.164 form and runs of digits as long as a code, wherever a foreign error puts them. */
const telling = /\+?\d[\d ().-]{2,}\d/g;

/** A text from elsewhere (an error message, a stack) without anything that could be a number or a code. */
export const scrub = (text: string): string => text.replace(telling, '[digits]');

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

/** JSON lines. Constants plus fields: `challengeId` on every line about a challenge, an error only as `error`. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { error: describeError, err: describeError },
    redact: { paths: ['to', 'from', 'body', 'code', '*.to', '*.from', '*.body', '*.digits'], censor: '[redacted]' },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
