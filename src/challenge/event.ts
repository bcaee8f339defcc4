import type { Channel, Method, Prompt } from './challenge.ts';
import type { AttemptReason, Outcome } from './outcome.ts';

/** A fact about one attempt. `attempt` is its place in `challenge.attempts`, `at` Redis time in milliseconds. */
export type AttemptEvent = { readonly attempt: number; readonly at: number } & (
  | { readonly type: 'attempt-sending'; readonly nonce: string; readonly lookupAt: number }
  | { readonly type: 'lookup-due'; readonly channel: Channel; readonly lookups: number; readonly lookupAt: number }
  | { readonly type: 'attempt-placed'; readonly status: 'sent' | 'ringing' | 'delivered'; readonly sid: string }
  | (Asked & { readonly type: 'call-answered' | 'turn-taken' | 'key-refused' | 'answer-refused' })
  /** The code was spoken and the person has rung off to type it. */
  | { readonly type: 'call-over' }
  | { readonly type: 'attempt-ended'; readonly reason: AttemptReason; readonly sid?: string }
  /** A call of ours whose id became known only after its attempt had ended: it may be ringing for nothing. */
  | { readonly type: 'stray-found'; readonly channel: Channel; readonly sid: string }
);

interface Asked {
  readonly sid: string;
  readonly turn: number;
  readonly prompt: Prompt;
  readonly silences: number;
}

export type ChallengeEvent =
  | AttemptEvent
  /** A way that was not among those asked for at the beginning; an attempt follows. */
  | {
      readonly type: 'step-added';
      readonly at: number;
      readonly channel: Channel;
      readonly method: Method;
      readonly numberOf: number;
    }
  | {
      readonly type: 'attempt-queued';
      readonly attempt: number;
      readonly at: number;
      readonly step: number;
      readonly channel: Channel;
      readonly round: number;
      readonly dueAt: number;
    }
  /** A reply to what is over by another way; its sender is told so. */
  | { readonly type: 'reply-late'; readonly at: number; readonly messageSid: string }
  | { readonly type: 'code-refused'; readonly at: number; readonly messageSid?: string }
  | ({
      readonly type: 'challenge-closed';
      readonly at: number;
      readonly channel: Channel;
      readonly method: Method;
      /** Calls that are still live and must be ended. */
      readonly hangUp: readonly string[];
    } & Outcome);
