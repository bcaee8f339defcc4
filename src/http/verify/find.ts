import type { Response } from 'express';
import type { Challenge, OpenChallenge } from '../../challenge/challenge.ts';
import type { Phone } from '../../challenge/phone.ts';
import type { Verifications } from '../../ports/verifications.ts';
import type { Keyring } from '../../ports.ts';
import { appOf } from '../api-key.ts';
import type { AnsweringApi } from '../challenges.ts';

export interface VerifyingApi extends AnsweringApi {
  readonly verifications: Verifications;
}

/** Whose number it is, and so of which challenges: what remains of the number when the challenge is over. */
export const subjectOf = (keyring: Keyring, to: string): string => `phone-${keyring.tagOf(to as Phone)}`;

/** Under which name the verification of a subject is remembered. */
export const tagFor = (keyring: Keyring, app: string, subject: string): string =>
  keyring.tagOf(`verification ${app}\n${subject}` as Phone);

/** The verification that is meant by its SID or by its number, if there is one of the app that asks. */
export async function findVerification(
  deps: VerifyingApi,
  response: Response,
  which: string,
): Promise<Challenge | undefined> {
  const app = appOf(response);
  const { keyring, store, verifications } = deps;
  const id = which.startsWith('+')
    ? await verifications.latest(tagFor(keyring, app, subjectOf(keyring, which)))
    : which;
  if (id === undefined || !/^VE[0-9a-f]{32}$/.test(id)) return undefined;
  const challenge = (await store.load(id))?.challenge;
  return challenge?.app === app ? challenge : undefined;
}

/** Five wrong codes: until its time is over its number gets no other verification. */
export const isSpent = (challenge: Exclude<Challenge, OpenChallenge>, now: number): boolean =>
  challenge.reason === 'wrong-code' && now < challenge.expiresAt;
