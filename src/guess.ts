/** A look at a secret: the one way to try a code, so that guesses are counted wherever they come from. */
import { setTimeout } from 'node:timers/promises';
import { type Advanced, type Advancing, advance } from './advance.ts';
import type { Apps } from './challenge/app.ts';
import { isOpen, type OpenChallenge } from './challenge/challenge.ts';
import { sameCode } from './challenge/code.ts';
import type { Command } from './challenge/command.ts';
import { type KeyedAnswer, keyedAnswer } from './challenge/press.ts';
import { pinFits } from './pin.ts';
import type { Limits, Stored } from './ports.ts';

export interface Guessing extends Advancing {
  readonly limits: Limits;
  readonly apps: Apps;
}

type Guess = Extract<Command, { type: 'check-code' | 'reply' }>;
type Press = Extract<Command, { type: 'press-key' }>;

/** Looks that are being taken this moment may be given back the next: a double click must not be told that all are used up. */
const patienceMs = [20, 50, 100, 200, 400];

/**
 * Tries a code or a reply on the challenge `id`. `no-looks-left`: its subject or its number has failed too often today, on
 * whatever challenges; the answer was not compared and no try was used.
 */
export async function guess(
  deps: Guessing,
  id: string,
  command: Guess,
): Promise<Advanced | { readonly kind: 'no-looks-left' }> {
  for (const waitMs of [0, ...patienceMs]) {
    if (waitMs > 0) await setTimeout(waitMs);
    // What this process wrote last will do: whose looks they are does not change, and a lost race is decided anew.
    const stored = (waitMs === 0 ? deps.store.recall(id) : undefined) ?? (await deps.store.load(id));
    if (stored === undefined) return { kind: 'unknown' };
    if (!isOpen(stored.challenge)) return await advance(deps, id, command, stored);
    const owners = ownersOf(stored.challenge);
    if (await deps.limits.takeLook(owners, failuresOf(deps, stored.challenge)))
      return await look(deps, command, stored, owners);
  }
  return { kind: 'no-looks-left' };
}

/**
 * Takes keys on a call. A number or a PIN is compared here, once it is counted, and the challenge gets the verdict; every
 * other key costs no look. With none left the call is told so, and nothing was compared.
 */
export async function guessByKeys(deps: Guessing, id: string, command: Press): Promise<Advanced> {
  for (const waitMs of [0, ...patienceMs]) {
    if (waitMs > 0) await setTimeout(waitMs);
    const known = waitMs === 0 ? deps.store.recall(id) : undefined;
    const stored = known ?? (await deps.store.load(id));
    if (stored === undefined) return { kind: 'unknown' };
    const seen = keyedAnswer(stored.challenge, command);
    const other = seen === undefined ? await advance(deps, id, command, stored) : undefined;
    // Another process asked this question, and what we remembered was older.
    if (other !== undefined && (other.kind !== 'refused' || other.refusal !== 'not-compared')) return other;
    const current = other?.kind === 'refused' ? other.stored : stored;
    const answer = seen ?? keyedAnswer(current.challenge, command);
    if (answer === undefined || !isOpen(current.challenge)) continue;
    const owners = ownersOf(current.challenge);
    if (!(await deps.limits.takeLook(owners, failuresOf(deps, current.challenge)))) continue;
    const verdict = (await fits(answer)) ? 'right' : 'wrong';
    return await look(deps, { ...command, verdict }, current, owners);
  }
  return await advance(deps, id, { ...command, verdict: 'no-looks-left' });
}

const fits = async (answer: KeyedAnswer): Promise<boolean> =>
  answer.ask === 'match' ? sameCode(answer.keyed, answer.matchNumber) : await pinFits(answer.keyed, answer.pinHash);

const failuresOf = ({ apps }: Guessing, { app }: OpenChallenge): number => apps.orDefault(app).failuresPerDay;

/** Compares; what was no failure is not counted. A crash in between leaves it counted, which is the safe way to be wrong. */
async function look(
  deps: Guessing,
  command: Guess | Press,
  stored: Stored,
  owners: readonly string[],
): Promise<Advanced> {
  const advanced = await advance(deps, stored.challenge.id, command, stored);
  const failed =
    advanced.kind === 'advanced' &&
    advanced.events.some(({ type }) => type === 'code-refused' || type === 'answer-refused');
  if (!failed) await deps.limits.giveBack(owners);
  return advanced;
}

/** Whose failures a guess at this challenge counts as. */
function ownersOf({ app, subject, secrets }: Pick<OpenChallenge, 'app' | 'subject' | 'secrets'>): string[] {
  return [`subject ${app}\n${subject}`, ...new Set(secrets.numbers.map((number) => `number ${number}`))];
}
