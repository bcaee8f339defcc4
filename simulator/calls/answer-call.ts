import { phoneOf } from '../phones/phone-book.ts';
import type { Webhook } from '../wire/post-webhook.ts';
import type { World } from '../world.ts';
import type { Call } from './call.ts';
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
  const voicemail = phoneOf(world, call.request.to).behavior === 'voicemail';
  if (voicemail) addCaption(world, call, 'far-end', GREETING);
  if (call.request.sendDigits !== null) await sendDigits(world, call, call.request.sendDigits);
  else detectMachine(world, call, voicemail);
  await converse(world, call);
}

/** `w` waits half a second, `W` a whole one; the rest are keys (Call resource, parameter SendDigits). */
async function sendDigits(world: World, call: Call, digits: string): Promise<void> {
  const signal = call.line.turn.signal;
  const pauseMs = [...digits].reduce((sum, key) => sum + (key === 'w' ? 500 : key === 'W' ? 1_000 : 0), 0);
  if (pauseMs > 0) await waitOnLine(world, call, pauseMs, signal);
  addCaption(world, call, 'keys', digits.replace(/[wW]/g, ''));
}

/** Machine detection as the application asked for it; ignored when digits are sent, as Twilio does. */
function detectMachine(world: World, call: Call, voicemail: boolean): void {
  const detection = call.request.machineDetection;
  if (detection.kind === 'off') return;
  const machine = detection.untilMessageEnd ? 'machine_end_beep' : 'machine_start';
  call.answeredBy = voicemail ? machine : 'human';
  if (detection.kind === 'before-document' || detection.callback === null) return;
  const webhook: Webhook = {
    kind: 'machine-detection',
    address: detection.callback.url,
    method: detection.callback.method,
    sid: call.sid,
    fields: { ...callFields(world.settings.accountSid, call), MachineDetectionDuration: '0' },
  };
  call.line.callbacks.send(webhook);
}
