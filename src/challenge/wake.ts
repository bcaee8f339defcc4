import { type Challenge, isOpen, nextStep, type OpenChallenge, type SendingAttempt } from './challenge.ts';
import { failing, startStep } from './closing.ts';
import type { Refusal } from './command.ts';
import type { ChallengeEvent } from './event.ts';
import { dispatchesDue } from './jobs.ts';
import { lookupGapMs, lookupsMax } from './policy.ts';

/**
 * When the challenge next needs attention without anybody asking: its expiry, its next step, a retry after "too busy", a
 * lookup of an attempt in doubt. One alarm a challenge, in Redis time; `undefined` when it is closed.
 */
export function nextAlarmAt(challenge: Challenge): number | undefined {
  if (!isOpen(challenge)) return undefined;
  const times = challenge.attempts.flatMap((attempt) => {
    if (attempt.status === 'sending') return [attempt.lookupAt];
    return attempt.status === 'queued' && attempt.dueAt > attempt.at ? [attempt.dueAt] : [];
  });
  return Math.min(challenge.expiresAt, nextStepAt(challenge) ?? Number.POSITIVE_INFINITY, ...times);
}

/** A call or text that is handed over and not taken up in this time is handed over again; its queue knows what it has. */
const handAgainMs = 10_000;

/**
 * The same once what was to be handed over has been: nothing but the state says that a call or text is still to be placed, and
 * whoever has taken it up may end.
 */
export function alarmAfterHandOver(challenge: Challenge, now: number): number | undefined {
  const next = nextAlarmAt(challenge);
  return next === undefined || dispatchesDue(challenge).length === 0 ? next : Math.min(next, now + handAgainMs);
}

/** The first thing that is due; the alarm goes off again for the rest. */
export function wake(challenge: OpenChallenge, now: number): ChallengeEvent[] | Refusal {
  const stepAt = nextStepAt(challenge);
  const started = stepAt !== undefined && stepAt <= now ? startStep(challenge, now) : undefined;
  if (started !== undefined) return [started];
  for (const [index, attempt] of challenge.attempts.entries()) {
    if (attempt.status === 'sending' && attempt.lookupAt <= now) return lookUp(challenge, attempt, index, now);
    if (attempt.status === 'queued' && attempt.dueAt > attempt.at && attempt.dueAt <= now) {
      const { channel, step, round } = attempt;
      return [{ type: 'attempt-queued', attempt: index, at: now, step, channel, round, dueAt: now }];
    }
  }
  return 'not-due';
}

/** Whether it rang is asked of the provider a few times, each time later; never by ringing again. */
function lookUp(challenge: OpenChallenge, attempt: SendingAttempt, index: number, now: number): ChallengeEvent[] {
  const { channel } = attempt;
  if (attempt.lookups >= lookupsMax) return failing(challenge, index, 'provider-unknown', now);
  const lookups = attempt.lookups + 1;
  return [{ type: 'lookup-due', attempt: index, at: now, channel, lookups, lookupAt: now + lookupGapMs(lookups) }];
}

function nextStepAt(challenge: OpenChallenge): number | undefined {
  const index = nextStep(challenge);
  const next = challenge.steps[index ?? -1];
  if (index === undefined || next === undefined) return undefined;
  // Asking again for the step before does not put it off.
  const previous = challenge.attempts.find(({ step }) => step === index - 1);
  return previous === undefined ? undefined : previous.startedAt + next.afterSeconds * 1_000;
}
