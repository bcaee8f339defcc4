import { type Challenge, type Channel, isOpen } from './challenge.ts';
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

/** What the state does not say by itself: it is kept beside the state until the queue has it. */
export type KeptJob = Exclude<Job, { type: 'dispatch' }>;
export const isKept = (job: Job): job is KeptJob => job.type !== 'dispatch';

/** What the state does say: an attempt that is queued, and not for later, waits for its dispatch. */
export function dispatchesDue(challenge: Challenge): Job[] {
  if (!isOpen(challenge)) return [];
  return challenge.attempts.flatMap((attempt, index): Job[] => {
    if (attempt.status !== 'queued' || attempt.dueAt > attempt.at) return [];
    return [{ type: 'dispatch', id: challenge.id, attempt: index, round: attempt.round, channel: attempt.channel }];
  });
}

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
    case 'answer-refused':
    case 'code-refused':
    case 'call-over':
    case 'reply-late':
    case 'step-added':
      return [];
    case 'attempt-ended':
      // A machine does not ring off, and nobody asks it anything more.
      return event.reason === 'voicemail' && event.sid !== undefined ? [{ type: 'hang-up', id, sid: event.sid }] : [];
    default:
      throw event satisfies never;
  }
}
