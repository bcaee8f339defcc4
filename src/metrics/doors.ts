import type { RequestListener } from 'node:http';
import { Counter, type Registry } from 'prom-client';

/** The same door, counting what it answered. */
export type CountingDoor = (door: RequestListener) => RequestListener;

/** `taken` is what the provider sees as done; after `failed` it comes again. */
function callbackResult(status: number): string {
  if (status < 300) return 'taken';
  return status >= 500 ? 'failed' : status === 403 ? 'forged' : 'refused';
}

const kinds = ['voice', 'status', 'sms'];

/** Counts what comes in at the public door. */
export function countCallbacks(registry: Registry): CountingDoor {
  const callbacks = new Counter({
    name: 'poundkey_callbacks_total',
    help: 'Callbacks of the provider.',
    labelNames: ['kind', 'result'],
    registers: [registry],
  });
  // None yet is a figure too: an alert on silence has nothing to look at otherwise.
  for (const kind of kinds) callbacks.inc({ kind, result: 'taken' }, 0);
  return (door) => (request, response) => {
    const kind = /^\/webhooks\/[a-z]+\/(voice|status|sms)\b/.exec(request.url ?? '')?.[1] ?? 'other';
    response.once('finish', () => callbacks.inc({ kind, result: callbackResult(response.statusCode) }));
    door(request, response);
  };
}

/** Counts what the private door answers, by the first digit of the status. */
export function countRequests(registry: Registry): CountingDoor {
  const requests = new Counter({
    name: 'poundkey_http_requests_total',
    help: 'Requests answered at the private port.',
    labelNames: ['status'],
    registers: [registry],
  });
  for (const status of ['2xx', '4xx', '5xx']) requests.inc({ status }, 0);
  return (door) => (request, response) => {
    response.once('finish', () => requests.inc({ status: `${Math.floor(response.statusCode / 100)}xx` }));
    door(request, response);
  };
}
