import { type Advanced, advance } from '../src/advance.ts';
import type { Apps } from '../src/challenge/app.ts';
import { callScript, overScript } from '../src/challenge/call-script.ts';
import { type Guessing, guessByKeys } from '../src/guess.ts';
import type { CallbackRef } from '../src/ports.ts';
import { callTwiml, readAnswer, readKey } from '../src/providers/twilio-dialect.ts';
import type { FormHandler, Reply } from './signed-form.ts';

export interface Speaking extends Guessing {
  readonly publicUrl: string;
  readonly apps: Apps;
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
    return speak(deps, ref, await guessByKeys(deps, ref.id, command));
  };
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
