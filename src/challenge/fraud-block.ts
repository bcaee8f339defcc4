import type { App } from './app.ts';
import { type Challenge, isOpen } from './challenge.ts';
import type { Command } from './command.ts';

/** The number of the question that comes behind the end of a challenge: whether the account shall be blocked. */
export const blockTurn = 99;

/** Whether the call of `attempt` has just reported fraud to an app that lets people block their account. */
export function offersBlock(challenge: Challenge, attempt: number, { fraud }: Partial<Pick<App, 'fraud'>>): boolean {
  const state = challenge.attempts[attempt];
  if (fraud?.block !== true || isOpen(challenge) || challenge.reason !== 'fraud-reported') return false;
  return state?.status === 'ended' && state.channel === 'voice' && state.reason === 'fraud-reported';
}

/** Whether this press, in that very call, asks for the block. Everything else leaves the account as it is. */
export function asksToBlock(
  challenge: Challenge,
  { attempt, nonce, sid, turn, key }: Extract<Command, { type: 'press-key' }>,
  app: Pick<App, 'fraud'>,
): boolean {
  const state = challenge.attempts[attempt];
  if (state?.status !== 'ended' || state.nonce !== nonce || state.sid !== sid) return false;
  return turn === blockTurn && key === '1' && offersBlock(challenge, attempt, app);
}
