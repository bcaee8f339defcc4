import type { Advanced } from '../src/advance/together.ts';
import { advance } from '../src/advance.ts';
import type { Apps } from '../src/challenge/app.ts';
import { blockAnswer, callScript, overScript } from '../src/challenge/call-script.ts';
import type { Command } from '../src/challenge/command.ts';
import { asksToBlock, blockTurn, offersBlock } from '../src/challenge/fraud-block.ts';
import { type Guessing, guessByKeys } from '../src/guess.ts';
import type { Blocks } from '../src/ports/blocks.ts';
import type { CallbackRef } from '../src/ports.ts';
import { callTwiml, readAnswer, readKey } from '../src/providers/twilio-dialect.ts';
import type { FormHandler, Reply } from './signed-form.ts';

export interface Speaking extends Guessing {
  readonly publicUrl: string;
  readonly apps: Apps;
  readonly blocks: Blocks;
}

/** The call was answered: what to say first. The challenge is read again, so one that is over is not asked any more. */
export function voiceAnswered(deps: Speaking): FormHandler {
  return async (form, params) => {
    const ref = refOf(params);
    const command = readAnswer(ref, form);
    if (command === undefined) return { kind: 'unreadable' };
    return speak(deps, ref, await advance(deps, ref.id, command));
  };
}

/** Keys, or silence, came in answer to question number `turn`: what to say next. */
export function voiceKey(deps: Speaking): FormHandler {
  return async (form, params) => {
    const ref = refOf(params);
    const command = readKey(ref, Number(params['turn']), form);
    if (command === undefined) return { kind: 'unreadable' };
    if (command.turn === blockTurn) return await answerBlock(deps, ref, command);
    return speak(deps, ref, await guessByKeys(deps, ref.id, command));
  };
}

/** Behind a fraud report: the account is blocked before the call says so. */
async function answerBlock(
  { store, apps, blocks, clock, log, publicUrl }: Speaking,
  ref: CallbackRef,
  command: Extract<Command, { type: 'press-key' }>,
): Promise<Reply> {
  const challenge = (await store.load(ref.id))?.challenge;
  const app = apps.orDefault(challenge?.app ?? 'default');
  if (challenge === undefined || !offersBlock(challenge, ref.attempt, app))
    return { kind: 'twiml', body: callTwiml(overScript(challenge?.locale ?? 'en-US'), publicUrl, ref) };
  const blocked = asksToBlock(challenge, command, app);
  if (blocked) {
    const at = clock.now();
    const until = at + app.fraud.days * 86_400_000;
    await blocks.block(app.id, { subject: challenge.subject, at, until, by: 'person', reason: 'fraud-reported' });
    log.info({ challengeId: challenge.id, app: app.id, by: 'person' }, 'subject blocked');
  }
  return { kind: 'twiml', body: callTwiml(blockAnswer(challenge, blocked, app), publicUrl, ref) };
}

function speak(deps: Speaking, ref: CallbackRef, advanced: Advanced): Reply {
  const stranger =
    advanced.kind === 'unknown' || (advanced.kind === 'refused' && advanced.refusal === 'attempt-unknown');
  if (stranger) return { kind: 'twiml', body: callTwiml(overScript('en-US'), deps.publicUrl, ref) };
  const { challenge } = advanced.stored;
  // What is said follows from the challenge, not from the command: a repeated request hears the same again.
  const script = callScript(challenge, ref.attempt, deps.apps.orDefault(challenge.app));
  return { kind: 'twiml', body: callTwiml(script, deps.publicUrl, ref) };
}

export const refOf = (params: Readonly<Record<string, string>>): CallbackRef => ({
  id: params['id'] ?? '',
  attempt: Number(params['attempt']),
  nonce: params['nonce'] ?? '',
});
