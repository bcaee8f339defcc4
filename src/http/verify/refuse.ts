import type { Response } from 'express';

/** Twilio's own codes, with the status and the words they travel with. */
const refusals = {
  20003: [401, 'Authenticate'],
  20404: [404, 'The requested resource was not found'],
  20500: [500, 'An internal server error has occurred'],
  20503: [503, 'Service unavailable'],
  60200: [400, 'Invalid parameter'],
  60202: [429, 'Max check attempts reached'],
  60203: [429, 'Max send attempts reached'],
  60212: [429, 'Too many concurrent requests for phone number'],
  60410: [403, 'Verification delivery attempt blocked'],
  60605: [403, 'Verification delivery attempt blocked: the country is not allowed'],
} as const satisfies Record<number, readonly [number, string]>;

export type TwilioCode = keyof typeof refusals;

/** The status that a code travels with. */
export const statusOf = (code: TwilioCode): number => refusals[code][0];

/** Sends an error as Twilio does, so that its client makes the same exception of it. */
export function refuse(response: Response, code: TwilioCode, parameter?: string): void {
  const [status, words] = refusals[code];
  const message = parameter === undefined ? words : `${words} \`${parameter}\``;
  response.status(status).json({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
}
