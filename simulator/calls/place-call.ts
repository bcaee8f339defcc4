import { dropOld } from '../drop-old.ts';
import type { Phone } from '../phones/phone.ts';
import { isInUse, phoneOf } from '../phones/phone-book.ts';
import { newSid } from '../sid.ts';
import { createCallbackQueue } from '../wire/callback-queue.ts';
import { type World, webhookDeps } from '../world.ts';
import { answerCall } from './answer-call.ts';
import type { Call, CallRequest } from './call.ts';
import { callTimer, changeCall, endCall } from './change-call.ts';
import { createLine } from './line.ts';

// "the actual timeout used includes a 5-second buffer" (Call resource, parameter Timeout).
const RING_BUFFER_SECONDS = 5;

/** Takes a call and dials it a moment later, so that the application has its SID before the first callback. */
export function placeCall(world: World, request: CallRequest): Call {
  const now = world.clock.now();
  const call: Call = {
    sid: newSid('CA'),
    request,
    createdAt: now,
    queueMs: takeTurn(world, now),
    updatedAt: now,
    captions: [],
    line: createLine(createCallbackQueue(webhookDeps(world))),
    state: { status: 'queued' },
    answeredBy: null,
  };
  world.calls.set(call.sid, call);
  dropOld(world);
  callTimer(world, call, call.queueMs, () => dial(world, call));
  return call;
}

/** The wait for this call's turn: calls above the rate are queued, not refused (Twilio's outbound call queue). */
function takeTurn(world: World, now: number): number {
  const { callsPerSecond } = world.settings;
  if (callsPerSecond === null) return 0;
  const turn = Math.max(world.nextDialAt, now);
  world.nextDialAt = turn + 1_000 / callsPerSecond;
  return turn - now;
}

function dial(world: World, call: Call): void {
  const phone = phoneOf(world, call.request.to);
  const engaged = isInUse(phone);
  if (!engaged) phone.call = call;
  changeCall(world, call, 'dial');
  const refusal = engaged ? 'busy' : (struck(world, phone) ?? refusalOf(phone));
  if (refusal === null || refusal === 'no-answer') changeCall(world, call, 'ring');
  if (refusal !== null) {
    callTimer(world, call, world.settings.refuseAfterMs, () => endCall(world, call, refusal));
    return;
  }
  callTimer(world, call, (call.request.ringSeconds + RING_BUFFER_SECONDS) * 1_000, () =>
    endCall(world, call, 'no-answer'),
  );
  if (answersItself(phone)) callTimer(world, call, world.settings.answerAfterMs, () => answerCall(world, call));
}

function answersItself(phone: Phone): boolean {
  return ['answer', 'press-pound', 'voicemail', 'switchboard'].includes(phone.behavior);
}

/** How a fault that is switched on for this number ends the call; null for none. */
function struck(world: World, phone: Phone): 'busy' | 'no-answer' | 'fail' | null {
  const fault = world.faults.drawNumber('call', phone.number, ['busy', 'no-answer', 'dead'])?.fault;
  if (fault === 'busy' || fault === 'no-answer') return fault;
  return fault === undefined ? null : 'fail';
}

/** How the phone ends a call by itself before anybody could answer; null when it does not. */
function refusalOf(phone: Phone): 'busy' | 'no-answer' | 'fail' | null {
  if (phone.behavior === 'unreachable') return 'fail';
  return phone.behavior === 'busy' || phone.behavior === 'no-answer' ? phone.behavior : null;
}
