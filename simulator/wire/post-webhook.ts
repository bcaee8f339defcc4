import { randomUUID } from 'node:crypto';
import type { Work } from '../work.ts';
import { alertsAbout } from './alerts-about.ts';
import { asksRetry, readConnection } from './connection-overrides.ts';
import { signRequest } from './sign-request.ts';
import { type Outcome, tryRequest } from './try-request.ts';
import type { FormFields, WireKind, WireLog } from './wire-log.ts';

export type Webhook = {
  readonly kind: WireKind;
  /** As the application gave it, with its fragment. */
  readonly address: string;
  readonly method: 'GET' | 'POST';
  readonly fields: FormFields;
  readonly sid: string;
  /** The fault that made this request what it is, for the record. */
  readonly fault?: string;
};
export type WebhookAnswer = Outcome & {
  /** The address that answered, without fragment: what relative addresses in a document start from. */
  readonly url: string;
  /** Its place in the record of the wire. */
  readonly entryId: number;
};

export type WebhookDeps = {
  readonly wire: WireLog;
  readonly work: Work;
  /** The token that signs; Twilio signs with the primary one. */
  readonly authToken: string;
  /** Aborted by a reset or a stop. */
  readonly signal: () => AbortSignal;
};

/**
 * Requests an address of the application as Twilio does: signed, with the connection overrides of its fragment and the
 * same I-Twilio-Idempotency-Token on every retry. Never rejects: what went wrong is in the answer.
 */
export function postWebhook(deps: WebhookDeps, webhook: Webhook, token: string = randomUUID()): Promise<WebhookAnswer> {
  return deps.work.track(postWithRetries(deps, webhook, token));
}

async function postWithRetries(deps: WebhookDeps, webhook: Webhook, token: string): Promise<WebhookAnswer> {
  const connection = readConnection(webhook.address);
  const url = webhook.method === 'GET' ? withQuery(connection.url, webhook.fields) : connection.url;
  const body = webhook.method === 'GET' ? {} : webhook.fields;
  const signature = signRequest(deps.authToken, url, body);
  const deadline = performance.now() + connection.totalTimeoutMs;
  const signal = deps.signal();
  for (let attempt = 1; ; attempt += 1) {
    const leftMs = Math.max(deadline - performance.now(), 0);
    const entry = deps.wire.begin({
      direction: 'out',
      kind: webhook.kind,
      method: webhook.method,
      url,
      fields: webhook.fields,
      sid: webhook.sid,
      signature,
      attempt,
      fault: webhook.fault ?? null,
    });
    const outcome = await tryRequest({
      method: webhook.method,
      url,
      headers: headersOf(webhook.method, signature, token),
      body: new URLSearchParams(body).toString(),
      connectTimeoutMs: Math.min(connection.connectTimeoutMs, leftMs),
      readTimeoutMs: Math.min(connection.readTimeoutMs, leftMs),
      signal,
    });
    const alerts = alertsAbout(webhook.kind, outcome);
    entry.end(
      outcome.kind === 'answered'
        ? { status: outcome.status, answer: outcome.body, alerts }
        : { error: outcome.reason, alerts },
    );
    const again =
      attempt <= connection.retries && asksRetry(connection.retryOn, outcome) && performance.now() < deadline;
    if (!again || signal.aborted) return { ...outcome, url, entryId: entry.id };
  }
}

function headersOf(method: 'GET' | 'POST', signature: string, token: string): Record<string, string> {
  return {
    accept: '*/*',
    'user-agent': 'TwilioProxy/1.1',
    'x-twilio-signature': signature,
    'i-twilio-idempotency-token': token,
    ...(method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' } : {}),
  };
}

function withQuery(url: string, fields: FormFields): string {
  return `${url}${url.includes('?') ? '&' : '?'}${new URLSearchParams(fields)}`;
}
