/** What happens to one call or text. Every fact must carry the attempt's nonce: only our own callbacks know it. */
import { firstAsk, isLive, type LiveAttempt, type OpenChallenge } from './challenge.ts';
import { failing } from './closing.ts';
import type { Command, Refusal } from './command.ts';
import type { ChallengeEvent } from './event.ts';
import { firstLookupAfterMs, leastUsefulMs } from './policy.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;
type Decision = ChallengeEvent[] | Refusal;

/** The fence: of all workers that ever run this job, at most one gets past here, and only then is the provider asked. */
export function beginAttempt(challenge: OpenChallenge, command: Of<'begin-attempt'>, now: number): Decision {
  const attempt = challenge.attempts[command.attempt];
  if (attempt === undefined) return 'attempt-unknown';
  if (attempt.status === 'ended') return 'attempt-ended';
  if (attempt.status !== 'queued' || attempt.round !== command.round) return 'attempt-under-way';
  if (attempt.dueAt > now) return 'not-due';
  if (challenge.expiresAt - now < leastUsefulMs) return 'not-due';
  return [
    {
      type: 'attempt-sending',
      attempt: command.attempt,
      at: now,
      nonce: command.nonce,
      lookupAt: now + firstLookupAfterMs,
    },
  ];
}

/** How far the provider has come. Callbacks arrive doubled and in any order, so it only ever moves forward. */
export function placeAttempt(
  challenge: OpenChallenge,
  command: { attempt: number; nonce: string; sid: string; status: 'sent' | 'ringing' | 'delivered' },
  now: number,
): Decision {
  const attempt = liveAttempt(challenge, command);
  if (typeof attempt === 'string') return attempt;
  if (rank[attempt.status] >= rank[command.status] || command.status === notOf[attempt.channel]) return 'nothing-new';
  const { status, sid } = command;
  return [{ type: 'attempt-placed', attempt: command.attempt, at: now, status, sid }];
}

/** What only the other channel can do. */
const notOf = { voice: 'delivered', sms: 'ringing' } as const;

const rank: Record<LiveAttempt['status'], number> = {
  queued: 0,
  sending: 0,
  sent: 1,
  ringing: 2,
  delivered: 2,
  answered: 3,
  heard: 4,
};

/** The provider says the attempt is over, or would not take it. A call that ends after it was answered was hung up. */
export function reportEnded(
  challenge: OpenChallenge,
  command: Of<'report-ended' | 'record-failed'>,
  now: number,
): Decision {
  const attempt = liveAttempt(challenge, command);
  if (typeof attempt === 'string') return attempt;
  // A request that was refused, they say, and yet there were callbacks: there is a call, and these tell how it ends.
  if (command.type === 'record-failed' && attempt.status !== 'sending') return 'nothing-new';
  if (attempt.status === 'heard') return 'nothing-new';
  // The code was spoken and the person has rung off to type it: the challenge waits for that.
  if (attempt.status === 'answered' && (attempt.prompt.ask === 'code' || attempt.prompt.ask === 'code-spoken'))
    return [{ type: 'call-over', attempt: command.attempt, at: now }];
  const sid = command.type === 'report-ended' ? command.sid : undefined;
  const reason = command.reason === 'completed' ? 'hung-up' : command.reason;
  return failing(challenge, command.attempt, reason, now, sid);
}

/** Somebody listens: the first question. The provider asking again gets the same question, not a new one. */
export function answerCall(challenge: OpenChallenge, command: Of<'answer-call'>, now: number): Decision {
  const attempt = liveAttempt(challenge, command);
  if (typeof attempt === 'string') return attempt;
  if (attempt.channel !== 'voice') return 'attempt-unknown';
  if (attempt.status === 'answered' || attempt.status === 'heard') return 'nothing-new';
  const { attempt: index, sid } = command;
  return [
    {
      type: 'call-answered',
      attempt: index,
      at: now,
      sid,
      turn: 1,
      prompt: { ask: firstAsk(attempt.method), lead: 'greeting' },
      silences: 0,
    },
  ];
}

/** The attempt the command is about, if it is live and the command knows its nonce. */
export function liveAttempt(
  challenge: OpenChallenge,
  command: { attempt: number; nonce: string },
): Exclude<LiveAttempt, { status: 'queued' }> | Refusal {
  const attempt = challenge.attempts[command.attempt];
  if (attempt === undefined || !('nonce' in attempt) || attempt.nonce !== command.nonce) return 'attempt-unknown';
  return isLive(attempt) ? attempt : 'attempt-ended';
}
