import type { Channel } from './challenge.ts';
import type { ChallengeEvent } from './event.ts';

/** What must happen next, outside. Jobs hold ids only: a queue keeps its data in clear. */
export type Job =
  | {
      readonly type: 'dispatch';
      readonly id: string;
      readonly attempt: number;
      readonly round: number;
      readonly channel: Channel;
    }
  | { readonly type: 'look-up'; readonly id: string; readonly attempt: number; readonly lookup: number }
  | { readonly type: 'hang-up'; readonly id: string; readonly sid: string };

/** The jobs that follow from a fact about the challenge `id`. */
export function jobsAfter(id: string, event: ChallengeEvent): Job[] {
  switch (event.type) {
    case 'attempt-queued':
      // A retry that is not due yet is woken by the alarm, which queues it again.
      return event.dueAt > event.at
        ? []
        : [{ type: 'dispatch', id, attempt: event.attempt, round: event.round, channel: event.channel }];
    case 'lookup-due':
      return event.lookups === 0 ? [] : [{ type: 'look-up', id, attempt: event.attempt, lookup: event.lookups }];
    case 'stray-found':
      return event.channel === 'voice' ? [{ type: 'hang-up', id, sid: event.sid }] : [];
    case 'challenge-closed':
      return event.hangUp.map((sid) => ({ type: 'hang-up', id, sid }));
    case 'attempt-sending':
    case 'attempt-placed':
    case 'call-answered':
    case 'turn-taken':
    case 'key-refused':
    case 'code-refused':
    case 'attempt-ended':
      return [];
    default:
      throw event satisfies never;
  }
}
