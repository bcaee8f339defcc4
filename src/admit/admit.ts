/** From a request to a challenge, or to the reason why not. The only place where challenges come into being. */

import { changeOf } from '../advance/change.ts';
import { handOver } from '../advance.ts';
import type { Challenge, ClosedChallenge, OpenChallenge } from '../challenge/challenge.ts';
import { expiring, starting } from '../challenge/closing.ts';
import { evolve } from '../challenge/evolve.ts';
import type { Budget } from '../challenge/rate.ts';
import type { Guessing } from '../guess.ts';
import type { Entered, Entry, Gate, GateRefusal } from '../ports/gate.ts';
import type { QueueWithPlaces } from '../ports/place.ts';
import type { Change, Keyring, Random, Store } from '../ports.ts';
import { createAndBegin } from './begin.ts';
import { type Entering, enter } from './enter.ts';
import { type Ask, newChallenge, subjectOf } from './new-challenge.ts';
import { type Dialled, type NumberRefusal, readNumbers } from './numbers.ts';

export interface Admitting extends Guessing, Entering {
  readonly gate: Gate;
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
  if (entry.lifeMs <= 0) return await create(deps, { ask, dialled, now, budgets: [] });
  const asking = { ask, dialled, now };
  const { enterAndCreate } = deps.store;
  // A match number is taken before the challenge is written, and must not be for who is refused.
  const takesNumber = [ask.request, ...ask.request.next].some(({ method }) => method === 'match');
  return enterAndCreate === undefined || takesNumber
    ? await enterThenCreate(deps, entry, asking)
    : await enterWithCreation(deps, entry, asking, enterAndCreate);
}

interface Asking {
  readonly ask: Ask;
  readonly dialled: Dialled;
  /** When it was asked: what stood in its way was looked at since. */
  readonly now: number;
}

interface Let extends Asking {
  readonly budgets: readonly Budget[];
}

async function enterThenCreate(deps: Admitting, entry: Entry, { ask, dialled, now }: Asking): Promise<Admission> {
  const entered = await enter(deps, entry, deps.gate.enter);
  if (!isIn(entered)) return notIn(deps, ask, entered);
  const admission = await create(deps, { ask, dialled, now, budgets: entered.budgets });
  if (admission.challenge === undefined && entered.kind === 'entered') await deps.gate.leave(entry);
  return admission;
}

async function enterWithCreation(
  deps: Admitting,
  entry: Entry,
  { ask, dialled, now }: Asking,
  enterAndCreate: NonNullable<Store['enterAndCreate']>,
): Promise<Admission> {
  const whole = await wholeOf(deps, ask, dialled, now);
  let made: Made | undefined;
  const entered = await enter(deps, entry, async (entry, over) => {
    const begun = await createAndBegin(deps, whole, (change) => enterAndCreate(change, entry, over));
    made = begun;
    return begun.entered;
  });
  if (!isIn(entered)) return notIn(deps, ask, entered);
  if (made?.created !== true) throw new Error('a challenge was let in and not written');
  return await created(deps, ask, made, entered.budgets);
}

type In = Extract<Entered, { kind: 'entered' | 'entered-before' }>;

const isIn = (entered: Entered): entered is In => entered.kind === 'entered' || entered.kind === 'entered-before';

function notIn(deps: Admitting, ask: Ask, entered: Exclude<Entered, In>): Admission {
  switch (entered.kind) {
    case 'limited':
      return refuse(deps, ask, { reason: 'rate-limited', because: entered });
    case 'blocked':
      return refuse(deps, ask, { reason: 'subject-blocked' });
    case 'in-progress':
      return refuse(deps, ask, { reason: 'already-in-progress', because: entered });
    case 'known':
      return { kind: 'admitted', id: ask.id, budgets: entered.budgets };
    default:
      throw entered satisfies never;
  }
}

type Admitted = Extract<Admission, { kind: 'admitted' }>;

async function create(deps: Admitting, { ask, dialled, now, budgets }: Let): Promise<Admitted> {
  const made = await createAndBegin(deps, await wholeOf(deps, ask, dialled, now), deps.store.create);
  return made.created ? await created(deps, ask, made, budgets) : { kind: 'admitted', id: ask.id, budgets };
}

/** The challenge with its first step begun, or over already. */
async function wholeOf(deps: Admitting, ask: Ask, dialled: Dialled, now: number): Promise<Change> {
  const challenge = await newChallenge(deps, ask, dialled, now);
  const events = challenge.expiresAt <= now ? expiring(challenge, now) : starting(challenge, now);
  return changeOf(events.reduce(evolve, challenge as OpenChallenge | ClosedChallenge), events);
}

type Made = Awaited<ReturnType<typeof createAndBegin>>;

async function created(deps: Admitting, ask: Ask, { change, version }: Made, budgets: readonly Budget[]) {
  const { id, app, request } = ask;
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
