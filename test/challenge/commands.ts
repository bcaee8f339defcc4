/** What is asked, with the usual values filled in: of attempt 0, by somebody who knows its nonce. */
import type { Channel, Method } from '../../src/challenge/challenge.ts';
import type { Command } from '../../src/challenge/command.ts';
import type { FailureReason } from '../../src/challenge/outcome.ts';
import type { Phone } from '../../src/challenge/phone.ts';
import { nonceOf, sidOf } from './facts.ts';
import { mobile } from './given.ts';

export const begin = (attempt = 0, round = 0, nonce = nonceOf(attempt)): Command => ({
  type: 'begin-attempt',
  attempt,
  round,
  nonce,
});
export const recordPlaced = (attempt = 0, sid = sidOf(attempt)): Command => ({
  type: 'record-placed',
  attempt,
  nonce: nonceOf(attempt),
  sid,
});
export const recordFailed = (reason: FailureReason, attempt = 0): Command => ({
  type: 'record-failed',
  attempt,
  nonce: nonceOf(attempt),
  reason,
});
export const recordBusy = (retryAfterMs = 0, nonce = nonceOf(0)): Command => ({
  type: 'record-busy',
  attempt: 0,
  nonce,
  retryAfterMs,
});
export const recordUnknown = (nonce = nonceOf(0)): Command => ({ type: 'record-unknown', attempt: 0, nonce });
export const progress = (status: 'sent' | 'ringing' | 'delivered', attempt = 0, sid = sidOf(attempt)): Command => ({
  type: 'report-progress',
  attempt,
  nonce: nonceOf(attempt),
  sid,
  status,
});
export const over = (reason: FailureReason | 'completed', attempt = 0): Command => ({
  type: 'report-ended',
  attempt,
  nonce: nonceOf(attempt),
  sid: sidOf(attempt),
  reason,
});
export const machine = (attempt = 0): Command => ({
  type: 'report-machine',
  attempt,
  nonce: nonceOf(attempt),
  sid: sidOf(attempt),
});
export const pickUp = (attempt = 0): Command => ({
  type: 'answer-call',
  attempt,
  nonce: nonceOf(attempt),
  sid: sidOf(attempt),
});
export const press = (key: string, turn = 1, attempt = 0): Command => ({
  type: 'press-key',
  attempt,
  nonce: nonceOf(attempt),
  sid: sidOf(attempt),
  turn,
  key,
});
/** Keys that were compared already. */
export const keyed = (key: string, verdict: 'right' | 'wrong' | 'no-looks-left', turn = 1): Command =>
  ({ ...press(key, turn), verdict }) as Command;
export const text = (answer: string, messageSid = 'message-1', from: Phone = mobile): Command => ({
  type: 'reply',
  from,
  answer,
  messageSid,
});
export const check = (code: string): Command => ({ type: 'check-code', code });
export const again = (channel?: Channel, method?: Method): Command => ({ type: 'resend', channel, method });
export const cancel: Command = { type: 'cancel', by: 'by-app' };
export const wakeUp: Command = { type: 'wake' };

/** The same command from somebody who does not know the attempt's nonce, or of another call. */
export const withNonce = (nonce: string, command: Command): Command => ({ ...command, nonce }) as Command;
export const withSid = (sid: string, command: Command): Command => ({ ...command, sid }) as Command;
