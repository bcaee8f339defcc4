import { phoneChanged } from '../phones/phone-book.ts';
import type { World } from '../world.ts';
import { type Call, type CallMove, type Caption, isLive, moveCall } from './call.ts';
import { eventOf, statusFields } from './call-fields.ts';

const CAPTIONS_MAX = 500;
// As much as one <Say> may hold.
const CAPTION_MAX = 4_096;

/** The only writer of a call's state: moves it, reports it to the application if asked to, and shows it on the phone. */
export function changeCall(world: World, call: Call, move: CallMove): void {
  const now = world.clock.now();
  call.state = moveCall(call.state, move, now);
  call.updatedAt = now;
  if (!isLive(call.state)) world.endedCalls.set(call.sid, call);
  report(world, call, now);
  phoneChanged(world, call.request.to);
}

/** Ends a live call: stops its document and its timers first. Nothing happens to a call that is over. */
export function endCall(world: World, call: Call, move: 'complete' | 'cancel' | 'busy' | 'no-answer' | 'fail'): void {
  if (!isLive(call.state)) return;
  for (const cancel of call.line.timers) cancel();
  call.line.timers.clear();
  call.line.gather = null;
  changeCall(world, call, move);
  call.line.turn.abort();
}

/** Adds a line to what is heard on the call; of a very long call the beginning is dropped. */
export function addCaption(
  world: World,
  call: Call,
  kind: Caption['kind'],
  text: string,
  more: { readonly language?: string | null; readonly sound?: string } = {},
): void {
  call.captions.push({ kind, text: text.slice(0, CAPTION_MAX), language: null, ...more });
  if (call.captions.length > CAPTIONS_MAX) call.captions.shift();
  phoneChanged(world, call.request.to);
}

/** A timer that dies with the call. */
export function callTimer(world: World, call: Call, ms: number, fire: () => void): () => void {
  const stop = world.clock.after(ms, () => {
    call.line.timers.delete(cancel);
    fire();
  });
  const cancel = () => {
    call.line.timers.delete(cancel);
    stop();
  };
  call.line.timers.add(cancel);
  return cancel;
}

function report(world: World, call: Call, now: number): void {
  const event = eventOf(call.state.status);
  const asked = call.request.statusCallback;
  if (event === null) return;
  const sequenceNumber = call.line.callbackCount;
  call.line.callbackCount += 1;
  if (asked === null || !asked.events.has(event)) return;
  call.line.callbacks.send({
    kind: 'call-status',
    address: asked.url,
    method: asked.method,
    fields: statusFields(world.settings.accountSid, call, sequenceNumber, now),
    sid: call.sid,
  });
}
