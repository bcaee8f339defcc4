import { optOutKey } from '../texts/opt-out.ts';
import type { TextRequest } from '../texts/send-text.ts';
import { type Form, field, isError, webaddress, wholeNumber } from './form.ts';
import { readFrom, readTo } from './read-number.ts';
import { type TwilioError, twilioError } from './twilio-error.ts';

const BODY_MAX = 1_600;
const NOT_HERE = 'not simulated: the simulator sends plain texts at once';

export type TextRules = {
  readonly ownNumbers: readonly string[] | null;
  readonly serviceNumber: string;
  readonly optOuts: ReadonlySet<string>;
};

/** The parameters of a new text (https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource). */
export function readTextRequest(form: Form, rules: TextRules): TextRequest | TwilioError {
  const to = readTo(field(form, 'To'), 'text');
  if (isError(to)) return to;
  const messagingServiceSid = field(form, 'MessagingServiceSid') ?? null;
  if (messagingServiceSid !== null && !/^MG[0-9a-fA-F]{32}$/.test(messagingServiceSid)) {
    return twilioError(21701, `The messaging service ${messagingServiceSid} is not valid`);
  }
  const from = readFrom(
    field(form, 'From') ?? (messagingServiceSid === null ? undefined : rules.serviceNumber),
    'text',
    rules.ownNumbers,
  );
  if (isError(from)) return from;
  if (to === from) return twilioError(21266, "'To' and 'From' numbers cannot be the same");
  const unsupported = readUnsupported(form, messagingServiceSid);
  if (unsupported !== null) return unsupported;
  const body = field(form, 'Body');
  if (body === undefined) return twilioError(21602, 'Message body is required.');
  if (body.length > BODY_MAX)
    return twilioError(21617, `The concatenated message body exceeds the ${BODY_MAX} character limit`);
  if (rules.optOuts.has(optOutKey(to, from))) return twilioError(21610, 'Attempt to send to unsubscribed recipient');
  const statusCallback = webaddress(form, 'StatusCallback', 21609);
  if (isError(statusCallback)) return statusCallback;
  const validitySeconds = wholeNumber(form, 'ValidityPeriod', { min: 1, max: 36_000, fallback: 36_000, code: 21624 });
  if (isError(validitySeconds)) return validitySeconds;
  return { to, from, body, messagingServiceSid, statusCallback, validitySeconds };
}

/** Pictures, templates and later sending are refused with the code of an account that may not have them. */
function readUnsupported(form: Form, messagingServiceSid: string | null): TwilioError | null {
  if (field(form, 'MediaUrl') !== undefined) return twilioError(21622, `MediaUrl is ${NOT_HERE}`);
  if (field(form, 'ContentSid') !== undefined) return twilioError(21655, `ContentSid is ${NOT_HERE}`);
  if (field(form, 'ScheduleType') === undefined && field(form, 'SendAt') === undefined) return null;
  if (messagingServiceSid === null) return twilioError(35118, 'MessagingServiceSid is required to schedule a message');
  if (field(form, 'SendAt') === undefined) return twilioError(35111, 'SendAt timestamp is missing');
  return twilioError(20010, `ScheduleType is ${NOT_HERE}`);
}
