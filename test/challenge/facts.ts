/** What has happened, with the usual values filled in: attempt 0, its own nonce and the provider's id of it. */
import type { Channel, Method, Prompt } from '../../src/challenge/challenge.ts';
import type { AttemptReason, FailureReason, Outcome } from '../../src/challenge/outcome.ts';
import { firstLookupAfterMs } from '../../src/challenge/policy.ts';
import type { Fact } from './given.ts';

export const nonceOf = (attempt: number): string => `nonce-${attempt}`;
export const sidOf = (attempt: number): string => `sid-${attempt}`;

export const queued =
  (attempt: number, channel: Channel, round = 0, delayMs = 0): Fact =>
  (at) => ({ type: 'attempt-queued', attempt, at, step: attempt, channel, round, dueAt: at + delayMs });

export const fenced =
  (attempt = 0, nonce = nonceOf(attempt)): Fact =>
  (at) => ({ type: 'attempt-sending', attempt, at, nonce, lookupAt: at + firstLookupAfterMs });

export const lookupDue =
  (lookups: number, delayMs: number, channel: Channel = 'voice', attempt = 0): Fact =>
  (at) => ({ type: 'lookup-due', attempt, at, channel, lookups, lookupAt: at + delayMs });

export const placed =
  (status: 'sent' | 'ringing' | 'delivered' = 'sent', attempt = 0, sid = sidOf(attempt)): Fact =>
  (at) => ({ type: 'attempt-placed', attempt, at, status, sid });

export const answered =
  (attempt = 0, ask: Prompt['ask'] = 'approve'): Fact =>
  (at) => ({
    type: 'call-answered',
    attempt,
    at,
    sid: sidOf(attempt),
    turn: 1,
    prompt: { ask, lead: 'greeting' },
    silences: 0,
  });

export const asked =
  (turn: number, ask: Prompt['ask'], lead: Prompt['lead'], silences = 0, attempt = 0): Fact =>
  (at) => ({ type: 'turn-taken', attempt, at, sid: sidOf(attempt), turn, prompt: { ask, lead }, silences });

export const answerRefused =
  (turn: number, ask: 'match' | 'pin', attempt = 0): Fact =>
  (at) => ({
    type: 'answer-refused',
    attempt,
    at,
    sid: sidOf(attempt),
    turn,
    prompt: { ask, lead: 'wrong-answer' },
    silences: 0,
  });

export const keyRefused =
  (turn: number, ask: Prompt['ask'] = 'approve', attempt = 0, lead: Prompt['lead'] = 'wrong-key'): Fact =>
  (at) => ({
    type: 'key-refused',
    attempt,
    at,
    sid: sidOf(attempt),
    turn,
    prompt: { ask, lead },
    silences: 0,
  });

export const codeRefused =
  (messageSid?: string): Fact =>
  (at) => ({ type: 'code-refused', at, ...(messageSid !== undefined && { messageSid }) });

export const callOver =
  (attempt = 0): Fact =>
  (at) => ({ type: 'call-over', attempt, at });

export const stepAdded =
  (channel: Channel, method: Method, numberOf = 0): Fact =>
  (at) => ({ type: 'step-added', at, channel, method, numberOf });

/** One more attempt, of a step that is named. */
export const taken =
  (attempt: number, step: number, channel: Channel): Fact =>
  (at) => ({ type: 'attempt-queued', attempt, at, step, channel, round: 0, dueAt: at });

export const replyLate =
  (messageSid = 'message-1'): Fact =>
  (at) => ({ type: 'reply-late', at, messageSid });

export const ended =
  (reason: AttemptReason, attempt = 0, sid?: string): Fact =>
  (at) => ({ type: 'attempt-ended', attempt, at, reason, ...(sid !== undefined && { sid }) });

export const strayFound =
  (attempt = 0, channel: Channel = 'voice', sid = sidOf(attempt)): Fact =>
  (at) => ({ type: 'stray-found', attempt, at, channel, sid });

/** By a call that is asked for `#` unless said otherwise. */
export const closed =
  (outcome: Outcome, by: { channel?: Channel; method?: Method; hangUp?: readonly string[] } = {}): Fact =>
  (at) => ({ type: 'challenge-closed', at, channel: 'voice', method: 'pound', hangUp: [], ...by, ...outcome });

export const byText = (method: Method, hangUp: readonly string[] = []) => ({ channel: 'sms', method, hangUp }) as const;

export const failureReasons = [
  ...([
    'busy',
    'no-answer',
    'hung-up',
    'no-input',
    'voicemail',
    'unreachable',
    'undelivered',
    'opted-out',
    'number-invalid',
  ] as const),
  ...(['country-blocked', 'number-blocked', 'rate-limited', 'provider-refused', 'provider-unknown'] as const),
] satisfies FailureReason[];
