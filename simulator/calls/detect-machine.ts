import type { World } from '../world.ts';
import type { Call, DetectionRules, MachineDetection } from './call.ts';
import { callTimer } from './change-call.ts';
import { waitOnLine } from './wait-on-line.ts';

/** Detection that holds up the document until it knows, or until its time is over (`unknown`). */
export async function detectMachine(
  world: World,
  call: Call,
  rules: DetectionRules,
  machine: boolean,
  signal: AbortSignal,
): Promise<void> {
  const { ms, answeredBy } = verdict(world, rules, machine);
  if (ms > 0) await waitOnLine(world, call, ms, signal);
  if (!signal.aborted) call.answeredBy = answeredBy;
}

/** Asynchronous detection: the document has been asked for already, and the result comes by a callback of its own. */
export async function tellMachine(
  world: World,
  call: Call,
  detection: Extract<MachineDetection, { kind: 'beside-document' }>,
  machine: boolean,
): Promise<void> {
  const { ms, answeredBy } = verdict(world, detection, machine);
  // The timer dies with the call: one that is over is told of no more.
  if (ms > 0) await new Promise<void>((resolve) => callTimer(world, call, ms, resolve));
  call.answeredBy = answeredBy;
  if (detection.callback === null) return;
  call.line.callbacks.send({
    kind: 'machine-detection',
    address: detection.callback.url,
    method: detection.callback.method,
    sid: call.sid,
    fields: {
      AccountSid: world.settings.accountSid,
      AnsweredBy: answeredBy,
      CallSid: call.sid,
      MachineDetectionDuration: String(Math.round(ms)),
    },
  });
}

function verdict(world: World, rules: DetectionRules, machine: boolean): { ms: number; answeredBy: string } {
  const timeoutMs = rules.timeoutSeconds * 1_000;
  const ms = world.settings.machineDetectionMs;
  if (ms > timeoutMs) return { ms: timeoutMs, answeredBy: 'unknown' };
  if (!machine) return { ms, answeredBy: 'human' };
  return { ms, answeredBy: rules.untilMessageEnd ? 'machine_end_beep' : 'machine_start' };
}
