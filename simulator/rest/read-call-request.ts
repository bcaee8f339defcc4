import type { CallEvent, CallRequest, Instructions } from '../calls/call.ts';
import { type Form, field, fieldList, isError, webaddress, wholeNumber } from './form.ts';
import { readMachineDetection } from './read-machine-detection.ts';
import { readFrom, readTo } from './read-number.ts';
import { type TwilioError, twilioError } from './twilio-error.ts';

const TWIML_MAX = 4_000;
// Four hours, as for an account that has not asked for more.
const TIME_LIMIT_SECONDS = 14_400;

/** The parameters of a new call (https://www.twilio.com/docs/voice/api/call-resource#create-a-call), or Twilio's refusal. */
export function readCallRequest(form: Form, ownNumbers: readonly string[] | null): CallRequest | TwilioError {
  const to = readTo(field(form, 'To'), 'call');
  if (isError(to)) return to;
  const from = readFrom(field(form, 'From'), 'call', ownNumbers);
  if (isError(from)) return from;
  // Applications would be found in the console, which is not simulated.
  if (field(form, 'ApplicationSid') !== undefined)
    return twilioError(21218, 'ApplicationSid is not valid: the simulator has no applications');
  const instructions = readInstructions(form);
  if (instructions === null) return twilioError(21205, 'Url parameter is required.');
  if (isError(instructions)) return instructions;
  const fallback = webaddress(form, 'FallbackUrl', 21205);
  if (isError(fallback)) return fallback;
  const statusCallback = readStatusCallback(form);
  if (isError(statusCallback)) return statusCallback;
  const ringSeconds = wholeNumber(form, 'Timeout', { min: 1, max: 600, fallback: 60, code: 21208 });
  if (isError(ringSeconds)) return ringSeconds;
  const timeLimitSeconds = readTimeLimit(form) ?? TIME_LIMIT_SECONDS;
  if (isError(timeLimitSeconds)) return timeLimitSeconds;
  const sendDigits = field(form, 'SendDigits') ?? null;
  if (sendDigits !== null && !/^[0-9A-Da-d*#wW]{1,32}$/.test(sendDigits))
    return twilioError(21206, `SendDigits may have 32 of 0-9, A-D, #, *, w and W: ${sendDigits}`);
  const machineDetection = readMachineDetection(form, sendDigits);
  if (isError(machineDetection)) return machineDetection;
  return {
    to,
    from,
    instructions,
    fallback,
    statusCallback,
    ringSeconds,
    timeLimitSeconds,
    sendDigits,
    machineDetection,
  };
}

/** `Url` or `Twiml`; the address wins when both are given. Null when neither is. */
export function readInstructions(form: Form): Instructions | null | TwilioError {
  const address = webaddress(form, 'Url', 21205);
  if (isError(address)) return address;
  if (address !== null) return { kind: 'url', ...address };
  const twiml = field(form, 'Twiml');
  if (twiml === undefined) return null;
  if (twiml.length > TWIML_MAX)
    return twilioError(32018, `Twiml size exceeded maximum allowed value of ${TWIML_MAX} characters`);
  return { kind: 'twiml', twiml };
}

/** How long the call may last from its answer; null when it is not said. */
export function readTimeLimit(form: Form): number | null | TwilioError {
  if (field(form, 'TimeLimit') === undefined) return null;
  return wholeNumber(form, 'TimeLimit', { min: 1, max: 86_400, fallback: TIME_LIMIT_SECONDS, code: 20001 });
}

function readStatusCallback(form: Form): CallRequest['statusCallback'] | TwilioError {
  const address = webaddress(form, 'StatusCallback', 21609);
  if (address === null || isError(address)) return address;
  const asked = fieldList(form, 'StatusCallbackEvent')
    .flatMap((value) => value.split(/[\s,]+/))
    .filter((value) => value !== '');
  const unknown = asked.find((event) => !isEvent(event));
  if (unknown !== undefined) return twilioError(21626, `Invalid 'StatusCallbackEvent': ${unknown}`);
  return { ...address, events: new Set(asked.length > 0 ? asked.filter(isEvent) : ['completed' as const]) };
}

function isEvent(value: string): value is CallEvent {
  return value === 'initiated' || value === 'ringing' || value === 'answered' || value === 'completed';
}
