/** What happens to one call or text. Every fact must carry the attempt's nonce: only our own callbacks know it. */
import { type Attempt, isLive, type LiveAttempt, type OpenChallenge, type Prompt } from './challenge.ts';
import { closing, failing } from './closing.ts';
import type { Command, Refusal } from './command.ts';
import type { ChallengeEvent } from './event.ts';
import { evolve } from './evolve.ts';
import { firstLookupAfterMs, leastUsefulMs, silenceRepeatsMax, turnsMax, wrongKeysMax } from './policy.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;
type Decision = ChallengeEvent[] | Refusal;
type Answered = Extract<Attempt, { status: 'answered' }>;

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
  const sid = command.type === 'report-ended' ? command.sid : undefined;
  const reason = command.reason === 'completed' ? 'hung-up' : command.reason;
  return failing(challenge, command.attempt, reason, now, sid);
}

/** Somebody listens: the first question. The provider asking again gets the same question, not a new one. */
export function answerCall(challenge: OpenChallenge, command: Of<'answer-call'>, now: number): Decision {
  const attempt = liveAttempt(challenge, command);
  if (typeof attempt === 'string') return attempt;
  if (attempt.channel !== 'voice') return 'attempt-unknown';
  if (attempt.status === 'answered') return 'nothing-new';
  const { attempt: index, sid } = command;
  return [
    {
      type: 'call-answered',
      attempt: index,
      at: now,
      sid,
      turn: 1,
      prompt: { ask: 'approve', lead: 'greeting' },
      silences: 0,
    },
  ];
}

/** A key in answer to the question now being asked; only the first request of a turn counts. */
export function pressKey(challenge: OpenChallenge, command: Of<'press-key'>, now: number): Decision {
  const attempt = liveAttempt(challenge, command);
  if (typeof attempt === 'string') return attempt;
  if (attempt.status !== 'answered' || attempt.turn !== command.turn || attempt.sid !== command.sid)
    return 'stale-turn';
  const asked = attempt.prompt.ask;
  const by = { attempt: command.attempt, speaking: true };
  switch (command.key) {
    case '#':
      return asked === 'approve'
        ? closing(challenge, { status: 'approved', reason: 'pound-pressed' }, now, by)
        : closing(challenge, { status: 'denied', reason: 'fraud-reported' }, now, by);
    case '*':
      return turn(challenge, attempt, command.attempt, { ask: 'approve', lead: 'again' }, now);
    case '':
      return silence(challenge, attempt, command.attempt, now);
    case '0':
      if (asked === 'approve')
        return turn(challenge, attempt, command.attempt, { ask: 'confirm-fraud', lead: 'greeting' }, now);
      return wrongKey(challenge, attempt, command.attempt, now);
    default:
      return wrongKey(challenge, attempt, command.attempt, now);
  }
}

/** The attempt the command is about, if it is live and the command knows its nonce. */
function liveAttempt(
  challenge: OpenChallenge,
  command: { attempt: number; nonce: string },
): Exclude<LiveAttempt, { status: 'queued' }> | Refusal {
  const attempt = challenge.attempts[command.attempt];
  if (attempt === undefined || !('nonce' in attempt) || attempt.nonce !== command.nonce) return 'attempt-unknown';
  return isLive(attempt) ? attempt : 'attempt-ended';
}

function silence(challenge: OpenChallenge, attempt: Answered, index: number, now: number): Decision {
  const silences = attempt.silences + 1;
  if (silences > silenceRepeatsMax) return failing(challenge, index, 'no-input', now);
  return turn(challenge, attempt, index, { ask: attempt.prompt.ask, lead: 'silence' }, now, silences);
}

/** Says so and asks the same question again: after `0` and a slip the pound key must still report, never approve. */
function wrongKey(challenge: OpenChallenge, attempt: Answered, index: number, now: number): Decision {
  const { sid, turn: asked } = attempt;
  const prompt: Prompt = { ask: attempt.prompt.ask, lead: 'wrong-key' };
  const refused: ChallengeEvent = {
    type: 'key-refused',
    attempt: index,
    at: now,
    sid,
    turn: asked + 1,
    prompt,
    silences: 0,
  };
  if (challenge.wrongKeys + 1 >= wrongKeysMax) {
    const by = { attempt: index, speaking: true };
    return [refused, ...closing(challenge, { status: 'denied', reason: 'wrong-key' }, now, by)];
  }
  if (asked < turnsMax) return [refused];
  return [refused, ...failing(evolve(challenge, refused) as OpenChallenge, index, 'no-input', now)];
}

function turn(
  challenge: OpenChallenge,
  attempt: Answered,
  index: number,
  prompt: Prompt,
  now: number,
  silences = 0,
): Decision {
  if (attempt.turn >= turnsMax) return failing(challenge, index, 'no-input', now);
  return [{ type: 'turn-taken', attempt: index, at: now, sid: attempt.sid, turn: attempt.turn + 1, prompt, silences }];
}
