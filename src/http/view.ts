import { type Challenge, isOpen } from '../challenge/challenge.ts';
import { wrongCodesMax } from '../challenge/policy.ts';
import { shownStatus } from '../challenge/result.ts';
import type { ChallengeView } from '../contract/http.ts';

/** A challenge as its auth server may see it: the number masked, no code. */
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
    ...(hasCode(challenge) && { triesLeft: triesLeft(challenge) }),
  };
}

/** Wrong codes that are still allowed; none once it is over. */
export const triesLeft = (challenge: Challenge): number =>
  isOpen(challenge) ? wrongCodesMax - challenge.wrongCodes : 0;

/** Whether the person is asked for a code that can be checked. */
export const hasCode = (challenge: Challenge): boolean =>
  challenge.steps.some(({ method }) => method === 'code' || method === 'reply');

const iso = (ms: number): string => new Date(ms).toISOString();
