import type { Channel, Method } from './challenge.ts';
import type { FailureReason } from './outcome.ts';
import type { Phone } from './phone.ts';

/** What somebody asks of a challenge. `attempt` is its place in `challenge.attempts`. */
export type Command =
  /** A worker is about to make the provider request: the fence. `nonce` will travel in every callback address. */
  | { readonly type: 'begin-attempt'; readonly attempt: number; readonly round: number; readonly nonce: string }
  /** What came of the provider request. `sid` is the provider's id of the call or text. */
  | { readonly type: 'record-placed'; readonly attempt: number; readonly nonce: string; readonly sid: string }
  | { readonly type: 'record-failed'; readonly attempt: number; readonly nonce: string; readonly reason: FailureReason }
  | { readonly type: 'record-busy'; readonly attempt: number; readonly nonce: string; readonly retryAfterMs: number }
  | { readonly type: 'record-unknown'; readonly attempt: number; readonly nonce: string }
  /** What the provider tells about the call or text. */
  | {
      readonly type: 'report-progress';
      readonly attempt: number;
      readonly nonce: string;
      readonly sid: string;
      readonly status: 'sent' | 'ringing' | 'delivered';
    }
  | {
      readonly type: 'report-ended';
      readonly attempt: number;
      readonly nonce: string;
      readonly sid: string;
      /** `completed`: the call is over, whoever ended it. */
      readonly reason: FailureReason | 'completed';
    }
  /** The provider takes whoever answered for a machine. */
  | { readonly type: 'report-machine'; readonly attempt: number; readonly nonce: string; readonly sid: string }
  /** Somebody picked up; asks what to say. */
  | { readonly type: 'answer-call'; readonly attempt: number; readonly nonce: string; readonly sid: string }
  /**
   * The keys, or silence (`''`), in answer to question number `turn`; a `#` at the end finished them. A number or a PIN comes
   * with its `verdict`, and what fails is counted with the commit: comparing takes time and limits, which are not here.
   */
  | {
      readonly type: 'press-key';
      readonly attempt: number;
      readonly nonce: string;
      readonly sid: string;
      readonly turn: number;
      readonly key: string;
      readonly verdict?: 'right' | 'wrong' | 'no-looks-left';
    }
  /** A text came from this challenge's number. `answer` is what it says, `messageSid` makes a repeat known. */
  | { readonly type: 'reply'; readonly from: Phone; readonly answer: string; readonly messageSid: string }
  | { readonly type: 'check-code'; readonly code: string }
  /** Ask again, or in another way: the first that fits what is named. */
  | { readonly type: 'resend'; readonly channel?: Channel | undefined; readonly method?: Method | undefined }
  | { readonly type: 'cancel'; readonly by: 'by-app' }
  /** Its alarm went off: something is due (expiry, the next step, a retry, a lookup). */
  | { readonly type: 'wake' };

/** A "no", as a value. It changes nothing. */
export type Refusal =
  | 'challenge-closed'
  | 'attempt-unknown'
  | 'attempt-ended'
  | 'attempt-under-way'
  | 'not-due'
  | 'stale-turn'
  /** A number or a PIN without its verdict. */
  | 'not-compared'
  | 'nothing-new'
  | 'no-code-method'
  | 'other-number'
  /** The challenge may not be asked in this way. */
  | 'way-not-allowed'
  /** A call to the number is live, or the text has not left yet. */
  | 'still-under-way'
  | 'resend-too-early'
  | 'resend-used-up';
