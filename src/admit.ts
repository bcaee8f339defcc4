/** From a request to a challenge, or to the reason why not. The only place where challenges come into being. */
import { changeOf, handOver } from './advance.ts';
import type { Challenge, ClosedChallenge, OpenChallenge } from './challenge/challenge.ts';
import { expiring, starting } from './challenge/closing.ts';
import { evolve } from './challenge/evolve.ts';
import { maskPhone, type Phone, readPhone } from './challenge/phone.ts';
import type { Result } from './challenge/result.ts';
import type { ChallengeRequest } from './contract/request.ts';
import { type Guessing, ownersOf } from './guess.ts';
import type { Keyring, Random } from './ports.ts';

export interface Admitting extends Guessing {
  readonly keyring: Keyring;
  readonly random: Random;
  /** ISO codes of the countries that may be called and texted. */
  readonly countries: ReadonlySet<string>;
}

/** A request that parsed, with what its envelope says. `requestedAt` is in Redis milliseconds. */
export interface Ask {
  readonly id: string;
  readonly app: string;
  readonly request: ChallengeRequest;
  readonly requestedAt: number;
}

export type AdmissionRefusal = 'number-invalid' | 'country-blocked' | 'rate-limited';
export type Admission =
  /** `challenge` unless the id had one already. */
  | { readonly kind: 'admitted'; readonly id: string; readonly challenge?: Challenge }
  | { readonly kind: 'refused'; readonly reason: AdmissionRefusal };

/** Creates the challenge unless its id has one already: the same id again is the same challenge. */
export async function admit(deps: Admitting, ask: Ask): Promise<Admission> {
  const dialled = readNumbers(deps, ask.request);
  if (typeof dialled === 'string') return { kind: 'refused', reason: dialled };
  const now = deps.clock.now();
  const challenge = await newChallenge(deps, ask, dialled, now);
  // Who may not guess any more today need not be rung either.
  if (await deps.limits.exhausted(ownersOf(challenge))) return { kind: 'refused', reason: 'rate-limited' };
  const events = challenge.expiresAt <= now ? expiring(challenge, now) : starting(challenge, now);
  const change = changeOf(events.reduce(evolve, challenge as OpenChallenge | ClosedChallenge), events);
  const { created, version } = await deps.store.create(change);
  if (!created) return { kind: 'admitted', id: ask.id };
  deps.log.info(
    { challengeId: ask.id, app: ask.app, channel: ask.request.channel, method: ask.request.method },
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
    app,
    subject,
    metadata,
    at: new Date(at).toISOString(),
  };
  await deps.store.create({ challenge: closed, results: [result], jobs: [] });
}

/** The number of every step, or why one of them may not be dialled. Nothing is asked of a provider before this. */
function readNumbers({ countries }: Admitting, request: ChallengeRequest): Dialled | AdmissionRefusal {
  const verdicts = [request.to, ...request.next.map(({ to }) => to ?? request.to)].map((to) =>
    readPhone(to, request.country),
  );
  const phones: { phone: Phone; country: string }[] = [];
  for (const verdict of verdicts) {
    if (verdict.kind === 'number-invalid') return 'number-invalid';
    if (!countries.has(verdict.country)) return 'country-blocked';
    phones.push(verdict);
  }
  const [first] = phones;
  if (first === undefined) throw new Error('a request has at least one number');
  return { numbers: phones.map(({ phone }) => phone), first: first.phone, country: first.country };
}

/** The numbers of all steps, and what is told of the first. */
interface Dialled {
  readonly numbers: readonly Phone[];
  readonly first: Phone;
  readonly country: string;
}

function envelope({ id, app, request }: Ask, subject: string) {
  const { channel, method, locale = 'en-US', metadata } = request;
  return {
    id,
    app,
    subject,
    locale,
    steps: [{ channel, method, afterSeconds: 0 }, ...request.next].map(({ channel, method, afterSeconds }) => ({
      channel,
      method,
      afterSeconds,
    })),
    metadata,
    wrongCodes: 0,
    wrongKeys: 0,
    wrongNumbers: 0,
    wrongPins: 0,
    wrongReplies: [],
  };
}

async function newChallenge(deps: Admitting, ask: Ask, dialled: Dialled, now: number): Promise<OpenChallenge> {
  const { keyring, random } = deps;
  const { id, request, requestedAt } = ask;
  const { context, extension, replyTo } = request;
  const { numbers, first, country } = dialled;
  const createdAt = Math.min(requestedAt, now);
  const salt = random.token(12);
  const asks = new Set([request, ...request.next].map(({ method }) => method));
  const about = envelope(ask, request.subject ?? `phone-${keyring.tagOf(first)}`);
  return {
    ...about,
    status: 'open',
    createdAt,
    expiresAt: createdAt + request.lifetimeSeconds * 1_000,
    attempts: [],
    maskedTo: maskPhone(first),
    country,
    salt,
    secrets: {
      numbers,
      code: request.code ?? keyring.codeFor(id, salt),
      codeIsGiven: request.code !== undefined,
      ...(extension !== undefined && { extension }),
      ...(asks.has('match') && { matchNumber: request.matchNumber ?? (await freshNumber(deps, about)) }),
      ...(asks.has('pin') && { pinHash: request.pinHash }),
    },
    ...(context.action !== undefined && { action: context.action }),
    ...(replyTo !== undefined && { replyTo }),
  };
}

/** So many of a hundred numbers may be taken before one is used again: better that than nobody signing in. */
const freshTriesMax = 10;

/**
 * Two digits that this subject was not shown in the last quarter of an hour: what was keyed for one challenge must not fit the
 * next. Only we can tell which subject and number a claim is about.
 */
async function freshNumber(
  { store, keyring, random }: Admitting,
  { id, app, subject }: Pick<OpenChallenge, 'id' | 'app' | 'subject'>,
): Promise<string> {
  let number = random.digits(2);
  for (let tries = 1; tries <= freshTriesMax; tries++) {
    const name = keyring.tagOf(`match ${app}\n${subject}\n${number}` as Phone);
    if (await store.claim(name, id)) break;
    number = random.digits(2);
  }
  return number;
}
