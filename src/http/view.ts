import { type Challenge, isOpen } from '../challenge/challenge.ts';
import { resendAt } from '../challenge/resend.ts';
import { outcomeOf, shownStatus } from '../challenge/result.ts';
import type { ChallengeView } from '../contract/http.ts';

/** A challenge as its auth server may see it: the number masked, no code; a match number, which it has to show. */
export function viewOf(challenge: Challenge): ChallengeView {
  const { id, steps, createdAt, expiresAt, attempts, maskedTo } = challenge;
  const first = steps[0] ?? { channel: 'voice', method: 'pound' };
  const { channel, method } = isOpen(challenge) ? (attempts.at(-1) ?? first) : challenge;
  return {
    id,
    status: shownStatus(challenge),
    ...(!isOpen(challenge) && { reason: challenge.reason }),
    channel,
    method,
    to: maskedTo,
    createdAt: iso(createdAt),
    expiresAt: iso(expiresAt),
    ...(!isOpen(challenge) && { closedAt: iso(challenge.closedAt) }),
    attempts: attempts.map((attempt) => ({
      channel: attempt.channel,
      method: attempt.method,
      status: attempt.status,
      ...(attempt.status === 'ended' && { reason: attempt.reason }),
      at: iso(attempt.at),
    })),
    ...matchNumberOf(challenge),
    ...resendAtOf(challenge),
    ...(counted(challenge) && { triesLeft: triesLeftNow(challenge) }),
    ...(!isOpen(challenge) && { result: outcomeOf(challenge) }),
  };
}

/** Wrong codes that are still allowed; none once it is over. */
export const triesLeft = (challenge: Challenge): number =>
  isOpen(challenge) ? challenge.tries.code - challenge.wrongCodes : 0;

/** Wrong answers that are still allowed, of the kind that is asked for now; none once it is over. */
function triesLeftNow(challenge: Challenge): number {
  const { tries, wrongNumbers, wrongPins, attempts } = challenge;
  const method = isOpen(challenge) ? attempts.at(-1)?.method : undefined;
  if (method === 'match') return tries.match - wrongNumbers;
  return method === 'pin' ? tries.pin - wrongPins : triesLeft(challenge);
}

/** Whether the person is asked for a code that can be checked. */
export const hasCode = (challenge: Challenge): boolean =>
  challenge.steps.some(({ method }) => method === 'code' || method === 'reply');

const counted = (challenge: Challenge): boolean => challenge.steps.some(({ method }) => method !== 'pound');

function resendAtOf(challenge: Challenge): { resendAt?: string } {
  const time = resendAt(challenge);
  return time === undefined ? {} : { resendAt: iso(time) };
}

function matchNumberOf(challenge: Challenge): { matchNumber?: string } {
  if (!isOpen(challenge) || challenge.steps.every(({ method }) => method !== 'match')) return {};
  const { matchNumber } = challenge.secrets;
  return matchNumber === undefined ? {} : { matchNumber };
}

const iso = (ms: number): string => new Date(ms).toISOString();
