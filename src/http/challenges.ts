import { createHmac } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import { type Admitting, admit } from '../admit/admit.ts';
import { completed } from '../admit/completed.ts';
import { advance } from '../advance.ts';
import type { App } from '../challenge/app.ts';
import { type Challenge, isOpen } from '../challenge/challenge.ts';
import { type CheckAnswer, checkBody, waitSeconds } from '../contract/http.ts';
import { challengeId, challengeRequest, type Fault, faultsOf } from '../contract/request.ts';
import { guess } from '../guess.ts';
import type { Watch } from '../ports.ts';
import { appOf } from './api-key.ts';
import { sendProblem } from './problem.ts';
import { sendRefusal, tellBudgets } from './refusal.ts';
import { hasCode, triesLeft, viewOf } from './view.ts';

export interface AnsweringApi extends Admitting {
  readonly watch: Watch;
}

/** `POST /v1/challenges` */
export function createChallenge(deps: AnsweringApi): RequestHandler {
  return async (request, response) => {
    const app = deps.apps.orDefault(appOf(response));
    const asked = readCreate(app, request.body, request.get('idempotency-key'), deps.random.token(22));
    if (asked.kind === 'faulty') return sendProblem(response, 'invalid-request', asked.faults);
    const { id, body } = asked;
    const admission = await admit(deps, { id, app, request: body, requestedAt: deps.clock.now() });
    if (admission.kind === 'refused') return sendRefusal(response, admission);
    tellBudgets(response, admission.budgets);
    const challenge = admission.challenge ?? (await deps.store.load(id))?.challenge;
    if (challenge?.app !== app.id) return sendProblem(response, 'id-taken');
    response.status(202).location(`/v1/challenges/${id}`).json(viewOf(challenge));
  };
}

/** `GET /v1/challenges/{id}?wait=30` */
export function readChallenge(deps: AnsweringApi): RequestHandler {
  return async (request, response) => {
    const wait = waitSeconds.safeParse(request.query['wait'] ?? 0);
    if (!wait.success) {
      const message = 'must be a whole number of seconds, 0 to 60';
      return sendProblem(response, 'invalid-request', [{ path: 'wait', message }]);
    }
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const deadline = performance.now() + wait.data * 1_000;
    const id = String(request.params['id']);
    let challenge = await find(deps, response, id);
    while (challenge !== undefined && isOpen(challenge) && performance.now() < deadline && !gone.signal.aborted) {
      // Looked at again after the watch stands, so that what closed in between is not waited for in vain.
      const closed = deps.watch.closed(id, deadline - performance.now(), gone.signal);
      challenge = await find(deps, response, id);
      if (challenge === undefined || !isOpen(challenge)) break;
      await closed;
      challenge = await find(deps, response, id);
    }
    if (challenge === undefined) return sendProblem(response, 'unknown-challenge');
    response.json(viewOf(challenge));
  };
}

/** `POST /v1/challenges/{id}/check` */
export function checkCode(deps: AnsweringApi): RequestHandler {
  return async (request, response) => {
    const body = checkBody.safeParse(request.body ?? {});
    if (!body.success) return sendProblem(response, 'invalid-request', faultsOf(body.error));
    const id = String(request.params['id']);
    const found = await find(deps, response, id);
    if (found === undefined) return sendProblem(response, 'unknown-challenge');
    if (!hasCode(found)) return sendProblem(response, 'no-code-to-check');
    const advanced = await guess(deps, id, { type: 'check-code', code: body.data.code });
    if (advanced.kind === 'no-looks-left') return sendProblem(response, 'rate-limited');
    if (advanced.kind === 'unknown') return sendProblem(response, 'unknown-challenge');
    if (advanced.kind === 'refused' && advanced.refusal === 'no-code-method')
      return sendProblem(response, 'no-code-to-check');
    const { challenge } = advanced.stored;
    const { status, reason } = viewOf(challenge);
    const answer: CheckAnswer = { status, ...(reason !== undefined && { reason }), triesLeft: triesLeft(challenge) };
    response.json(answer);
  };
}

/** `POST /v1/challenges/{id}/cancel` */
export function cancelChallenge(deps: AnsweringApi): RequestHandler {
  return async (request, response) => {
    const id = String(request.params['id']);
    if ((await find(deps, response, id)) === undefined) return sendProblem(response, 'unknown-challenge');
    const advanced = await advance(deps, id, { type: 'cancel', by: 'by-app' });
    if (advanced.kind === 'unknown') return sendProblem(response, 'unknown-challenge');
    response.json(viewOf(advanced.stored.challenge));
  };
}

/** The challenge, if it is there and belongs to the app that asks: for another app it is not there. */
export async function find(deps: AnsweringApi, response: Response, id: string): Promise<Challenge | undefined> {
  if (!challengeId.safeParse(id).success) return undefined;
  const challenge = (await deps.store.load(id))?.challenge;
  return challenge?.app === appOf(response) ? challenge : undefined;
}

type Create =
  | { readonly kind: 'asked'; readonly id: string; readonly body: ReturnType<typeof challengeRequest.parse> }
  | { readonly kind: 'faulty'; readonly faults: Fault[] };

/** The body with its id: given, made from the Idempotency-Key so that the same key is the same challenge, or new. */
function readCreate(app: App, raw: unknown, idempotencyKey: string | undefined, fresh: string): Create {
  const given: Record<string, unknown> = typeof raw === 'object' && raw !== null ? { ...raw } : {};
  const { id: givenId, ...rest } = given;
  const body = challengeRequest.safeParse(completed(Array.isArray(raw) ? raw : rest, app));
  const derived = idempotencyKey === undefined ? `c_${fresh}` : idFromKey(app.id, idempotencyKey);
  const id = challengeId.safeParse(givenId ?? derived);
  const faults = [
    ...(id.success ? [] : faultsOf(id.error).map(({ message }) => ({ path: 'id', message }))),
    // An empty one would make every request of the app the same challenge.
    ...(idempotencyKey === '' ? [{ path: 'Idempotency-Key', message: 'must not be empty' }] : []),
    ...(body.success ? [] : faultsOf(body.error)),
    ...(body.success && (body.data.app ?? app.id) !== app.id
      ? [{ path: 'app', message: 'the API key belongs to another app' }]
      : []),
  ];
  if (!id.success || !body.success || faults.length > 0) return { kind: 'faulty', faults };
  return { kind: 'asked', id: id.data, body: body.data };
}

/** Two apps may use the same Idempotency-Key without meeting. */
const idFromKey = (app: string, key: string): string =>
  `k_${createHmac('sha256', app).update(key).digest('base64url').slice(0, 30)}`;
