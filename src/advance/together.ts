/** Commands that reach a challenge at the same moment: each is decided on what those before it made of it, and all are written at once. */
import type { Challenge } from '../challenge/challenge.ts';
import type { Command, Refusal } from '../challenge/command.ts';
import { decide } from '../challenge/decide.ts';
import type { ChallengeEvent } from '../challenge/event.ts';
import { evolve } from '../challenge/evolve.ts';
import type { Change, Looks, Stored } from '../ports.ts';
import { changeOf, claimFirstSeen, joined } from './change.ts';

export type Advanced =
  | { readonly kind: 'advanced'; readonly stored: Stored; readonly events: readonly ChallengeEvent[] }
  | { readonly kind: 'refused'; readonly stored: Stored; readonly refusal: Refusal }
  | { readonly kind: 'unknown' };

/** The look that these facts tell the result of, if any. */
export type LooksOf = (before: Challenge, events: readonly ChallengeEvent[]) => Looks | undefined;

export type Guessed = Advanced | { readonly kind: 'no-looks-left' };

/** A command that waits to be decided on. */
export interface Asked {
  readonly command: Command;
  readonly from: Stored | undefined;
  readonly looksOf: LooksOf;
  resolve(answer: Guessed): void;
  reject(error: unknown): void;
}

/** A command, and what was decided on it, or why nothing could be: its secrets cannot be opened, say. */
export interface Part {
  readonly asked: Asked;
  readonly decision: Refusal | readonly ChallengeEvent[] | { readonly error: unknown };
}

export const eventsOf = ({ decision }: Part): readonly ChallengeEvent[] =>
  typeof decision === 'string' || 'error' in decision ? [] : decision;

/** Each command finds what those before it made of the challenge. `change` is missing when all were refused. */
export function decideTogether(
  stored: Stored,
  asked: readonly Asked[],
): { parts: Part[]; change: Change | undefined; left: readonly Asked[] } {
  const parts: Part[] = [];
  let change: Change | undefined;
  for (const one of asked) {
    const decided = decideOne(change?.challenge ?? stored.challenge, one, stored.now);
    if (!('change' in decided)) {
      parts.push({ asked: one, decision: decided.decision });
      continue;
    }
    const { looks, claim } = decided.change;
    // A commit has room for one claim, and one that tells of a guess may be refused for it.
    const isAlone = looks !== undefined || (claim !== undefined && change?.claim !== undefined);
    if (isAlone && parts.length > 0) break;
    parts.push({ asked: one, decision: decided.events });
    change = joined(change, decided.change);
    if (looks !== undefined) break;
  }
  return { parts, change, left: asked.slice(parts.length) };
}

type Decided =
  | { readonly decision: Refusal | { readonly error: unknown } }
  | { readonly events: readonly ChallengeEvent[]; readonly change: Change };

/** What throws is this command's own: those beside it go on. */
function decideOne(before: Challenge, { command, looksOf }: Asked, now: number): Decided {
  try {
    const decision = decide(before, command, now);
    if (typeof decision === 'string') return { decision };
    const looks = looksOf(before, decision);
    const claim = claimFirstSeen(before, decision);
    const change = {
      ...changeOf(decision.reduce(evolve, before), decision),
      ...(claim !== undefined && { claim }),
      ...(looks !== undefined && { looks }),
    };
    return { events: decision, change };
  } catch (error) {
    return { decision: { error } };
  }
}

/**
 * A "no" to what was true a moment ago proves nothing, except of what is closed, which stays so, and to news: what was none
 * then is none now.
 */
export function isSettled({ asked: { command }, decision }: Part): boolean {
  const isNews = command.type === 'report-progress' || command.type === 'record-placed';
  return decision === 'challenge-closed' || (isNews && decision !== 'attempt-unknown');
}
