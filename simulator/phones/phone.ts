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
  'reply-code',
  'undelivered',
] as const;
export type Behavior = (typeof BEHAVIORS)[number];

export type Phone = {
  readonly number: string;
  behavior: Behavior;
  /** The latest call, also when it is over; null before the first. A second call to a phone in use gets busy. */
  call: Call | null;
  /** Texts that arrived here or were sent from here, oldest first. */
  readonly thread: Text[];
  /** SIDs of arrived texts that no wait has returned yet. */
  readonly unreadSids: string[];
};
