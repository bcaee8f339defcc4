import type { MachineDetection } from '../calls/call.ts';
import { type Form, field, isError, webaddress, wholeNumber } from './form.ts';
import { type TwilioError, twilioError } from './twilio-error.ts';

// Invalid Machine Detection configuration value.
const BAD_SETTING = 21234;
/** What the tuning parameters may be; they are checked and have no effect, since nothing is listened to here. */
const TUNING = {
  MachineDetectionSpeechThreshold: { min: 1_000, max: 6_000, fallback: 2_400 },
  MachineDetectionSpeechEndThreshold: { min: 500, max: 5_000, fallback: 1_200 },
  MachineDetectionSilenceTimeout: { min: 2_000, max: 10_000, fallback: 5_000 },
};

/** The parameters of answering machine detection (https://www.twilio.com/docs/voice/answering-machine-detection). */
export function readMachineDetection(form: Form, sendDigits: string | null): MachineDetection | TwilioError {
  const asked = field(form, 'MachineDetection');
  if (asked === undefined) return { kind: 'off' };
  if (asked !== 'Enable' && asked !== 'DetectMessageEnd')
    return twilioError(BAD_SETTING, `MachineDetection must be Enable or DetectMessageEnd: ${asked}`);
  for (const [name, bounds] of Object.entries(TUNING)) {
    const value = wholeNumber(form, name, { ...bounds, code: BAD_SETTING });
    if (isError(value)) return value;
  }
  const timeout = wholeNumber(form, 'MachineDetectionTimeout', { min: 3, max: 59, fallback: 30, code: BAD_SETTING });
  if (isError(timeout)) return timeout;
  const callback = webaddress(form, 'AsyncAmdStatusCallback', 21609);
  if (isError(callback)) return callback;
  // "If both SendDigits and MachineDetection parameters are provided, then MachineDetection will be ignored."
  if (sendDigits !== null) return { kind: 'off' };
  const rules = { untilMessageEnd: asked === 'DetectMessageEnd', timeoutSeconds: timeout };
  if (field(form, 'AsyncAmd') !== 'true') return { kind: 'before-document', ...rules };
  return { kind: 'beside-document', ...rules, callback };
}
