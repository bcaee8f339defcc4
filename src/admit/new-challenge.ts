import type { App } from '../challenge/app.ts';
import type { OpenChallenge } from '../challenge/challenge.ts';
import { maskPhone, type Phone } from '../challenge/phone.ts';
import type { ChallengeRequest } from '../contract/request.ts';
import type { Keyring, Random, Store } from '../ports.ts';
import type { Dialled } from './numbers.ts';

/** A request that parsed, with what its envelope says. `requestedAt` is in Redis milliseconds. */
export interface Ask {
  readonly id: string;
  readonly app: App;
  readonly request: ChallengeRequest;
  readonly requestedAt: number;
  /** Tells this request from others with the same id, which its caller chose. */
  readonly fingerprint?: string;
}

interface Making {
  readonly store: Store;
  readonly keyring: Keyring;
  readonly random: Random;
}

/** What every challenge has from the beginning, also one that is refused. */
export function envelope({ id, app, request, fingerprint }: Ask, subject: string) {
  const { channel, method, locale = app.locale, metadata } = request;
  return {
    id,
    app: app.id,
    subject,
    locale,
    steps: [{ channel, method, afterSeconds: 0 }, ...request.next].map(({ channel, method, afterSeconds }) => ({
      channel,
      method,
      afterSeconds,
    })),
    metadata,
    tries: app.tries,
    wrongCodes: 0,
    wrongKeys: 0,
    wrongNumbers: 0,
    wrongPins: 0,
    wrongReplies: [],
    ...(fingerprint !== undefined && { fingerprint }),
  };
}

/** Whom a challenge is about: who has the number, where the request does not say. */
export const subjectOf = (keyring: Keyring, { subject }: ChallengeRequest, number: Phone): string =>
  subject ?? `phone-${keyring.tagOf(number)}`;

/** The challenge that was asked for, not begun yet. */
export async function newChallenge(deps: Making, ask: Ask, dialled: Dialled, now: number): Promise<OpenChallenge> {
  const { keyring, random } = deps;
  const { id, request, requestedAt } = ask;
  const { context, extension, replyTo } = request;
  const { numbers, first, country } = dialled;
  const createdAt = Math.min(requestedAt, now);
  const salt = random.token(12);
  const asks = new Set([request, ...request.next].map(({ method }) => method));
  const about = envelope(ask, subjectOf(keyring, request, first));
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
      ...(asks.has('match') && { matchNumber: await freshNumber(deps, about, request.matchNumber) }),
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
 * next. One that is given is taken as it is, shown of late or not: whoever makes it, such as the client for the queue, cannot know, and a
 * person must not be refused for it. But no number of ours will be the same. Only we can tell which subject and number a claim is about.
 */
async function freshNumber(
  { store, keyring, random }: Making,
  { id, app, subject }: Pick<OpenChallenge, 'id' | 'app' | 'subject'>,
  given: string | undefined,
): Promise<string> {
  let number = given ?? random.digits(2);
  for (let tries = 1; tries <= freshTriesMax; tries++) {
    const name = keyring.tagOf(`match ${app}\n${subject}\n${number}` as Phone);
    if ((await store.claim(name, id)) || given !== undefined) break;
    number = random.digits(2);
  }
  return number;
}
