import type { ClosedChallenge } from './challenge.ts';
import type { Command, Refusal } from './command.ts';
import type { ChallengeEvent } from './event.ts';

/**
 * A reply to what is over. If a call or the page was faster, its sender does not know that and is told once. Whoever ended it
 * by a text of their own knows; a second answer would only teach two machines to talk to each other.
 */
export function replyLate(
  challenge: ClosedChallenge,
  { messageSid }: Extract<Command, { type: 'reply' }>,
  now: number,
): ChallengeEvent[] | Refusal {
  const { status, channel, method, attempts, lateReply, wrongReplies } = challenge;
  // The provider sends it again: it gets the same answer.
  if (lateReply === messageSid) return 'nothing-new';
  const wasAsked = attempts.some((attempt) => attempt.method === 'reply' && 'nonce' in attempt);
  const endedByText = channel === 'sms' && method === 'reply' && (status === 'approved' || status === 'denied');
  if (lateReply !== undefined || !wasAsked || endedByText || wrongReplies.includes(messageSid))
    return 'challenge-closed';
  return [{ type: 'reply-late', at: now, messageSid }];
}
