import { randomUUID } from 'node:crypto';
import type { Work } from '../work.ts';
import { alertsAbout } from './alerts-about.ts';
import { asksRetry, type Connection, readConnection } from './connection-overrides.ts';
import { type Step, stepAfter, type Target } from './follow-redirect.ts';
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
  const deadline = performance.now() + connection.totalTimeoutMs;
  const run: Run = { deps, webhook, token, connection, deadline, signal: deps.signal() };
  for (let attempt = 1; ; attempt += 1) {
    const answer = await follow(run, attempt);
    const again =
      attempt <= connection.retries && asksRetry(connection.retryOn, answer) && performance.now() < deadline;
    if (!again || run.signal.aborted) return answer;
  }
}

type Run = {
  readonly deps: WebhookDeps;
  readonly webhook: Webhook;
  readonly token: string;
  readonly connection: Connection;
  readonly deadline: number;
  readonly signal: AbortSignal;
};

/** One attempt: the address of the webhook and those that it redirects to. */
async function follow(run: Run, attempt: number): Promise<WebhookAnswer> {
  const { method, fields } = run.webhook;
  const { url } = run.connection;
  let target: Target =
    method === 'GET' ? { method, url: withQuery(url, fields), form: {} } : { method, url, form: fields };
  for (let redirects = 0; ; redirects += 1) {
    const { step, entryId } = await requestOnce(run, target, { attempt, redirects });
    if (step.kind === 'over') return { ...step.outcome, url: target.url, entryId };
    target = step.target;
  }
}

async function requestOnce(
  { deps, webhook, token, connection, deadline, signal }: Run,
  target: Target,
  { attempt, redirects }: { attempt: number; redirects: number },
): Promise<{ step: Step; entryId: number }> {
  const signature = signRequest(deps.authToken, target.url, target.form);
  const leftMs = Math.max(deadline - performance.now(), 0);
  const entry = deps.wire.begin({
    direction: 'out',
    kind: webhook.kind,
    method: target.method,
    url: target.url,
    fields: redirects === 0 ? webhook.fields : target.form,
    sid: webhook.sid,
    signature,
    attempt,
    fault: webhook.fault ?? null,
  });
  const outcome = await tryRequest({
    method: target.method,
    url: target.url,
    headers: headersOf(target.method, signature, token),
    body: new URLSearchParams(target.form).toString(),
    connectTimeoutMs: Math.min(connection.connectTimeoutMs, leftMs),
    readTimeoutMs: Math.min(connection.readTimeoutMs, leftMs),
    signal,
  });
  const step = stepAfter(target, outcome, redirects);
  const alerts = step.kind === 'over' ? alertsAbout(webhook.kind, step.outcome) : [];
  const answered = outcome.kind === 'answered' ? { status: outcome.status, answer: outcome.body } : {};
  const failed = step.kind === 'over' && step.outcome.kind === 'failed' ? { error: step.outcome.reason } : {};
  entry.end({ ...answered, ...failed, alerts });
  return { step, entryId: entry.id };
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
