/**
 * The rules: what a command does to a challenge, as events or a refusal. Pure: time comes in as an argument, and the same
 * command given twice, late or out of order never does more than the first did.
 */
import { answerCall, beginAttempt, placeAttempt, reportEnded } from './attempt.ts';
import { type Challenge, isOpen, numberOf, type OpenChallenge, sidOf } from './challenge.ts';
import { closing, expiring } from './closing.ts';
import { sameCode } from './code.ts';
import type { Command, Refusal } from './command.ts';
import type { ChallengeEvent } from './event.ts';
import { evolve } from './evolve.ts';
import { replyLate } from './late-reply.ts';
import { reportMachine } from './machine.ts';
import { lookupAfterUnknownMs, retryDelayMs } from './policy.ts';
import { pressKey } from './press.ts';
import { resend } from './resend.ts';
import { wake } from './wake.ts';

export type Decision = ChallengeEvent[] | Refusal;

/** `now` is Redis time in milliseconds. From `expiresAt` on a challenge is expired, whatever is asked of it. */
export function decide(challenge: Challenge, command: Command, now: number): Decision {
  if (!isOpen(challenge))
    return command.type === 'reply'
      ? replyLate(challenge, command, now)
      : strayOr('challenge-closed', challenge, command, now);
  if (now < challenge.expiresAt) {
    const decision = decideOpen(challenge, command, now);
    return decision === 'attempt-ended' ? strayOr(decision, challenge, command, now) : decision;
  }
  const expiry = expiring(challenge, now);
  const late = decide(expiry.reduce(evolve, challenge as Challenge), command, now);
  return typeof late === 'string' ? expiry : [...expiry, ...late];
}

function decideOpen(challenge: OpenChallenge, command: Command, now: number): Decision {
  switch (command.type) {
    case 'resend':
      return resend(challenge, command, now);
    case 'wake':
      return wake(challenge, now);
    case 'cancel':
      return closing(challenge, { status: 'canceled', reason: command.by }, now);
    case 'check-code':
      return decideCheck(challenge, command.code, now);
    case 'reply':
      return decideReply(challenge, command, now);
    case 'begin-attempt':
      return beginAttempt(challenge, command, now);
    case 'record-placed':
      return placeAttempt(challenge, { ...command, status: 'sent' }, now);
    case 'report-progress':
      return placeAttempt(challenge, command, now);
    case 'record-failed':
    case 'report-ended':
      return reportEnded(challenge, command, now);
    case 'report-machine':
      return reportMachine(challenge, command, now);
    case 'record-busy':
    case 'record-unknown':
      return decideNotPlaced(challenge, command, now);
    case 'answer-call':
      return answerCall(challenge, command, now);
    case 'press-key':
      return pressKey(challenge, command, now);
    default:
      throw command satisfies never;
  }
}

/** Nothing changes a closed challenge or an ended attempt, but a call of ours that turns up late must not ring on. */
function strayOr(refusal: Refusal, challenge: Challenge, command: Command, now: number): Decision {
  if (!('sid' in command)) return refusal;
  const attempt = challenge.attempts[command.attempt];
  if (attempt === undefined || !('nonce' in attempt) || attempt.nonce !== command.nonce) return 'attempt-unknown';
  if (sidOf(attempt) !== undefined || command.type === 'report-ended') return refusal;
  return [{ type: 'stray-found', attempt: command.attempt, at: now, channel: attempt.channel, sid: command.sid }];
}

function decideNotPlaced(
  challenge: OpenChallenge,
  command: Extract<Command, { type: 'record-busy' | 'record-unknown' }>,
  now: number,
): Decision {
  const { attempt: index, nonce } = command;
  const attempt = challenge.attempts[index];
  if (attempt?.status !== 'sending' || attempt.nonce !== nonce) return 'nothing-new';
  const { channel, step, lookups } = attempt;
  if (command.type === 'record-unknown') {
    const lookupAt = now + lookupAfterUnknownMs;
    // A worker that tells late must not put off, or do over, the lookups that have begun without it.
    if (lookups > 0 || lookupAt >= attempt.lookupAt) return 'nothing-new';
    return [{ type: 'lookup-due', attempt: index, at: now, channel, lookups, lookupAt }];
  }
  const round = attempt.round + 1;
  const dueAt = now + retryDelayMs(round, command.retryAfterMs);
  return [{ type: 'attempt-queued', attempt: index, at: now, step, channel, round, dueAt }];
}

function decideReply(challenge: OpenChallenge, command: Extract<Command, { type: 'reply' }>, now: number): Decision {
  const attempt = challenge.attempts.findLastIndex(
    ({ method, step }) => method === 'reply' && numberOf(challenge, step) === command.from,
  );
  if (attempt === -1) return 'other-number';
  if (challenge.wrongReplies.includes(command.messageSid)) return 'nothing-new';
  if (command.answer === '0')
    return closing(challenge, { status: 'denied', reason: 'fraud-reported' }, now, { attempt, speaking: false });
  return tryCode(
    challenge,
    { answer: command.answer, attempt, reason: 'reply-accepted', messageSid: command.messageSid },
    now,
  );
}

function decideCheck(challenge: OpenChallenge, answer: string, now: number): Decision {
  const attempt = challenge.attempts.findLastIndex(({ method }) => method === 'code' || method === 'reply');
  return attempt === -1 ? 'no-code-method' : tryCode(challenge, { answer, attempt, reason: 'code-accepted' }, now);
}

/** Tries belong to the challenge: a code checked on the page and one sent by text count together. */
function tryCode(
  challenge: OpenChallenge,
  given: { answer: string; attempt: number; reason: 'code-accepted' | 'reply-accepted'; messageSid?: string },
  now: number,
): ChallengeEvent[] {
  const { answer, attempt, reason, messageSid } = given;
  const by = { attempt, speaking: false };
  if (sameCode(answer, challenge.secrets.code)) return closing(challenge, { status: 'approved', reason }, now, by);
  const refused: ChallengeEvent = { type: 'code-refused', at: now, ...(messageSid !== undefined && { messageSid }) };
  if (challenge.wrongCodes + 1 < challenge.tries.code) return [refused];
  return [refused, ...closing(challenge, { status: 'denied', reason: 'wrong-code' }, now, by)];
}
