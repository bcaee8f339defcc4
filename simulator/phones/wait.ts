import type { Call } from '../calls/call.ts';
import { isLive } from '../calls/call.ts';
import type { Text } from '../texts/text.ts';
import type { World } from '../world.ts';
import { phoneOf } from './phone-book.ts';

export const WAITS = ['text', 'ring', 'prompt', 'hangup'] as const;
export type Wait = (typeof WAITS)[number];
export type Limits = { readonly timeoutMs: number; readonly signal?: AbortSignal };

/** The ringing call of a phone, as soon as there is one; undefined when it did not ring in time. */
export function waitForRing(world: World, number: string, limits: Limits): Promise<Call | undefined> {
  return wait(world, limits, () => {
    const { call } = phoneOf(world, number);
    return call?.state.status === 'ringing' ? call : undefined;
  });
}

/** A call that rings or has been answered (a phone may do that by itself); undefined when none came in time. */
export function waitForLiveCall(world: World, number: string, limits: Limits): Promise<Call | undefined> {
  return wait(world, limits, () => {
    const { call } = phoneOf(world, number);
    return call?.state.status === 'ringing' || call?.state.status === 'in-progress' ? call : undefined;
  });
}

/** The call whose gather listens and has taken no key yet; undefined when none did in time. */
export function waitForPrompt(world: World, number: string, limits: Limits): Promise<Call | undefined> {
  return wait(world, limits, () => {
    const { call } = phoneOf(world, number);
    const gather = call?.line.gather;
    const listening = gather?.rules.takesKeys && gather.digits === '' && call?.line.switchboard === null;
    return call && listening ? call : undefined;
  });
}

/** The oldest text that arrived and that no wait has returned yet; undefined when none came in time. */
export function waitForText(world: World, number: string, limits: Limits): Promise<Text | undefined> {
  return wait(world, limits, () => {
    const phone = phoneOf(world, number);
    const sid = phone.unreadSids.shift();
    return phone.thread.find((text) => text.sid === sid);
  });
}

/** True as soon as the phone has no live call; undefined when one lasted too long. */
export function waitForHangup(world: World, number: string, limits: Limits): Promise<true | undefined> {
  return wait(world, limits, () => {
    const { call } = phoneOf(world, number);
    return call === null || !isLive(call.state) ? true : undefined;
  });
}

function wait<T>(world: World, limits: Limits, look: () => T | undefined): Promise<T | undefined> {
  return world.watch.until(look, limits.timeoutMs, limits.signal);
}
