import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import { admit } from '../admit/admit.ts';
import { appFaults } from '../admit/app-faults.ts';
import { completed } from '../admit/completed.ts';
import type { App } from '../challenge/app.ts';
import { type ChallengeRequest, challengeId, challengeRequest, type Fault, faultsOf } from '../contract/request.ts';
import type { Keyring } from '../ports.ts';
import { appOf } from './api-key.ts';
import type { AnsweringApi } from './challenges.ts';
import { type ProblemCode, sendProblem } from './problem.ts';
import { sendRefusal, tellBudgets } from './refusal.ts';
import { sendJson } from './send-json.ts';
import { viewOf } from './view.ts';

/** `POST /v1/challenges` */
export function createChallenge(deps: AnsweringApi): RequestHandler {
  const answer = answerCreate(deps);
  return async (request, response) => answer(appOf(response), request.body, request, response);
}

/** The same for the door itself, which knows no more of a request than Node does. */
export type AnswerCreate = (
  app: string,
  body: unknown,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void>;

export function answerCreate(deps: AnsweringApi): AnswerCreate {
  return async (appId, raw, { headers }, response) => {
    const app = deps.apps.orDefault(appId);
    const asked = readCreate(deps, app, raw, headers['idempotency-key']?.toString());
    if (asked.kind === 'faulty') {
      deps.refused('invalid-request');
      return sendProblem(response, 'invalid-request', asked.faults);
    }
    const { id, body, reused } = asked;
    const fingerprint = reused === undefined ? undefined : fingerprintOf(deps.keyring, body);
    const ask = {
      id,
      app,
      request: body,
      requestedAt: deps.clock.now(),
      ...(fingerprint !== undefined && { fingerprint }),
    };
    const admission = await admit(deps, ask);
    const made = admission.kind === 'admitted' ? admission.challenge : undefined;
    // A repeat of what was admitted is answered as then, whatever would be said to it as a new request.
    const known = made ?? (reused === undefined ? undefined : (await deps.store.load(id))?.challenge);
    if (admission.kind === 'refused' && known?.app !== app.id) {
      deps.refused(admission.reason);
      return sendRefusal(response, admission);
    }
    if (known?.app !== app.id) return sendProblem(response, 'id-taken');
    // A request that came by the queue left no fingerprint, and is taken for the same.
    if (reused !== undefined && known.fingerprint !== undefined && known.fingerprint !== fingerprint)
      return sendProblem(response, reused);
    if (admission.kind === 'admitted') tellBudgets(response, admission.budgets);
    response.setHeader('Location', `/v1/challenges/${id}`);
    sendJson(response, 202, viewOf(known));
  };
}

type Create =
  | {
      readonly kind: 'asked';
      readonly id: string;
      readonly body: ChallengeRequest;
      /** What it is called when the id belongs to another request; an id that is made here belongs to no other. */
      readonly reused: Extract<ProblemCode, 'id-reused' | 'idempotency-key-reused'> | undefined;
    }
  | { readonly kind: 'faulty'; readonly faults: Fault[] };

/** The body with its id: given, made from the Idempotency-Key so that the same key is the same challenge, or new. */
function readCreate({ keyring, random }: AnsweringApi, app: App, raw: unknown, idempotencyKey?: string): Create {
  const given: Record<string, unknown> = typeof raw === 'object' && raw !== null ? { ...raw } : {};
  const { id: givenId, ...rest } = given;
  const body = challengeRequest.safeParse(completed(Array.isArray(raw) ? raw : rest, app));
  const derived = idempotencyKey === undefined ? `c_${random.token(22)}` : idFromKey(keyring, app.id, idempotencyKey);
  const id = challengeId.safeParse(givenId ?? derived);
  const faults = [
    ...(id.success ? [] : faultsOf(id.error).map(({ message }) => ({ path: 'id', message }))),
    // An empty one would make every request of the app the same challenge.
    ...(idempotencyKey === '' ? [{ path: 'Idempotency-Key', message: 'must not be empty' }] : []),
    ...(body.success ? appFaults(app, body.data) : faultsOf(body.error)),
    ...(body.success && (body.data.app ?? app.id) !== app.id
      ? [{ path: 'app', message: 'the API key belongs to another app' }]
      : []),
  ];
  if (!id.success || !body.success || faults.length > 0) return { kind: 'faulty', faults };
  const reused = idempotencyKey === undefined ? undefined : 'idempotency-key-reused';
  return { kind: 'asked', id: id.data, body: body.data, reused: givenId === undefined ? reused : 'id-reused' };
}

/** Two apps may use the same Idempotency-Key without meeting, and none can take the id that another's would get. */
const idFromKey = (keyring: Keyring, app: string, key: string): string =>
  `k_${keyring.fingerprintOf(`idempotency ${JSON.stringify([app, key])}`)}`;

/**
 * The schema puts fields in one order; only those of metadata come as the caller's language has them. Keyed, since there is a
 * number in it; 48 bits tell two requests of one caller apart.
 */
function fingerprintOf(keyring: Keyring, body: ChallengeRequest): string {
  const metadata = Object.entries(body.metadata).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return keyring.fingerprintOf(`request ${JSON.stringify({ ...body, metadata })}`).slice(0, 8);
}
