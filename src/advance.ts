/** The only writer of a challenge: load, decide, evolve, commit, hand over the jobs that follow. */
import { type Challenge, isOpen, numberOf } from './challenge/challenge.ts';
import type { Command, Refusal } from './challenge/command.ts';
import { decide } from './challenge/decide.ts';
import type { ChallengeEvent } from './challenge/event.ts';
import { evolve } from './challenge/evolve.ts';
import { dispatchesDue, isKept, jobsAfter } from './challenge/jobs.ts';
import { resultsAfter } from './challenge/result.ts';
import type { Log } from './log.ts';
import type { Change, Claim, Clock, Looks, Placing, Queue, Store, Stored } from './ports.ts';

export type Advanced =
  | { readonly kind: 'advanced'; readonly stored: Stored; readonly events: readonly ChallengeEvent[] }
  | { readonly kind: 'refused'; readonly stored: Stored; readonly refusal: Refusal }
  | { readonly kind: 'unknown' };

export interface Advancing {
  readonly store: Store;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly log: Log;
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

/** The look that these facts tell the result of, if any. */
type LooksOf = (before: Challenge, events: readonly ChallengeEvent[]) => Looks | undefined;

/** The same for a command that guesses at a secret: `no-looks-left` when nothing was done because all looks are used up. */
export async function advanceGuessing(
  deps: Advancing,
  id: string,
  command: Command,
  from: Stored | undefined,
  looksOf: LooksOf,
): Promise<Advanced | { readonly kind: 'no-looks-left' }> {
  const { store, clock } = deps;
  let known = from === undefined ? store.recall(id) : { ...from, now: clock.now() };
  let stored = known ?? (await store.load(id));
  for (let race = 0; race < racesMax; race++) {
    if (stored === undefined) return { kind: 'unknown' };
    const decision = decide(stored.challenge, command, stored.now);
    if (typeof decision === 'string') {
      // A "no" to what was true a moment ago proves nothing, except of what is closed, which stays so, and to news: what
      // was none then is none now.
      const isNews = command.type === 'report-progress' || command.type === 'record-placed';
      const settled = decision === 'challenge-closed' || (isNews && decision !== 'attempt-unknown');
      if (stored !== known || settled) return { kind: 'refused', stored, refusal: decision };
      stored = await store.load(id);
      continue;
    }
    const challenge = decision.reduce(evolve, stored.challenge);
    const claim = claimFirstSeen(stored.challenge, decision);
    const looks = looksOf(stored.challenge, decision);
    const change: Change = {
      ...changeOf(challenge, decision),
      ...(claim !== undefined && { claim }),
      ...(looks !== undefined && { looks }),
    };
    const version = await store.commit(change, stored.version);
    if (version === 'no-looks-left') return { kind: version };
    if (version !== 'conflict') {
      logEvents(deps.log, id, decision);
      await handOver(deps, change, version);
      return { kind: 'advanced', stored: { challenge, version, now: stored.now }, events: decision };
    }
    // Most races are lost to this very process, which remembers what won.
    const winner = store.recall(id);
    if (winner !== undefined && winner.version > stored.version) stored = known = winner;
    else stored = await store.load(id);
  }
  throw new Error(`challenge ${id} lost ${racesMax} races in a row`);
}

/** An attempt's name among all attempts. */
export const markOf = (id: string, attempt: number): string => `${id}.${attempt}`;

/** A call or text whose id was just learned belongs to its attempt: no lookup for another challenge on the same number may take it. */
function claimFirstSeen(before: Challenge, events: readonly ChallengeEvent[]): Claim | undefined {
  for (const event of events) {
    if (event.type !== 'attempt-placed' && event.type !== 'call-answered') continue;
    if (before.attempts[event.attempt]?.status !== 'sending') continue;
    return { sid: event.sid, mark: markOf(before.id, event.attempt) };
  }
  return undefined;
}

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
