import { type Attempt, type Challenge, isCalling, isLive, nextStep, type OpenChallenge, sidOf } from './challenge.ts';
import type { ChallengeEvent } from './event.ts';
import { evolve } from './evolve.ts';
import type { AttemptReason, FailureReason, Outcome } from './outcome.ts';

/** The attempt that decided it. One that is `speaking` says its own last words and is not hung up by us. */
interface Decisive {
  readonly attempt: number;
  readonly speaking: boolean;
}

/** The one way a challenge ends: every live attempt ends with it and calls that are still live are hung up. */
export function closing(challenge: OpenChallenge, outcome: Outcome, now: number, by?: Decisive): ChallengeEvent[] {
  const decisive = by === undefined ? challenge.attempts.at(-1) : challenge.attempts[by.attempt];
  const speaking = by?.speaking === true ? by.attempt : undefined;
  const live = challenge.attempts.flatMap((attempt, index) => (isLive(attempt) ? [{ attempt, index }] : []));
  const hangUp = live.flatMap(({ attempt, index }) => {
    const sid = sidOf(attempt);
    return isCalling(attempt) && sid !== undefined && index !== speaking ? [sid] : [];
  });
  const ended = live.map(({ attempt, index }): ChallengeEvent => {
    return { type: 'attempt-ended', attempt: index, at: now, reason: endOf(outcome, attempt, decisive) };
  });
  const { channel, method } = decisive ?? challenge.steps[0] ?? never();
  return [...ended, { type: 'challenge-closed', at: now, channel, method, hangUp, ...outcome }];
}

/** Nobody answered in time. If no fence was ever set nobody was asked, and an operator must know the difference. */
export function expiring(challenge: OpenChallenge, now: number): ChallengeEvent[] {
  const asked = challenge.attempts.some((attempt) => 'nonce' in attempt);
  return closing(challenge, { status: 'expired', reason: asked ? 'not-answered' : 'not-sent' }, now);
}

/** A call or text came to nothing: on to the next step at once, or the end when nothing else is under way. */
export function failing(
  challenge: OpenChallenge,
  index: number,
  reason: FailureReason,
  now: number,
  sid?: string,
): ChallengeEvent[] {
  const ended: ChallengeEvent = {
    type: 'attempt-ended',
    attempt: index,
    at: now,
    reason,
    ...(sid !== undefined && { sid }),
  };
  const after = evolve(challenge, ended) as OpenChallenge;
  const next = startStep(after, now);
  if (next !== undefined) return [ended, next];
  if (after.attempts.some(isLive)) return [ended];
  return [ended, ...closing(after, { status: 'failed', reason }, now, { attempt: index, speaking: true })];
}

/** The next step that has not started, as a fact; `undefined` when all have. */
export function startStep(challenge: OpenChallenge, now: number): ChallengeEvent | undefined {
  const step = nextStep(challenge);
  return step === undefined ? undefined : takeStep(challenge, step, now);
}

/** One more attempt, of this step. */
export function takeStep({ steps, attempts }: OpenChallenge, step: number, now: number): ChallengeEvent {
  const { channel } = steps[step] ?? never();
  return { type: 'attempt-queued', attempt: attempts.length, at: now, step, channel, round: 0, dueAt: now };
}

/** The first step, and with it every one that stands side by side with it. */
export function starting(challenge: OpenChallenge, now: number): ChallengeEvent[] {
  const events: ChallengeEvent[] = [];
  let current: Challenge = challenge;
  do {
    const started = startStep(current as OpenChallenge, now);
    if (started === undefined) break;
    events.push(started);
    current = evolve(current, started);
  } while (current.steps[nextStep(current) ?? -1]?.afterSeconds === 0);
  return events;
}

function endOf(outcome: Outcome, attempt: Attempt, decisive?: Attempt): AttemptReason {
  if (outcome.status === 'expired' || outcome.status === 'canceled') return outcome.reason;
  if (attempt !== decisive || outcome.status === 'failed') return 'superseded';
  return outcome.reason;
}

function never(): never {
  throw new Error('a challenge has at least one step');
}
