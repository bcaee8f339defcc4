import type { Advanced } from '../advance/together.ts';
import { advance } from '../advance.ts';
import { isOpen, numberOf, type OpenChallenge } from '../challenge/challenge.ts';
import type { Command } from '../challenge/command.ts';
import { type Decision, decide } from '../challenge/decide.ts';
import type { Phone } from '../challenge/phone.ts';
import type { Guessing } from '../guess.ts';
import type { Gate, GateRefusal } from '../ports/gate.ts';

export interface AskingAgain extends Guessing {
  readonly gate: Gate;
}

/**
 * One more call or text of a challenge, paid for by the limit of its number before it is asked for. A step that was planned
 * from the beginning was paid for when the challenge entered.
 */
export async function askAgain(
  deps: AskingAgain,
  id: string,
  command: Extract<Command, { type: 'resend' }>,
): Promise<Advanced | Extract<GateRefusal, { kind: 'limited' }>> {
  const { store, gate, apps } = deps;
  const stored = await store.load(id);
  if (stored === undefined) return { kind: 'unknown' };
  const { challenge, now } = stored;
  const decision = isOpen(challenge) ? decide(challenge, command, now) : 'challenge-closed';
  // Decided anew a moment later it might be allowed, and would not have been paid for.
  if (typeof decision === 'string') return { kind: 'refused', stored, refusal: decision };
  const number = isOpen(challenge) ? toPayFor(challenge, decision) : undefined;
  if (number === undefined) return await advance(deps, id, command, stored);
  const app = apps.orDefault(challenge.app);
  const taken = await gate.again(app, number);
  if (taken.kind === 'limited') return taken;
  const advanced = await advance(deps, id, command, stored);
  const isAsked = advanced.kind === 'advanced' && advanced.events.some(({ type }) => type === 'attempt-queued');
  if (!isAsked) await gate.giveBack(app, number);
  return advanced;
}

/** The number that is called or texted once more than was planned, if that is what will happen. */
function toPayFor(challenge: OpenChallenge, decision: Exclude<Decision, string>): Phone | undefined {
  const queued = decision.find(({ type }) => type === 'attempt-queued');
  const added = decision.find(({ type }) => type === 'step-added');
  if (added?.type === 'step-added') return numberOf(challenge, added.numberOf);
  if (queued?.type !== 'attempt-queued') return undefined;
  return challenge.attempts.some(({ step }) => step === queued.step) ? numberOf(challenge, queued.step) : undefined;
}
