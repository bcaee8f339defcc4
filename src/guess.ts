/** A look at a secret: the one way to try a code, so that guesses are counted wherever they come from. */
import { setTimeout } from 'node:timers/promises';
import { type Advanced, type Advancing, advance } from './advance.ts';
import { isOpen, type OpenChallenge } from './challenge/challenge.ts';
import type { Command } from './challenge/command.ts';
import type { Limits, Stored } from './ports.ts';

export interface Guessing extends Advancing {
  readonly limits: Limits;
}

type Guess = Extract<Command, { type: 'check-code' | 'reply' }>;

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
    if (await deps.limits.takeLook(owners)) return await look(deps, command, stored, owners);
  }
  return { kind: 'no-looks-left' };
}

/** Compares; what was no failure is not counted. A crash in between leaves it counted, which is the safe way to be wrong. */
async function look(deps: Guessing, command: Guess, stored: Stored, owners: readonly string[]): Promise<Advanced> {
  const advanced = await advance(deps, stored.challenge.id, command, stored);
  const failed = advanced.kind === 'advanced' && advanced.events.some(({ type }) => type === 'code-refused');
  if (!failed) await deps.limits.giveBack(owners);
  return advanced;
}

/** Whose failures a guess at this challenge counts as. */
export function ownersOf({ app, subject, secrets }: Pick<OpenChallenge, 'app' | 'subject' | 'secrets'>): string[] {
  return [`subject ${app}\n${subject}`, ...new Set(secrets.numbers.map((number) => `number ${number}`))];
}
