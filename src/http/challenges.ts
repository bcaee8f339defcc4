import type { RequestHandler, Response } from 'express';
import type { Admitting } from '../admit/admit.ts';
import { advance } from '../advance.ts';
import { type Challenge, isOpen } from '../challenge/challenge.ts';
import { type CheckAnswer, checkBody, waitSeconds } from '../contract/http.ts';
import { challengeId, faultsOf } from '../contract/request.ts';
import { guess } from '../guess.ts';
import type { Watch } from '../ports.ts';
import { appOf } from './api-key.ts';
import { sendProblem } from './problem.ts';
import { hasCode, triesLeft, viewOf } from './view.ts';

export interface AnsweringApi extends Admitting {
  readonly watch: Watch;
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
