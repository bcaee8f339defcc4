/** PURE: Twilio's forms in, our commands out; our call scripts in, TwiML out. */
import { z } from 'zod';
import type { CallScript } from '../challenge/call-script.ts';
import { readReply } from '../challenge/code.ts';
import type { Command } from '../challenge/command.ts';
import type { FailureReason } from '../challenge/outcome.ts';
import type { Phone } from '../challenge/phone.ts';
import { pinDigitsMax } from '../challenge/policy.ts';
import type { CallbackRef } from '../ports.ts';
import { turnAddress } from './twilio-address.ts';
import { document, verb, words } from './twilio-twiml.ts';

/** How long a person may think before silence counts. Twilio's default of 5 s is short for somebody looking for a key. */
const gatherSeconds = 8;

// A signature covers names and values run together, without a boundary between them, so every value that matters must
// have its exact shape; fields that Twilio adds without notice are left alone.
const callSid = z.string().regex(/^CA[0-9a-f]{32}$/);
const messageSid = z.string().regex(/^(SM|MM)[0-9a-f]{32}$/);
const number = /^\+[1-9]\d{3,14}$/;

const callForm = z.object({ CallSid: callSid });
// No phone has the keys A to D, and `Direction`, which stands after `Digits`, begins with one of them. A `#` only ever ends. Digits
// cannot be cut short either: the name that the rest begins would sort, and so be signed, before all others.
const keyForm = z.object({
  CallSid: callSid,
  Digits: z
    .string()
    .regex(new RegExp(`^[0-9*]{0,${pinDigitsMax + 1}}#?$`))
    .default(''),
  FinishedOnKey: z.string().regex(/^#?$/).optional(),
});
const status = z.string().regex(/^[a-z_-]{3,20}$/);
const callStatusForm = z.object({ CallSid: callSid, CallStatus: status });
const machineForm = z.object({ CallSid: callSid, AnsweredBy: status });
const textStatusForm = z.object({
  MessageSid: messageSid,
  MessageStatus: status,
  ErrorCode: z
    .string()
    .regex(/^\d{0,6}$/)
    .optional(),
});
const replyForm = z.object({ MessageSid: messageSid, From: z.string(), Body: z.string().max(2_000) });

/** A parsed form field by field: what arrives twice is a list, and no field of ours may. */
export type Form = Readonly<Record<string, string | string[] | undefined>>;

export function readAnswer(ref: CallbackRef, form: Form): Command | undefined {
  const parsed = callForm.safeParse(form);
  return parsed.success ? { type: 'answer-call', ...about(ref), sid: parsed.data.CallSid } : undefined;
}

/** The keys of one turn, with the `#` that finished them, which Twilio leaves out of `Digits` where it is the finish key. */
export function readKey(
  ref: CallbackRef,
  turn: number,
  form: Form,
): Extract<Command, { type: 'press-key' }> | undefined {
  const parsed = keyForm.safeParse(form);
  if (!parsed.success) return undefined;
  const { CallSid: sid, Digits, FinishedOnKey } = parsed.data;
  const finished = FinishedOnKey === '#' && !Digits.endsWith('#');
  return { type: 'press-key', ...about(ref), sid, turn, key: finished ? `${Digits}#` : Digits };
}

/** `nothing` for statuses that tell nothing new. */
export function readCallStatus(ref: CallbackRef, form: Form): Command | 'nothing' | undefined {
  const parsed = callStatusForm.safeParse(form);
  if (!parsed.success) return undefined;
  const { CallSid: sid, CallStatus: status } = parsed.data;
  const progress = callProgress.get(status);
  if (progress !== undefined) return { type: 'report-progress', ...about(ref), sid, status: progress };
  const reason = callEndings.get(status);
  return reason === undefined ? 'nothing' : { type: 'report-ended', ...about(ref), sid, reason };
}

// Maps, since on an object `constructor` would be a status too.
const callProgress = new Map<string, 'sent' | 'ringing'>([
  ['queued', 'sent'],
  ['initiated', 'sent'],
  ['ringing', 'ringing'],
]);
const callEndings = new Map<string, FailureReason | 'completed'>([
  ['completed', 'completed'],
  ['busy', 'busy'],
  ['no-answer', 'no-answer'],
  ['failed', 'unreachable'],
  ['canceled', 'no-answer'],
]);

/** Who answered, as far as the provider can hear. A person, and what it cannot tell, is nothing to act upon. */
export function readMachine(ref: CallbackRef, form: Form): Command | 'nothing' | undefined {
  const parsed = machineForm.safeParse(form);
  if (!parsed.success) return undefined;
  const { CallSid: sid, AnsweredBy } = parsed.data;
  const isMachine = AnsweredBy === 'fax' || AnsweredBy.startsWith('machine_');
  return isMachine ? { type: 'report-machine', ...about(ref), sid } : 'nothing';
}

export function readTextStatus(ref: CallbackRef, form: Form): Command | 'nothing' | undefined {
  const parsed = textStatusForm.safeParse(form);
  if (!parsed.success) return undefined;
  const { MessageSid: sid, MessageStatus: status, ErrorCode } = parsed.data;
  if (status === 'undelivered' || status === 'failed') {
    const reason = ErrorCode === '21610' ? 'opted-out' : 'undelivered';
    return { type: 'report-ended', ...about(ref), sid, reason };
  }
  if (status === 'delivered' || status === 'read')
    return { type: 'report-progress', ...about(ref), sid, status: 'delivered' };
  return ['accepted', 'queued', 'sending', 'sent'].includes(status)
    ? { type: 'report-progress', ...about(ref), sid, status: 'sent' }
    : 'nothing';
}

/**
 * An inbound text: who it says it is from (a hint: senders can be forged) and what it answers. `nothing` from what is no
 * phone that we could have texted: carriers and shops send from short codes and names.
 */
export function readInboundText(form: Form): Extract<Command, { type: 'reply' }> | 'nothing' | undefined {
  const parsed = replyForm.safeParse(form);
  if (!parsed.success) return undefined;
  const { From, Body, MessageSid } = parsed.data;
  if (!number.test(From)) return 'nothing';
  const reply = readReply(Body);
  const answer = reply.kind === 'deny' ? '0' : reply.answer;
  return { type: 'reply', from: From as Phone, answer, messageSid: MessageSid };
}

/**
 * A script as TwiML. With the default finish key a lone `#` never reaches us, hence `finishOnKey=""` and one digit; silence
 * must come back too, so that it is counted and never taken for an answer. What the call is about stands before the
 * `<Gather>`: keys pressed while it is said go nowhere (twilio.com/docs/voice/twiml/gather). Several digits do end with a
 * `#`, or a person who keyed `0#` would wait for the silence after it; should a lone `#` then not be told, the document goes
 * on to its `<Redirect>`, which asks the same address as silence does (docs/decisions/0007-several-keys.md).
 */
export function callTwiml(script: CallScript, publicUrl: string, ref: CallbackRef): string {
  const lead = openingTwiml(script) + spoken(script, script.say);
  if (script.next === 'hang-up') return document(lead + verb('Hangup', {}));
  const action = turnAddress(publicUrl, ref, script.turn);
  const severalKeys = script.keysMax > 1;
  const listening = {
    input: 'dtmf',
    numDigits: script.keysMax,
    finishOnKey: severalKeys ? '#' : '',
    timeout: gatherSeconds,
    actionOnEmptyResult: true,
    method: 'POST',
    action,
  };
  const listen = verb('Gather', listening, spoken(script, script.question));
  return document(lead + listen + (severalKeys ? verb('Redirect', { method: 'POST' }, words(action)) : ''));
}

/** Words, or their recording if the app has one. */
function spoken({ language, voice, recordings }: CallScript, text: string): string {
  if (text === '') return '';
  const recording = recordings?.get(text);
  if (recording !== undefined) return verb('Play', {}, words(recording));
  return verb('Say', { language, ...(voice !== undefined && { voice }) }, words(text));
}

function openingTwiml(script: CallScript): string {
  const { opening } = script;
  if (opening === undefined) return '';
  const pause = (length: number) => (length === 0 ? '' : verb('Pause', { length }));
  return pause(opening.waitSeconds) + spoken(script, opening.say) + pause(opening.thenSeconds);
}

/** The answer to an inbound text: a text back, or none. */
export const textTwiml = (answer: string | undefined): string =>
  document(answer === undefined ? '' : verb('Message', {}, words(answer)));

const about = ({ attempt, nonce }: CallbackRef) => ({ attempt, nonce });
