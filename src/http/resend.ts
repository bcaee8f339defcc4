import type { RequestHandler, Response } from 'express';
import { askAgain } from '../admit/ask-again.ts';
import type { Advanced } from '../advance/together.ts';
import { resendAt } from '../challenge/resend.ts';
import { resendBody } from '../contract/http.ts';
import { faultsOf } from '../contract/request.ts';
import { type AnsweringApi, find } from './challenges.ts';
import { type ProblemCode, sendProblem } from './problem.ts';
import { sendLimited } from './refusal.ts';
import { viewOf } from './view.ts';

/** `POST /v1/challenges/{id}/resend` */
export function resendChallenge(deps: AnsweringApi): RequestHandler {
  return async (request, response) => {
    const body = resendBody.safeParse(request.body ?? {});
    if (!body.success) return sendProblem(response, 'invalid-request', faultsOf(body.error));
    const id = String(request.params['id']);
    if ((await find(deps, response, id)) === undefined) return sendProblem(response, 'unknown-challenge');
    const advanced = await askAgain(deps, id, { type: 'resend', ...body.data });
    if (advanced.kind === 'limited') return sendLimited(response, advanced);
    const problem = problemOf(advanced);
    if (problem !== undefined) return refuse(response, problem, advanced);
    if (advanced.kind !== 'unknown') response.status(202).json(viewOf(advanced.stored.challenge));
  };
}

function problemOf(advanced: Advanced): ProblemCode | undefined {
  if (advanced.kind === 'unknown') return 'unknown-challenge';
  // At the end of its time the first command of any kind closes it.
  if (advanced.kind === 'advanced')
    return advanced.events.some(({ type }) => type === 'challenge-closed') ? 'challenge-closed' : undefined;
  return codes.get(advanced.refusal) ?? 'internal-error';
}

const codes = new Map<string, ProblemCode>(
  (['challenge-closed', 'way-not-allowed', 'still-under-way', 'resend-too-early', 'resend-used-up'] as const).map(
    (code) => [code, code],
  ),
);

function refuse(response: Response, problem: ProblemCode, advanced: Advanced): void {
  if (problem === 'resend-too-early' && advanced.kind === 'refused') {
    const { challenge, now } = advanced.stored;
    const waitMs = (resendAt(challenge) ?? challenge.expiresAt) - now;
    response.set('Retry-After', String(Math.max(1, Math.ceil(waitMs / 1_000))));
  }
  sendProblem(response, problem);
}
