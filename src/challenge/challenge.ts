/**
 * A challenge: the question "is it you?" for one subject. This file holds what it is; `decide.ts` what may happen to it.
 *
 * A challenge is **open** until exactly one `challenge-closed` event gives it its outcome; then it is closed for ever and
 * has lost its secrets. It is asked by **attempts**, one call or one text each, in the order of its steps:
 *
 *   queued     entered when the step starts, or when the provider was too busy; left for `sending` by a worker's fence.
 *   sending    the fence stands: a request may or may not have reached the provider. Left for `sent` when the provider's id
 *              (SID) is known, by the answer, by a callback or by looking it up; never re-entered from anywhere but `queued`.
 *   sent       the provider has it. Left for `ringing`, `answered` (voice) or `delivered` (sms).
 *   ringing    voice only. Left for `answered`.
 *   answered   voice only: somebody listens. `turn` counts the questions put to them; `prompt` is the one being asked.
 *   heard      voice only: a code was spoken and the call is over; the challenge waits for it to be typed.
 *   delivered  sms only.
 *   ended      from everywhere, with the reason; never left.
 *
 * An attempt that ends without an answer starts the next step; with none left its reason closes the challenge. Who asks again
 * (`resend.ts`) adds an attempt: of a step that was taken before, or of one that is added for it.
 */
import type { Tries } from './app.ts';
import type { AttemptReason, Outcome, OutcomeStatus } from './outcome.ts';
import type { Phone } from './phone.ts';

export type Channel = 'voice' | 'sms';
export type Method = 'pound' | 'match' | 'pin' | 'code' | 'reply';

/** One way of asking. `afterSeconds` counts from the start of the step before it. */
export interface Step {
  readonly channel: Channel;
  readonly method: Method;
  readonly afterSeconds: number;
  /** Only of a step that was added later: the step whose number it goes to. */
  readonly numberOf?: number;
}

/**
 * What the call is asking now, and why it is asking (again). A call with a code asks for a `digit` that it announces, which
 * a machine does not key; then it speaks the `code`; `code-spoken` says goodbye.
 */
export interface Prompt {
  readonly ask: 'approve' | 'match' | 'pin' | 'digit' | 'code' | 'code-spoken' | 'confirm-fraud';
  readonly lead: 'greeting' | 'again' | 'silence' | 'wrong-key' | 'wrong-answer' | 'nothing-keyed' | 'unfinished';
}

interface AttemptBase {
  readonly step: number;
  readonly channel: Channel;
  readonly method: Method;
  /** When its step started. */
  readonly startedAt: number;
  /** When it entered its present status. */
  readonly at: number;
}

export interface QueuedAttempt extends AttemptBase {
  readonly status: 'queued';
  /** How often the provider was too busy; a dispatch job belongs to one round. */
  readonly round: number;
  readonly dueAt: number;
}
export interface SendingAttempt extends AttemptBase {
  readonly status: 'sending';
  readonly round: number;
  readonly nonce: string;
  /** Times this attempt was looked up at the provider. */
  readonly lookups: number;
  readonly lookupAt: number;
}
interface Placed extends AttemptBase {
  readonly nonce: string;
  readonly sid: string;
}
export interface SentAttempt extends Placed {
  readonly status: 'sent' | 'ringing' | 'delivered';
}
export interface AnsweredAttempt extends Placed {
  readonly status: 'answered';
  readonly turn: number;
  readonly prompt: Prompt;
  readonly silences: number;
}
export interface HeardAttempt extends Placed {
  readonly status: 'heard';
}
export interface EndedAttempt extends AttemptBase {
  readonly status: 'ended';
  readonly reason: AttemptReason;
  readonly nonce?: string;
  readonly sid?: string;
}
export type Attempt = QueuedAttempt | SendingAttempt | SentAttempt | AnsweredAttempt | HeardAttempt | EndedAttempt;
export type LiveAttempt = Exclude<Attempt, EndedAttempt>;

/** Wiped when the challenge closes; encrypted wherever it is stored. */
export interface Secrets {
  /** One number for each step that was asked for at the beginning. */
  readonly numbers: readonly Phone[];
  /** What the person has to give back: made from the secret on loading, or given by the caller. */
  readonly code: string;
  readonly codeIsGiven: boolean;
  readonly extension?: string | undefined;
  /** Method `match`: the two digits that the sign-in page shows. */
  readonly matchNumber?: string | undefined;
  /** Method `pin`: what the PIN is compared with. */
  readonly pinHash?: string | undefined;
}

interface ChallengeBase {
  readonly id: string;
  readonly app: string;
  readonly subject: string;
  readonly locale: string;
  /** Redis time in milliseconds, as every time here. */
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly steps: readonly Step[];
  readonly attempts: readonly Attempt[];
  readonly maskedTo: string;
  /** ISO code of the first number's country; `ZZ` where there is none. */
  readonly country: string;
  readonly replyTo?: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Where the caller chose the id: a keyed hash of the request, so that another one with the same id is noticed. */
  readonly fingerprint?: string;
  /** Wrong answers that its app allows. */
  readonly tries: Tries;
  readonly wrongCodes: number;
  readonly wrongKeys: number;
  readonly wrongNumbers: number;
  readonly wrongPins: number;
  /** Message ids of wrong replies, so that a provider's retry costs no second try. */
  readonly wrongReplies: readonly string[];
}
export interface OpenChallenge extends ChallengeBase {
  readonly status: 'open';
  /** What the person is told the sign-in is for. */
  readonly action?: string;
  readonly salt: string;
  readonly secrets: Secrets;
}
export interface ClosedChallenge extends ChallengeBase {
  readonly status: OutcomeStatus;
  readonly reason: Outcome['reason'];
  readonly closedAt: number;
  /** The text that was told that it came too late; no other one is. */
  readonly lateReply?: string;
  readonly channel: Channel;
  readonly method: Method;
}
export type Challenge = OpenChallenge | ClosedChallenge;

export const isOpen = (challenge: Challenge): challenge is OpenChallenge => challenge.status === 'open';
export const isLive = (attempt: Attempt): attempt is LiveAttempt => attempt.status !== 'ended';

/** Whether somebody's phone rings or is at an ear, or may be soon. */
export const isCalling = ({ channel, status }: Attempt): boolean =>
  channel === 'voice' && status !== 'heard' && status !== 'ended';

/** Where a step calls or texts. */
export function numberOf({ steps, secrets }: OpenChallenge, step: number): Phone | undefined {
  return secrets.numbers[steps[step]?.numberOf ?? step];
}

/** What to dial once the switchboard of this step answers; the extension belongs to the number it was given with. */
export function extensionOf(challenge: OpenChallenge, step: number): string | undefined {
  const { numbers, extension } = challenge.secrets;
  return numberOf(challenge, step) === numbers[0] ? extension : undefined;
}

/** The place of the first step that no attempt was made of. */
export function nextStep({ steps, attempts }: Challenge): number | undefined {
  const index = steps.findIndex((_, step) => attempts.every((attempt) => attempt.step !== step));
  return index === -1 ? undefined : index;
}

/** The question that a call begins with. */
export function firstAsk(method: Method): Prompt['ask'] {
  if (method === 'match' || method === 'pin') return method;
  return method === 'code' ? 'digit' : 'approve';
}

/** The provider's id of the attempt, once known. */
export function sidOf(attempt: Attempt): string | undefined {
  return 'sid' in attempt ? attempt.sid : undefined;
}
