/** From facts to what a commit writes for them. */
import { type Challenge, isOpen, numberOf } from '../challenge/challenge.ts';
import type { ChallengeEvent } from '../challenge/event.ts';
import { jobsAfter } from '../challenge/jobs.ts';
import { resultsAfter } from '../challenge/result.ts';
import type { Change, Claim, Placing } from '../ports.ts';

/** What a commit writes for these facts. */
export function changeOf(challenge: Challenge, events: readonly ChallengeEvent[]): Change {
  return {
    challenge,
    results: resultsAfter(challenge, events),
    jobs: events.flatMap((event) => jobsAfter(challenge.id, event)),
    placing: placingAfter(challenge, events),
  };
}

/**
 * Numbers that may be called or texted once these facts are committed. Known with the fence: the reply must find its challenge
 * however fast it comes, and who looks for a call or text of its own must know of every other that may have gone to the same number.
 */
export function placingAfter(challenge: Challenge, events: readonly ChallengeEvent[]): Placing[] {
  if (!isOpen(challenge)) return [];
  return events.flatMap((event): Placing[] => {
    const attempt = event.type === 'attempt-sending' ? challenge.attempts[event.attempt] : undefined;
    const to = attempt === undefined ? undefined : numberOf(challenge, attempt.step);
    return to === undefined ? [] : [{ to, awaitsReply: attempt?.method === 'reply' }];
  });
}

/** What two changes in a row write. */
export function joined(first: Change | undefined, second: Change): Change {
  if (first === undefined) return second;
  return {
    ...first,
    ...second,
    results: [...first.results, ...second.results],
    jobs: [...first.jobs, ...second.jobs],
    placing: [...(first.placing ?? []), ...(second.placing ?? [])],
  };
}

/** An attempt's name among all attempts. */
export const markOf = (id: string, attempt: number): string => `${id}.${attempt}`;

/** A call or text whose id was just learned belongs to its attempt: no lookup for another challenge on the same number may take it. */
export function claimFirstSeen(before: Challenge, events: readonly ChallengeEvent[]): Claim | undefined {
  for (const event of events) {
    if (event.type !== 'attempt-placed' && event.type !== 'call-answered') continue;
    if (before.attempts[event.attempt]?.status !== 'sending') continue;
    return { sid: event.sid, mark: markOf(before.id, event.attempt) };
  }
  return undefined;
}
