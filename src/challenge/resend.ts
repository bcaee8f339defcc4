/** Asking again: the same code, the same tries, one more call or text. By hand, and so with patience asked of the hand. */
import {
  type Attempt,
  type Challenge,
  type Channel,
  extensionOf,
  isCalling,
  isOpen,
  type Method,
  numberOf,
  type OpenChallenge,
} from './challenge.ts';
import { takeStep } from './closing.ts';
import type { Command, Refusal } from './command.ts';
import type { ChallengeEvent } from './event.ts';
import { evolve } from './evolve.ts';
import { coolDownMs, sendsMax } from './policy.ts';

interface Way {
  readonly channel: Channel;
  readonly method: Method;
  /** The step it is, or, for one that has to be added, whose number it goes to. */
  readonly step: number;
  readonly kind: 'planned' | 'again' | 'added';
}

/**
 * One more call or text now. A step that was still to come starts at once; it was planned anyway, so no patience is asked.
 * What was tried before waits for its cool-down, and so does a way that the challenge did not have.
 */
export function resend(
  challenge: OpenChallenge,
  { channel, method }: Extract<Command, { type: 'resend' }>,
  now: number,
): ChallengeEvent[] | Refusal {
  const isNamed = (one: { readonly channel: Channel; readonly method: Method }) =>
    (channel ?? one.channel) === one.channel && (method ?? one.method) === one.method;
  const way = waysOf(challenge, channel === undefined && method === undefined).find(isNamed);
  if (way === undefined) return 'way-not-allowed';
  // Asked for twice by an impatient finger it must not start the step after it, too.
  const isSooner = way.kind === 'planned' && !challenge.attempts.some(isNamed);
  if (!isSooner) {
    if (isUsedUp(challenge)) return 'resend-used-up';
    if (now < coolDownEnd(challenge)) return 'resend-too-early';
  }
  if (isStillUnderWay(challenge, way)) return 'still-under-way';
  if (way.kind !== 'added') return [takeStep(challenge, way.step, now)];
  const added: ChallengeEvent = {
    type: 'step-added',
    at: now,
    channel: way.channel,
    method: way.method,
    numberOf: challenge.steps[way.step]?.numberOf ?? way.step,
  };
  const wider = evolve(challenge, added) as OpenChallenge;
  return [added, takeStep(wider, wider.steps.length - 1, now)];
}

/** From when on it can be asked again; `undefined` when it cannot, or not in the time that is left. */
export function resendAt(challenge: Challenge): number | undefined {
  if (!isOpen(challenge) || isUsedUp(challenge)) return undefined;
  const time = coolDownEnd(challenge);
  return time < challenge.expiresAt ? time : undefined;
}

/** What may be asked for, the likeliest first: who names nothing means the last again, who names a way may mean one to come. */
function waysOf(challenge: OpenChallenge, nothingNamed: boolean): Way[] {
  const { steps, attempts } = challenge;
  const taken = attempts
    .toReversed()
    .map(({ channel, method, step }): Way => ({ channel, method, step, kind: 'again' }));
  if (nothingNamed) return taken;
  const planned = steps.flatMap(({ channel, method }, step): Way[] =>
    attempts.some((attempt) => attempt.step === step) ? [] : [{ channel, method, step, kind: 'planned' }],
  );
  return [...planned, ...taken, ...taken.flatMap((way) => otherChannel(challenge, way))];
}

/**
 * A code may also be heard where it was to be read, and the other way round: it asks the same of the person. No other method may
 * take another's place: whoever asked for a number or a PIN would get less. A switchboard cannot be texted.
 */
function otherChannel(challenge: OpenChallenge, { channel, method, step }: Way): Way[] {
  if (method !== 'code') return [];
  if (channel === 'voice' && extensionOf(challenge, step) !== undefined) return [];
  return [{ channel: channel === 'voice' ? 'sms' : 'voice', method, step, kind: 'added' }];
}

const isOf = (attempt: Attempt, { channel, method }: Way): boolean =>
  attempt.channel === channel && attempt.method === method;

/** Those still to come are counted: they will be sent. */
function isUsedUp({ steps, attempts }: OpenChallenge): boolean {
  const toCome = steps.filter((_, step) => attempts.every((attempt) => attempt.step !== step));
  return attempts.length + toCome.length >= sendsMax;
}

/** Longer after every attempt that was asked for by hand. */
function coolDownEnd({ steps, attempts, createdAt }: OpenChallenge): number {
  const planned = new Set(attempts.flatMap(({ step }) => (steps[step]?.numberOf === undefined ? [step] : [])));
  return (attempts.at(-1)?.startedAt ?? createdAt) + coolDownMs(attempts.length - planned.size);
}

/** Nobody is rung twice at once, and a text that waits to be sent is not sent twice. */
function isStillUnderWay(challenge: OpenChallenge, way: Way): boolean {
  const to = numberOf(challenge, way.step);
  return challenge.attempts.some((attempt) => {
    if (numberOf(challenge, attempt.step) !== to) return false;
    if (way.channel === 'voice') return isCalling(attempt);
    return isOf(attempt, way) && (attempt.status === 'queued' || attempt.status === 'sending');
  });
}
