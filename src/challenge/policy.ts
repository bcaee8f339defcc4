/** Numbers in, verdict out. Every number of the product's behaviour stands here with its reason. */
import type { Rates, Tries } from './app.ts';

/**
 * Wrong answers in one challenge before it is denied, where its app says nothing else (contract, "Tries"). Of a hundred match
 * numbers a blind guesser hits one: two guesses are 2 %, and a person who reads needs no third.
 */
export const usualTries: Tries = { code: 5, pin: 3, match: 2, key: 3 };

/** Wrong keys before a code is spoken: a mailbox that plays tones guesses one digit of nine, and it must not hear the code. */
export const wrongDigitsMax = 2;

const minutes = (count: number): number => count * 60;
const hours = (count: number): number => count * 3_600;

/** A person who signs in again and again is let through; somebody who is rung for a prank, or a thief who guesses, is not. */
export const usualRates: Rates = {
  perNumber: [
    { count: 5, seconds: minutes(10) },
    { count: 10, seconds: hours(24) },
  ],
  perSubject: [{ count: 10, seconds: hours(1) }],
  perIp: [{ count: 60, seconds: hours(1) }],
  perPrefix: [],
};

/** The longest PIN that is listened for; nobody remembers a longer one, and an endless row of tones ends somewhere. */
export const pinDigitsMax = 16;

/** Failures in a day of one subject, and of one number, over all their challenges: 5 tries each would not stop a patient guesser. */
export const usualFailuresPerDay = 10;
export const failuresWindowMs = 86_400_000;

/** A silent person hears the question again this often; the next silence ends the call. */
export const silenceRepeatsMax = 2;
/** A call is a dozen questions at the most, whatever is pressed: nobody pays for an endless star key. */
export const turnsMax = 12;

/** Between the fence and the request; later no request is made, since the lookup may already have said "not placed". */
export const dialDeadlineMs = 3_000;
/** A request to the provider is given this long; after it nobody knows whether the phone rings. */
export const providerTimeoutMs = 5_000;

/** Lookups begin when no request can be under way any more, then leave the provider's lists time to catch up. */
export const firstLookupAfterMs = dialDeadlineMs + providerTimeoutMs + 1_000;
/** The worker itself saw the request fail: no need to wait for its deadline, only for an early callback. */
export const lookupAfterUnknownMs = 2_000;
export const lookupsMax = 4;
/** 1, 2, 4 and 8 s: with the first wait 24 s from the fence to an outcome, so that nobody waits half a minute for a "no". */
export const lookupGapMs = (lookups: number): number => 500 * 2 ** lookups;

/** After "too many requests" the same attempt is tried again, later each time. The provider made no call: it says so. */
export const retryDelayMs = (round: number, askedMs: number): number =>
  Math.max(askedMs, 500 * 2 ** Math.min(round, 4));

/** Twilio lets a phone ring for 60 s by itself; ours never rings past the end of the challenge. Seconds. */
export const ringSeconds = (remainingMs: number): number => Math.max(5, Math.min(45, Math.floor(remainingMs / 1_000)));
/** A text that cannot be delivered in time must not come at all. Twilio takes 1 to 36,000 seconds. */
export const validitySeconds = (remainingMs: number): number => Math.max(1, Math.floor(remainingMs / 1_000));

/** Less than this and a person cannot answer any more: the work is dropped, not dialled. */
export const leastUsefulMs = 1_000;

/** Calls and texts of one challenge, those still to come counted, after which none can be asked for by hand. */
export const sendsMax = 5;
/** Between one call or text and the next that is asked for: 30 s, then twice as long each time. A text takes its time. */
export const coolDownMs = (resends: number): number => 30_000 * 2 ** resends;
