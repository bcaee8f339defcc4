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

/** A command, and what was decided on it. */
export interface Part {
  readonly asked: Asked;
  readonly decision: Refusal | readonly ChallengeEvent[];
}

export const eventsOf = ({ decision }: Part): readonly ChallengeEvent[] =>
  typeof decision === 'string' ? [] : decision;

/** Each command finds what those before it made of the challenge. `change` is missing when all were refused. */
export function decideTogether(
  stored: Stored,
  asked: readonly Asked[],
): { parts: Part[]; change: Change | undefined; left: readonly Asked[] } {
  const parts: Part[] = [];
  let change: Change | undefined;
  for (const one of asked) {
    const before = change?.challenge ?? stored.challenge;
    const decision = decide(before, one.command, stored.now);
    if (typeof decision === 'string') {
      parts.push({ asked: one, decision });
      continue;
    }
    const looks = one.looksOf(before, decision);
    const claim = claimFirstSeen(before, decision);
    // A commit has room for one claim, and one that tells of a guess may be refused for it.
    const isAlone = looks !== undefined || (claim !== undefined && change?.claim !== undefined);
    if (isAlone && parts.length > 0) break;
    parts.push({ asked: one, decision });
    change = joined(change, {
      ...changeOf(decision.reduce(evolve, before), decision),
      ...(claim !== undefined && { claim }),
      ...(looks !== undefined && { looks }),
    });
    if (looks !== undefined) break;
  }
  return { parts, change, left: asked.slice(parts.length) };
}

/**
 * A "no" to what was true a moment ago proves nothing, except of what is closed, which stays so, and to news: what was none
 * then is none now.
 */
export function isSettled({ asked: { command }, decision }: Part): boolean {
  const isNews = command.type === 'report-progress' || command.type === 'record-placed';
  return decision === 'challenge-closed' || (isNews && decision !== 'attempt-unknown');
}
