import { limitCall } from '../calls/answer-call.ts';
import { type Call, type CallRequest, isLive } from '../calls/call.ts';
import { endCall } from '../calls/change-call.ts';
import { redirectCall } from '../calls/converse.ts';
import type { World } from '../world.ts';
import { type Form, field, isError, webaddress } from './form.ts';
import { readInstructions, readTimeLimit } from './read-call-request.ts';
import { type TwilioError, twilioError } from './twilio-error.ts';

const OVER = twilioError(21220, 'Call is not in-progress. Cannot redirect.');

/**
 * POST Calls/{sid}.json. `Status=canceled` ends a call that was not answered and leaves one in progress alone; `completed`
 * ends every live one; `Url` and `Twiml` send a call in progress elsewhere. A call that is over cannot be changed.
 */
export function updateCall(world: World, call: Call, form: Form): TwilioError | null {
  const status = field(form, 'Status');
  if (status !== undefined && status !== 'canceled' && status !== 'completed') {
    return twilioError(20001, `Status must be canceled or completed: ${status}`);
  }
  const instructions = readInstructions(form);
  if (isError(instructions)) return instructions;
  const request = readChanges(call.request, form);
  if (isError(request)) return request;
  if (!isLive(call.state)) return OVER;
  const talking = call.state.status === 'in-progress';
  if (status === undefined && instructions !== null && !talking) return OVER;
  const limited = request.timeLimitSeconds !== call.request.timeLimitSeconds;
  call.request = request;
  if (status !== undefined) {
    if (!talking) endCall(world, call, 'cancel');
    else if (status === 'completed') endCall(world, call, 'complete');
    return null;
  }
  if (limited) limitCall(world, call);
  if (instructions !== null) redirectCall(call, instructions);
  return null;
}

function readChanges(request: CallRequest, form: Form): CallRequest | TwilioError {
  const fallback = webaddress(form, 'FallbackUrl', 21205);
  if (isError(fallback)) return fallback;
  const callback = webaddress(form, 'StatusCallback', 21609);
  if (isError(callback)) return callback;
  const timeLimitSeconds = readTimeLimit(form);
  if (isError(timeLimitSeconds)) return timeLimitSeconds;
  const events = request.statusCallback?.events ?? new Set(['completed' as const]);
  return {
    ...request,
    fallback: fallback ?? request.fallback,
    statusCallback: callback === null ? request.statusCallback : { ...callback, events },
    timeLimitSeconds: timeLimitSeconds ?? request.timeLimitSeconds,
  };
}
