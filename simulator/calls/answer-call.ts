import { phoneOf } from '../phones/phone-book.ts';
import type { World } from '../world.ts';
import type { Call } from './call.ts';
import { addCaption, callTimer, changeCall, endCall } from './change-call.ts';
import { converse } from './converse.ts';
import { detectMachine, tellMachine } from './detect-machine.ts';
import { sendKeys } from './send-keys.ts';
import { greetFromSwitchboard } from './switchboard.ts';

const GREETING = 'You have reached the voicemail of this number. Please leave a message after the tone.';

/** The far end picks up a ringing call: the ring timer stops and the document of the application begins. */
export function answerCall(world: World, call: Call): void {
  for (const cancel of call.line.timers) cancel();
  call.line.timers.clear();
  changeCall(world, call, 'answer');
  limitCall(world, call);
  talk(world, call).catch((error: unknown) => {
    addCaption(world, call, 'note', `The simulator failed: ${String(error)}`);
    endCall(world, call, 'complete');
  });
}

/** Ends an answered call when its time limit is over, counted from the answer; takes the place of an earlier limit. */
export function limitCall(world: World, call: Call): void {
  if (call.state.status !== 'in-progress') return;
  call.line.stopLimit();
  const leftMs = call.state.answeredAt + call.request.timeLimitSeconds * 1_000 - world.clock.now();
  call.line.stopLimit = callTimer(world, call, Math.max(leftMs, 0), () => endCall(world, call, 'complete'));
}

async function talk(world: World, call: Call): Promise<void> {
  const { sendDigits, machineDetection } = call.request;
  const { behavior, extension } = phoneOf(world, call.request.to);
  const signal = call.line.turn.signal;
  if (behavior === 'voicemail') addCaption(world, call, 'far-end', GREETING);
  if (extension !== null) greetFromSwitchboard(world, call, extension);
  if (sendDigits !== null) await sendKeys(world, call, sendDigits, signal);
  // A switchboard speaks at once and at length, which is taken for a machine.
  const machine = behavior === 'voicemail' || behavior === 'switchboard';
  if (machineDetection.kind === 'before-document') await detectMachine(world, call, machineDetection, machine, signal);
  const conversation = converse(world, call);
  if (machineDetection.kind === 'beside-document') {
    // Beside the conversation; it ends with the call, not with one document.
    await Promise.all([conversation, tellMachine(world, call, machineDetection, machine)]);
  } else await conversation;
}
