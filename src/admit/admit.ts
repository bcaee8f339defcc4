/** From a request to a challenge, or to the reason why not. The only place where challenges come into being. */
import { changeOf, handOver } from '../advance.ts';
import type { Challenge, ClosedChallenge, OpenChallenge } from '../challenge/challenge.ts';
import { expiring, starting } from '../challenge/closing.ts';
import { evolve } from '../challenge/evolve.ts';
import { maskPhone, type Phone } from '../challenge/phone.ts';
import type { Result } from '../challenge/result.ts';
import { type Guessing, ownersOf } from '../guess.ts';
import type { QueueWithPlaces } from '../ports/place.ts';
import type { Keyring, Random } from '../ports.ts';
import { createAndBegin } from './begin.ts';
import { type Ask, envelope, newChallenge } from './new-challenge.ts';
import { type NumberRefusal, readNumbers } from './numbers.ts';

export interface Admitting extends Guessing {
  readonly queue: QueueWithPlaces;
  readonly keyring: Keyring;
  readonly random: Random;
}

export type AdmissionRefusal = NumberRefusal | 'rate-limited';
export type Admission =
  /** `challenge` unless the id had one already. */
  | { readonly kind: 'admitted'; readonly id: string; readonly challenge?: Challenge }
  | { readonly kind: 'refused'; readonly reason: AdmissionRefusal };

/** Creates the challenge unless its id has one already: the same id again is the same challenge. */
export async function admit(deps: Admitting, ask: Ask): Promise<Admission> {
  const dialled = readNumbers(ask.app, ask.request);
  if (typeof dialled === 'string') return { kind: 'refused', reason: dialled };
  const now = deps.clock.now();
  const challenge = await newChallenge(deps, ask, dialled, now);
  // Who may not guess any more today need not be rung either.
  if (await deps.limits.exhausted(ownersOf(challenge), ask.app.failuresPerDay))
    return { kind: 'refused', reason: 'rate-limited' };
  const events = challenge.expiresAt <= now ? expiring(challenge, now) : starting(challenge, now);
  const whole = changeOf(events.reduce(evolve, challenge as OpenChallenge | ClosedChallenge), events);
  const { created, version, change } = await createAndBegin(deps, whole);
  if (!created) return { kind: 'admitted', id: ask.id };
  deps.log.info(
    { challengeId: ask.id, app: ask.app.id, channel: ask.request.channel, method: ask.request.method },
    'challenge created',
  );
  await handOver(deps, change, version);
  return { kind: 'admitted', id: ask.id, challenge: change.challenge };
}

/** Writes a refusal as a challenge that closed at once, for a caller who can only be told by its result. */
export async function closeRefused(deps: Admitting, ask: Ask, reason: AdmissionRefusal): Promise<void> {
  const { id, app, request } = ask;
  const at = deps.clock.now();
  const { channel, method, metadata, replyTo } = request;
  // What is no number has no tag of its own, but the same mistake twice is the same subject.
  const subject = request.subject ?? `phone-${deps.keyring.tagOf(request.to as Phone)}`;
  const closed: ClosedChallenge = {
    ...envelope(ask, subject),
    createdAt: Math.min(ask.requestedAt, at),
    expiresAt: Math.min(ask.requestedAt, at) + request.lifetimeSeconds * 1_000,
    attempts: [],
    maskedTo: maskPhone(request.to),
    country: 'ZZ',
    status: 'failed',
    reason,
    closedAt: at,
    channel,
    method,
    ...(replyTo !== undefined && { replyTo }),
  };
  const result: Result = {
    v: 1,
    type: 'challenge.closed',
    id,
    status: 'failed',
    reason,
    channel,
    method,
    app: app.id,
    subject,
    metadata,
    at: new Date(at).toISOString(),
  };
  await deps.store.create({ challenge: closed, results: [result], jobs: [] });
}
