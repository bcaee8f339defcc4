import { type Advancing, advance } from '../src/advance.ts';
import { readCallStatus, readMachine, readTextStatus } from '../src/providers/twilio-dialect.ts';
import type { FormHandler } from './signed-form.ts';
import { refOf } from './twilio-voice.ts';

const readers = { voice: readCallStatus, sms: readTextStatus, machine: readMachine } as const;

/** How a call or text fares. Whether it told anything new makes no difference to the provider. */
export function attemptStatus(deps: Advancing, what: keyof typeof readers): FormHandler {
  const read = readers[what];
  return async (form, params) => {
    const ref = refOf(params);
    const command = read(ref, form);
    if (command === undefined) return { kind: 'unreadable' };
    if (command !== 'nothing') await advance(deps, ref.id, command);
    return { kind: 'taken' };
  };
}
