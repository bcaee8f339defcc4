/** From a request to a challenge, or to the reason why not. The only place where challenges come into being. */

import { changeOf } from '../advance/change.ts';
import { handOver } from '../advance.ts';
import type { Challenge, ClosedChallenge, OpenChallenge } from '../challenge/challenge.ts';
import { expiring, starting } from '../challenge/closing.ts';
import { evolve } from '../challenge/evolve.ts';
import { maskPhone, type Phone } from '../challenge/phone.ts';
import type { Budget } from '../challenge/rate.ts';
import type { Result } from '../challenge/result.ts';
import type { Guessing } from '../guess.ts';
import type { Entered, Entry, GateRefusal } from '../ports/gate.ts';
import type { QueueWithPlaces } from '../ports/place.ts';
import type { Keyring, Random } from '../ports.ts';
import { createAndBegin } from './begin.ts';
import { comingMsMax, type Entering, enter } from './enter.ts';
import { type Ask, envelope, newChallenge, subjectOf } from './new-challenge.ts';
import { type Dialled, type NumberRefusal, readNumbers } from './numbers.ts';

export interface Admitting extends Guessing, Entering {
  readonly queue: QueueWithPlaces;
  readonly keyring: Keyring;
  readonly random: Random;
  /** Counts a request that its caller is told was not taken on. */
  readonly refused: (reason: AdmissionRefusal['reason'] | 'invalid-request') => void;
}

export type AdmissionRefusal =
  | { readonly reason: NumberRefusal | 'subject-blocked' }
  | { readonly reason: 'rate-limited'; readonly because: Extract<GateRefusal, { kind: 'limited' }> }
  | { readonly reason: 'already-in-progress'; readonly because: Extract<GateRefusal, { kind: 'in-progress' }> };
export type Admission =
  /** `challenge` unless the id had one already. */
  | {
      readonly kind: 'admitted';
      readonly id: string;
      readonly budgets: readonly Budget[];
      readonly challenge?: Challenge;
    }
  | ({ readonly kind: 'refused' } & AdmissionRefusal);

/** Creates the challenge unless its id has one already: the same id again is the same challenge. */
export async function admit(deps: Admitting, ask: Ask): Promise<Admission> {
  const dialled = readNumbers(ask.app, ask.request);
  if (typeof dialled === 'string') return refuse(deps, ask, { reason: dialled });
  const now = deps.clock.now();
  const entry = entryOf(deps, ask, dialled, now);
  // What is over before it begins rings nobody and costs nothing.
  if (entry.lifeMs <= 0)
    return await create(deps, { ask, now, budgets: [], challenge: await newChallenge(deps, ask, dialled, now) });
  const enteredAt = performance.now();
  const entered = await enter(deps, entry);
  switch (entered.kind) {
    case 'limited':
      return refuse(deps, ask, { reason: 'rate-limited', because: entered });
    case 'blocked':
      return refuse(deps, ask, { reason: 'subject-blocked' });
    case 'in-progress':
      return refuse(deps, ask, { reason: 'already-in-progress', because: entered });
    case 'known':
      return { kind: 'admitted', id: ask.id, budgets: entered.budgets };
    case 'entered':
    case 'entered-before':
      return await comeIn(deps, { ask, dialled, now, entry, entered, enteredAt });
    default:
      throw entered satisfies never;
  }
}

/** Half of what another waits for a challenge to come that has entered. */
const staleAfterMs = comingMsMax / 2;

interface Coming {
  readonly ask: Ask;
  readonly dialled: Dialled;
  /** When it was asked: what stood in its way was looked at since. */
  readonly now: number;
  readonly entry: Entry;
  readonly entered: Extract<Entered, { kind: 'entered' | 'entered-before' }>;
  /** On this process's monotonic clock, before it entered. */
  readonly enteredAt: number;
}

async function comeIn(deps: Admitting, { ask, dialled, now, entry, entered, enteredAt }: Coming): Promise<Admission> {
  const challenge = await newChallenge(deps, ask, dialled, now);
  // Whoever stood still since may have been taken for gone, and another let in: then it has to ask for its place again.
  if (performance.now() - enteredAt > staleAfterMs) return await admit(deps, ask);
  const admission = await create(deps, { ask, now, budgets: entered.budgets, challenge });
  if (admission.challenge !== undefined || entered.kind === 'entered-before') return admission;
  // The same request was quicker at another process: what was taken here has paid for its challenge, whose place this is.
  const there = (await deps.store.load(ask.id))?.challenge;
  if (there?.app !== entry.app.id || there.subject !== entry.subject) await deps.gate.leave(entry);
  return admission;
}

interface Making {
  readonly ask: Ask;
  readonly now: number;
  readonly budgets: readonly Budget[];
  readonly challenge: OpenChallenge;
}

async function create(deps: Admitting, { ask, now, budgets, challenge }: Making) {
  const { id, app, request } = ask;
  const events = challenge.expiresAt <= now ? expiring(challenge, now) : starting(challenge, now);
  const whole = changeOf(events.reduce(evolve, challenge as OpenChallenge | ClosedChallenge), events);
  const { created, version, change } = await createAndBegin(deps, whole);
  if (!created) return { kind: 'admitted', id, budgets } as const;
  const { channel, method } = request;
  deps.log.info({ challengeId: id, app: app.id, channel, method }, 'challenge created');
  await handOver(deps, change, version);
  return { kind: 'admitted', id, budgets, challenge: change.challenge } as const;
}

function entryOf({ keyring }: Admitting, ask: Ask, { numbers, first }: Dialled, now: number): Entry {
  const { id, app, request, requestedAt } = ask;
  return {
    id,
    app,
    subject: subjectOf(keyring, request, first),
    numbers: [...new Set(numbers)],
    ip: request.context.ip,
    lifeMs: Math.min(requestedAt, now) + request.lifetimeSeconds * 1_000 - now,
  };
}

function refuse({ log }: Admitting, { id, app }: Ask, refusal: AdmissionRefusal): Admission {
  const { reason } = refusal;
  const limit = refusal.reason === 'rate-limited' ? refusal.because.limit : undefined;
  log.info({ challengeId: id, app: app.id, reason, ...(limit !== undefined && { limit }) }, 'challenge refused');
  return { kind: 'refused', ...refusal };
}

/** Writes a refusal as a challenge that closed at once, for a caller who can only be told by its result; false if that was told before. */
export async function closeRefused(deps: Admitting, ask: Ask, { reason }: AdmissionRefusal): Promise<boolean> {
  const { id, app, request } = ask;
  const at = deps.clock.now();
  const { channel, method, metadata, replyTo } = request;
  // What is no number has no tag of its own, but the same mistake twice is the same subject.
  const first = readNumbers(app, request);
  const subject = subjectOf(deps.keyring, request, typeof first === 'string' ? (request.to as Phone) : first.first);
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
  return (await deps.store.create({ challenge: closed, results: [result], jobs: [] })).created;
}
