import { placingAfter } from '../advance/change.ts';
import { beginAttempt } from '../challenge/attempt.ts';
import { type Challenge, isOpen } from '../challenge/challenge.ts';
import type { ChallengeEvent } from '../challenge/event.ts';
import { evolve } from '../challenge/evolve.ts';
import type { Job } from '../challenge/jobs.ts';
import type { Place, QueueWithPlaces } from '../ports/place.ts';
import type { Change, Clock, Random, Store } from '../ports.ts';

export interface Beginning {
  readonly store: Store;
  readonly queue: QueueWithPlaces;
  readonly clock: Clock;
  readonly random: Random;
}

interface Begun {
  readonly attempt: number;
  readonly nonce: string;
  readonly place: Place;
}

/**
 * Writes a new challenge, and with it the fence of each dispatch for which this process has a place: one commit, and one wait
 * for Redis, less before the phone rings. Those go on as soon as it is written; should that not be known, nobody goes on, as
 * behind any fence. `change` tells what was written, and has the jobs that are left.
 */
export async function createAndBegin(
  deps: Beginning,
  whole: Change,
): Promise<{ readonly created: boolean; readonly version: number; readonly change: Change }> {
  const { change, begun } = fenced(deps, whole);
  const giveBack = () => {
    for (const { place } of begun) place.giveBack();
  };
  const written = await deps.store.create(change).catch((error: unknown) => {
    giveBack();
    throw error;
  });
  const { created, version } = written;
  if (!created) giveBack();
  else {
    const stored = { challenge: change.challenge, version, now: deps.clock.now() };
    for (const { place, attempt, nonce } of begun) place.goOn(stored, attempt, nonce);
  }
  return { created, version, change };
}

function fenced({ queue, clock, random }: Beginning, whole: Change): { change: Change; begun: Begun[] } {
  const begun: Begun[] = [];
  const left: Job[] = [];
  const events: ChallengeEvent[] = [];
  let { challenge } = whole;
  for (const job of whole.jobs) {
    const place = job.type === 'dispatch' && isOpen(challenge) ? queue.take?.(job) : undefined;
    if (job.type !== 'dispatch' || !isOpen(challenge) || place === undefined) {
      left.push(job);
      continue;
    }
    const { attempt, round } = job;
    const nonce = random.token(16);
    const decision = beginAttempt(challenge, { type: 'begin-attempt', attempt, round, nonce }, clock.now());
    if (typeof decision === 'string') {
      place.giveBack();
      left.push(job);
      continue;
    }
    challenge = decision.reduce(evolve, challenge as Challenge);
    events.push(...decision);
    begun.push({ attempt, nonce, place });
  }
  return { change: { ...whole, challenge, jobs: left, placing: placingAfter(challenge, events) }, begun };
}
