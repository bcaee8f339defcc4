import type { ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Programs ask under here; no browser is shown what comes back. */
const programs = '/v1/';
const forPrograms = Object.entries({
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
});

/** What a browser may do with an answer. One for programs needs few words, and each costs a little with every answer. */
export function carefulHeaders(): RequestHandler {
  const forPages = helmet();
  return (request, response, next) => {
    if (!request.path.startsWith(programs)) return forPages(request, response, next);
    setProgramHeaders(response);
    next();
  };
}

export function setProgramHeaders(response: ServerResponse): void {
  for (const [name, value] of forPrograms) response.setHeader(name, value);
}
