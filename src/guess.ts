/** A guess at a secret: the one way to try a code, so that failures are counted wherever they come from. */

import type { Advanced, Guessed } from './advance/together.ts';
import { type Advancing, advance, advanceGuessing } from './advance.ts';
import type { Apps } from './challenge/app.ts';
import { type Challenge, isOpen, type OpenChallenge } from './challenge/challenge.ts';
import { sameCode } from './challenge/code.ts';
import type { Command } from './challenge/command.ts';
import type { ChallengeEvent } from './challenge/event.ts';
import { type KeyedAnswer, keyedAnswer } from './challenge/press.ts';
import { pinFits } from './pin.ts';
import type { Looks, Stored } from './ports.ts';

export interface Guessing extends Advancing {
  readonly apps: Apps;
}

type Guess = Extract<Command, { type: 'check-code' | 'reply' }>;
type Press = Extract<Command, { type: 'press-key' }>;

/**
 * Tries a code or a reply on the challenge `id`. `no-looks-left`: its subject or its number has failed too often today, on
 * whatever challenges; the answer, right or wrong, was not taken and no try was used.
 */
export async function guess(deps: Guessing, id: string, command: Guess): Promise<Guessed> {
  // What this process wrote last will do: a lost race is decided anew.
  return await advanceGuessing(deps, id, command, undefined, looksIn(deps));
}

/** A question may have been asked anew by another process; so often while we look at it, nobody does. */
const readsMax = 5;

/**
 * Takes keys on a call. A number or a PIN is compared here, and the challenge gets the verdict; every other key costs no
 * look. With none left the call is told so, and the verdict is not taken.
 */
export async function guessByKeys(deps: Guessing, id: string, command: Press): Promise<Advanced> {
  for (let read = 0; read < readsMax; read++) {
    const stored = (read === 0 ? deps.store.recall(id) : undefined) ?? (await deps.store.load(id));
    if (stored === undefined) return { kind: 'unknown' };
    const seen = keyedAnswer(stored.challenge, command);
    const other = seen === undefined ? await advance(deps, id, command, stored) : undefined;
    // Another process asked this question, and what we remembered was older.
    if (other !== undefined && (other.kind !== 'refused' || other.refusal !== 'not-compared')) return other;
    const current: Stored = other?.kind === 'refused' ? other.stored : stored;
    const answer = seen ?? keyedAnswer(current.challenge, command);
    if (answer === undefined) continue;
    const verdict = (await fits(answer)) ? 'right' : 'wrong';
    const guessed = await advanceGuessing(deps, id, { ...command, verdict }, current, looksIn(deps));
    if (guessed.kind !== 'no-looks-left') return guessed;
    break;
  }
  return await advance(deps, id, { ...command, verdict: 'no-looks-left' });
}

const fits = async (answer: KeyedAnswer): Promise<boolean> =>
  answer.ask === 'match' ? sameCode(answer.keyed, answer.matchNumber) : await pinFits(answer.keyed, answer.pinHash);

/**
 * The look at a secret that these facts tell the result of: it is in the commit that tells, so that of guesses at the same
 * moment no more are answered than are allowed. A right one needs a look too, or guessing could go on until it is right.
 */
function looksIn({ apps }: Guessing) {
  return (before: Challenge, events: readonly ChallengeEvent[]): Looks | undefined => {
    if (!isOpen(before)) return undefined;
    const failed = events.some(({ type }) => type === 'code-refused' || type === 'answer-refused');
    const isRight = events.some((event) => event.type === 'challenge-closed' && event.status === 'approved');
    if (!failed && !isRight) return undefined;
    return { owners: ownersOf(before), looksMax: apps.orDefault(before.app).failuresPerDay, failed };
  };
}

/** Whose failures a guess at this challenge counts as. */
function ownersOf({ app, subject, secrets }: Pick<OpenChallenge, 'app' | 'subject' | 'secrets'>): string[] {
  return [`subject ${app}\n${subject}`, ...new Set(secrets.numbers.map((number) => `number ${number}`))];
}
