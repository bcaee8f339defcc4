/** The only writer of a challenge: load, decide, evolve, commit, hand over the jobs that follow. */

import {
  type Advanced,
  type Asked,
  decideTogether,
  eventsOf,
  type Guessed,
  isSettled,
  type LooksOf,
  type Part,
} from './advance/together.ts';
import type { Turns } from './advance/turns.ts';
import type { Command } from './challenge/command.ts';
import type { ChallengeEvent } from './challenge/event.ts';
import { dispatchesDue, isKept } from './challenge/jobs.ts';
import type { Log } from './log.ts';
import type { Change, Clock, Queue, Store, Stored } from './ports.ts';

export interface Advancing {
  readonly store: Store;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly log: Log;
  /** Of all who advance challenges in this process. */
  readonly turns: Turns<Asked>;
}

/** A race is lost only to a command that won, so this many in a row mean a bug. */
const racesMax = 50;

/**
 * Applies a command to the challenge `id`. `from` is what the caller knows of it already; that, or what this process wrote
 * last, saves the first read. If it is out of date the race is lost and the challenge is read again. Throws when Redis cannot be reached: whether the commit
 * happened is then unknown, and the same command may be given again.
 */
export async function advance(deps: Advancing, id: string, command: Command, from?: Stored): Promise<Advanced> {
  const advanced = await advanceGuessing(deps, id, command, from, () => undefined);
  if (advanced.kind === 'no-looks-left') throw new Error('a look was taken that nobody asked for');
  return advanced;
}

/** The same for a command that guesses at a secret: `no-looks-left` when nothing was done because all looks are used up. */
export function advanceGuessing(
  deps: Advancing,
  id: string,
  command: Command,
  from: Stored | undefined,
  looksOf: LooksOf,
): Promise<Guessed> {
  const { promise, resolve, reject } = Promise.withResolvers<Guessed>();
  deps.turns.join(id, { command, from, looksOf, resolve, reject }, (asked) => advanceTogether(deps, id, asked));
  return promise;
}

/** Decides on commands one after the other and commits what follows once; gives those that need a commit of their own. */
async function advanceTogether(deps: Advancing, id: string, asked: readonly Asked[]): Promise<readonly Asked[]> {
  const { store, clock } = deps;
  let known = newest(store.recall(id), asked, clock.now());
  let stored = known ?? (await store.load(id));
  for (let race = 0; race < racesMax; race++) {
    if (stored === undefined) {
      for (const { resolve } of asked) resolve({ kind: 'unknown' });
      return [];
    }
    const { parts, change, left } = decideTogether(stored, asked);
    if (change === undefined) {
      if (stored !== known || parts.every(isSettled)) {
        answer(parts, stored);
        return left;
      }
      stored = await store.load(id);
      continue;
    }
    const version = await store.commit(change, stored.version);
    if (version === 'no-looks-left') {
      for (const { asked } of parts) asked.resolve({ kind: version });
      return left;
    }
    if (version !== 'conflict') {
      logEvents(deps.log, id, parts.flatMap(eventsOf));
      const written = { challenge: change.challenge, version, now: stored.now };
      // It fails for nobody, and who comes next need not wait for it.
      void handOver(deps, change, version).then(() => answer(parts, written));
      return left;
    }
    // Most races are lost to this very process, which remembers what won.
    const winner = store.recall(id);
    if (winner !== undefined && winner.version > stored.version) stored = known = winner;
    else stored = await store.load(id);
  }
  throw new Error(`challenge ${id} lost ${racesMax} races in a row`);
}

/** The newest that is known without asking. */
function newest(recalled: Stored | undefined, asked: readonly Asked[], now: number): Stored | undefined {
  let known = recalled;
  for (const { from } of asked)
    if (from !== undefined && from.version > (known?.version ?? 0)) known = { ...from, now };
  return known;
}

/** Tells each what became of its command, with the challenge as all of them have made it. */
function answer(parts: readonly Part[], stored: Stored): void {
  for (const { asked, decision } of parts) {
    if (typeof decision === 'string') asked.resolve({ kind: 'refused', stored, refusal: decision });
    else if ('error' in decision) asked.reject(decision.error);
    else asked.resolve({ kind: 'advanced', stored, events: decision });
  }
}

/**
 * Puts the jobs of a commit on their queues. The commit says them too, by its state or beside it, so a failure here is not
 * the caller's: the sweep finds them and hands them over again.
 */
export async function handOver(deps: Advancing, change: Change, version: number): Promise<void> {
  if (change.jobs.length === 0) return;
  try {
    await deps.queue.hand(change.jobs);
    const kept = change.jobs.filter(isKept);
    // The rest needs no word: the next commit on its attempt says that it has been taken up.
    if (kept.length > 0) await deps.store.jobsHandedOver(change.challenge, version, kept);
  } catch (error) {
    deps.log.warn({ challengeId: change.challenge.id, error }, 'jobs not handed over yet; the sweep will');
  }
}

/**
 * Hands over what a crash left behind and sets the alarm anew. A job that reached its queue before is not run twice: the
 * fence sees to that. Gives how many there were.
 */
export async function repair({ store, queue }: Advancing, { challenge, version }: Stored): Promise<number> {
  const kept = await store.jobsLeft(challenge.id);
  const jobs = [...dispatchesDue(challenge), ...kept];
  await queue.hand(jobs);
  await store.jobsHandedOver(challenge, version, kept);
  return jobs.length;
}

/** One line a commit: what it did, with the attempt and the reason where there is one. */
function logEvents(log: Log, challengeId: string, events: readonly ChallengeEvent[]): void {
  const fields: { challengeId: string; events: string[]; attempt?: number; reason?: string } = {
    challengeId,
    events: events.map(({ type }) => type),
  };
  for (const event of events) {
    if ('attempt' in event) fields.attempt = event.attempt;
    if ('reason' in event) fields.reason = event.reason;
  }
  log.info(fields, 'challenge moved');
}
