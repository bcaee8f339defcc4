import { phoneOf } from '../phones/phone-book.ts';
import type { World } from '../world.ts';
import type { Call, MachineDetection } from './call.ts';
import { callFields } from './call-fields.ts';
import { addCaption, callTimer, changeCall, endCall } from './change-call.ts';
import { converse } from './converse.ts';
import { waitOnLine } from './wait-on-line.ts';

const GREETING = 'You have reached the voicemail of this number. Please leave a message after the tone.';

/** The far end picks up a ringing call: the ring timer stops and the document of the application begins. */
export function answerCall(world: World, call: Call): void {
  for (const cancel of call.line.timers) cancel();
  call.line.timers.clear();
  changeCall(world, call, 'answer');
  callTimer(world, call, call.request.timeLimitSeconds * 1_000, () => endCall(world, call, 'complete'));
  talk(world, call).catch((error: unknown) => {
    addCaption(world, call, 'note', `The simulator failed: ${String(error)}`);
    endCall(world, call, 'complete');
  });
}

async function talk(world: World, call: Call): Promise<void> {
  const { sendDigits, machineDetection } = call.request;
  const voicemail = phoneOf(world, call.request.to).behavior === 'voicemail';
  if (voicemail) addCaption(world, call, 'far-end', GREETING);
  if (sendDigits !== null) await dialExtension(world, call, sendDigits);
  if (machineDetection.kind === 'before-document') call.answeredBy = answeredBy(machineDetection, voicemail);
  const conversation = converse(world, call);
  if (machineDetection.kind === 'beside-document') tellMachine(world, call, machineDetection, voicemail);
  await conversation;
}

/** `w` waits half a second, `W` a whole one; the rest are keys (Call resource, parameter SendDigits). */
async function dialExtension(world: World, call: Call, digits: string): Promise<void> {
  const signal = call.line.turn.signal;
  const pauseMs = [...digits].reduce((sum, key) => sum + (key === 'w' ? 500 : key === 'W' ? 1_000 : 0), 0);
  if (pauseMs > 0) await waitOnLine(world, call, pauseMs, signal);
  addCaption(world, call, 'keys', digits.replace(/[wW]/g, ''));
}

function answeredBy({ untilMessageEnd }: { readonly untilMessageEnd: boolean }, voicemail: boolean): string {
  if (!voicemail) return 'human';
  return untilMessageEnd ? 'machine_end_beep' : 'machine_start';
}

/** Asynchronous detection: the document has been asked for already, and the result comes by a callback of its own. */
function tellMachine(
  world: World,
  call: Call,
  detection: Extract<MachineDetection, { kind: 'beside-document' }>,
  voicemail: boolean,
): void {
  call.answeredBy = answeredBy(detection, voicemail);
  if (detection.callback === null) return;
  call.line.callbacks.send({
    kind: 'machine-detection',
    address: detection.callback.url,
    method: detection.callback.method,
    sid: call.sid,
    fields: { ...callFields(world.settings.accountSid, call), MachineDetectionDuration: '0' },
  });
}
