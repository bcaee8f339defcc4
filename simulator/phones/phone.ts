import type { Call } from '../calls/call.ts';
import type { Text } from '../texts/text.ts';

/** What a phone does by itself; `manual` leaves everything to a person. */
export const BEHAVIORS = [
  'manual',
  'answer',
  'press-pound',
  'busy',
  'no-answer',
  'unreachable',
  'voicemail',
  'switchboard',
  'reply-code',
  'undelivered',
] as const;
export type Behavior = (typeof BEHAVIORS)[number];

/** A behavior with what it needs. */
export type Conduct =
  | { readonly mode: Exclude<Behavior, 'switchboard'> }
  | { readonly mode: 'switchboard'; readonly extension: string };

export const EXTENSION = /^\d{1,10}$/;

export type Phone = {
  readonly number: string;
  behavior: Behavior;
  /** Where a switchboard reaches the person; null unless that is the behavior. */
  extension: string | null;
  /** The latest call, also when it is over; null before the first. A second call to a phone in use gets busy. */
  call: Call | null;
  /** Texts that arrived here or were sent from here, oldest first. */
  readonly thread: Text[];
  /** SIDs of arrived texts that no wait has returned yet. */
  readonly unreadSids: string[];
};
