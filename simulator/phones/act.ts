import { answerCall } from '../calls/answer-call.ts';
import type { Call } from '../calls/call.ts';
import { endCall } from '../calls/change-call.ts';
import { pressKeys } from '../calls/press-keys.ts';
import type { World } from '../world.ts';
import type { Conduct } from './phone.ts';
import { phoneChanged, phoneOf } from './phone-book.ts';

export type Act = 'answer' | 'decline' | 'hangup';
/** A "no" with its reason; nothing has happened. */
export type ActRefusal = { readonly code: 'not-ringing' | 'not-in-a-call'; readonly detail: string };

/** What a person does with the call on a phone. Undefined when done. Declining is `busy` for the caller. */
export function act(world: World, number: string, what: Act): ActRefusal | undefined {
  const { call } = phoneOf(world, number);
  if (what === 'hangup') {
    if (call?.state.status !== 'in-progress') return { code: 'not-in-a-call', detail: `${number} is not in a call` };
    endCall(world, call, 'complete');
    return undefined;
  }
  if (call?.state.status !== 'ringing') return { code: 'not-ringing', detail: `${number} is not ringing` };
  if (what === 'answer') answerCall(world, call);
  else endCall(world, call, 'busy');
  return undefined;
}

/**
 * Presses keys, if the person is on the line: at a switchboard only after their extension was asked for.
 * @returns the keys a gather took; the others are dropped, as on a real phone
 */
export function press(world: World, number: string, keys: string): string {
  const call = talkingOn(world, number);
  return call === null ? '' : pressKeys(world, call, keys);
}

/** Sets what a phone does by itself from now on. A call that is ringing already is left to the person. */
export function behave(world: World, number: string, conduct: Conduct): void {
  const phone = phoneOf(world, number);
  phone.behavior = conduct.mode;
  phone.extension = conduct.mode === 'switchboard' ? conduct.extension : null;
  phoneChanged(world, number);
}

function talkingOn(world: World, number: string): Call | null {
  const { call } = phoneOf(world, number);
  return call?.state.status === 'in-progress' && call.line.switchboard === null ? call : null;
}
