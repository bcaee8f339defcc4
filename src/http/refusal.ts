import type { ServerResponse } from 'node:http';
import type { AdmissionRefusal } from '../admit/admit.ts';
import { type Budget, type LimitName, policyName } from '../challenge/rate.ts';
import type { GateRefusal } from '../ports/gate.ts';
import { sendProblem } from './problem.ts';

/** Says why a challenge was not taken on, and when it would be. */
export function sendRefusal(response: ServerResponse, refusal: AdmissionRefusal): void {
  if (refusal.reason === 'rate-limited') {
    sendLimited(response, refusal.because);
  } else if (refusal.reason === 'already-in-progress') {
    sendProblem(response, refusal.reason, undefined, { challengeId: refusal.because.id });
  } else sendProblem(response, refusal.reason);
}

/** Names the limit that is used up and when it frees. */
export function sendLimited(response: ServerResponse, limited: Extract<GateRefusal, { kind: 'limited' }>): void {
  tellBudgets(response, limited.budgets);
  const { limit, count, seconds, retryAfterSeconds } = limited;
  response.setHeader('Retry-After', String(retryAfterSeconds));
  const detail = `At most ${count} ${counted[limit]} in ${seconds} s, and these are used up: the next is possible in ${retryAfterSeconds} s.`;
  sendProblem(response, 'rate-limited', undefined, { detail, limit, retryAfterSeconds });
}

const counted: Readonly<Record<LimitName, string>> = {
  perNumber: 'challenges to one number',
  perSubject: 'challenges for one subject',
  perIp: 'challenges from one address',
  perPrefix: 'challenges to numbers that differ in their last four digits only',
  failuresPerDay: 'failures of one subject or one number',
};

/**
 * What is left of each limit, in the fields of draft-ietf-httpapi-ratelimit-headers: `q` challenges in `w` seconds; `r` left,
 * and one more in `t` seconds.
 */
export function tellBudgets(response: ServerResponse, budgets: readonly Budget[]): void {
  if (budgets.length === 0) return;
  const policies = budgets.map((budget) => `"${policyName(budget)}";q=${budget.rate.count};w=${budget.rate.seconds}`);
  const left = budgets.map((budget) => `"${policyName(budget)}";r=${budget.remaining};t=${budget.freesInSeconds}`);
  response.setHeader('RateLimit-Policy', policies.join(', ')).setHeader('RateLimit', left.join(', '));
}
