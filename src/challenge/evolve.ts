import { type Attempt, type Challenge, type ClosedChallenge, isLive, isOpen, sidOf } from './challenge.ts';
import type { AttemptEvent, ChallengeEvent } from './event.ts';

/** What the challenge becomes by a fact. Facts come from `decide`; one that cannot have happened throws: it is a bug. */
export function evolve(challenge: Challenge, event: ChallengeEvent): Challenge {
  if (!isOpen(challenge) && event.type !== 'stray-found' && event.type !== 'reply-late')
    throw new Error(`${event.type} after the close`);
  switch (event.type) {
    case 'challenge-closed':
      return close(challenge, event);
    case 'code-refused': {
      const { wrongReplies } = challenge;
      return {
        ...challenge,
        wrongCodes: challenge.wrongCodes + 1,
        wrongReplies: event.messageSid === undefined ? wrongReplies : [...wrongReplies, event.messageSid],
      };
    }
    case 'reply-late':
      if (isOpen(challenge)) throw new Error('a reply is late only after the close');
      return { ...challenge, lateReply: event.messageSid };
    case 'step-added': {
      const { channel, method, numberOf } = event;
      return { ...challenge, steps: [...challenge.steps, { channel, method, afterSeconds: 0, numberOf }] };
    }
    case 'attempt-queued':
      return withAttempt(challenge, event.attempt, {
        ...startOf(challenge, event),
        status: 'queued',
        round: event.round,
        dueAt: event.dueAt,
        at: event.at,
      });
    default: {
      const attempt = challenge.attempts[event.attempt];
      if (attempt === undefined) throw new Error(`${event.type} for an attempt that was never queued`);
      return withAttempt(
        { ...challenge, ...failuresAfter(challenge, event) },
        event.attempt,
        evolveAttempt(attempt, event),
      );
    }
  }
}

/** A wrong answer is of the kind that was asked for, and its question stays the same. */
function failuresAfter({ wrongKeys, wrongNumbers, wrongPins }: Challenge, event: AttemptEvent) {
  if (event.type === 'key-refused') return { wrongKeys: wrongKeys + 1, wrongNumbers, wrongPins };
  if (event.type !== 'answer-refused') return { wrongKeys, wrongNumbers, wrongPins };
  return event.prompt.ask === 'match'
    ? { wrongKeys, wrongNumbers: wrongNumbers + 1, wrongPins }
    : { wrongKeys, wrongNumbers, wrongPins: wrongPins + 1 };
}

function evolveAttempt(attempt: Attempt, event: AttemptEvent): Attempt {
  const { step, channel, method, startedAt } = attempt;
  const base = { step, channel, method, startedAt, at: event.at };
  switch (event.type) {
    case 'attempt-sending':
      if (attempt.status !== 'queued') throw impossible(attempt, event);
      return {
        ...base,
        status: 'sending',
        round: attempt.round,
        nonce: event.nonce,
        lookups: 0,
        lookupAt: event.lookupAt,
      };
    case 'lookup-due':
      if (attempt.status !== 'sending') throw impossible(attempt, event);
      return { ...attempt, lookups: event.lookups, lookupAt: event.lookupAt };
    case 'attempt-placed':
      if (attempt.status === 'queued' || isPickedUp(attempt) || !isLive(attempt)) throw impossible(attempt, event);
      return { ...base, status: event.status, nonce: attempt.nonce, sid: event.sid };
    case 'call-answered':
    case 'turn-taken':
    case 'key-refused':
    case 'answer-refused': {
      const first = event.type === 'call-answered';
      if (attempt.status === 'queued' || !isLive(attempt) || first === isPickedUp(attempt))
        throw impossible(attempt, event);
      const { turn, prompt, silences, sid } = event;
      return { ...base, status: 'answered', nonce: attempt.nonce, sid, turn, prompt, silences };
    }
    case 'call-over':
      if (attempt.status !== 'answered') throw impossible(attempt, event);
      return { ...base, status: 'heard', nonce: attempt.nonce, sid: attempt.sid };
    case 'attempt-ended': {
      if (!isLive(attempt)) throw impossible(attempt, event);
      const sid = event.sid ?? sidOf(attempt);
      const known = { ...('nonce' in attempt && { nonce: attempt.nonce }), ...(sid !== undefined && { sid }) };
      return { ...base, status: 'ended', reason: event.reason, ...known };
    }
    case 'stray-found':
      if (attempt.status !== 'ended') throw impossible(attempt, event);
      return { ...attempt, sid: event.sid };
    default:
      throw event satisfies never;
  }
}

const isPickedUp = ({ status }: Attempt): boolean => status === 'answered' || status === 'heard';

function impossible(attempt: Attempt, event: AttemptEvent): Error {
  return new Error(`${event.type} cannot happen to an attempt that is ${attempt.status}`);
}

function startOf(challenge: Challenge, event: Extract<ChallengeEvent, { type: 'attempt-queued' }>) {
  const step = challenge.steps[event.step];
  if (step === undefined) throw new Error('attempt-queued for a step that does not exist');
  const before = challenge.attempts[event.attempt];
  const isNext = event.attempt === challenge.attempts.length;
  if (!isNext && before?.status !== 'queued' && before?.status !== 'sending')
    throw new Error(`attempt-queued cannot happen to attempt ${event.attempt}`);
  const startedAt = before?.startedAt ?? event.at;
  return { step: event.step, channel: step.channel, method: step.method, startedAt };
}

function withAttempt(challenge: Challenge, index: number, attempt: Attempt): Challenge {
  const attempts = [...challenge.attempts];
  attempts[index] = attempt;
  return { ...challenge, attempts };
}

function close(challenge: Challenge, event: Extract<ChallengeEvent, { type: 'challenge-closed' }>): ClosedChallenge {
  if (!isOpen(challenge)) throw new Error('a challenge closes once');
  const { secrets: _secrets, salt: _salt, action: _action, ...rest } = challenge;
  const { status, reason, at, channel, method } = event;
  return { ...rest, status, reason, closedAt: at, channel, method };
}
