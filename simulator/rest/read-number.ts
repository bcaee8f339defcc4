import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { type TwilioError, twilioError } from './twilio-error.ts';

/** What Twilio's test numbers are refused with (https://www.twilio.com/docs/iam/test-credentials). */
const MAGIC_TO = {
  call: { '+15005550001': 21217, '+15005550002': 21214, '+15005550003': 21215, '+15005550004': 21216 },
  text: {
    '+15005550001': 21211,
    '+15005550002': 21612,
    '+15005550003': 21408,
    '+15005550004': 21610,
    '+15005550009': 21614,
  },
} as const;
const MAGIC_FROM = {
  call: { '+15005550001': 21212 },
  text: { '+15005550001': 21212, '+15005550007': 21606, '+15005550008': 21611 },
} as const;
const MEANING: Readonly<Record<number, string>> = {
  21211: "Invalid 'To' Phone Number",
  21212: "Invalid 'From' Phone Number",
  21214: "'To' phone number cannot be reached",
  21215: 'Account not authorized to call this number. Perhaps you need to enable some international permissions',
  21216: 'Account not allowed to call this number',
  21217: 'Phone number does not appear to be valid',
  21226: 'SIP calling not enabled for this account',
  21265: "'To' number cannot be a Short Code",
  21408: 'Permission to send an SMS has not been enabled for the region indicated by the To number',
  21606: 'The From phone number is not a valid, SMS-capable inbound phone number or short code for your account.',
  21610: 'Attempt to send to unsubscribed recipient',
  21611: 'This From number has exceeded the maximum number of queued messages',
  21612: "Message cannot be sent with the current combination of 'To' and/or 'From' parameters",
  21614: "'To' number is not a valid mobile number",
  21635: "'To' number cannot be a landline",
};

/** The called number in E.164, or why it is refused. `missing` is the code for an absent one. */
export function readTo(value: string | undefined, use: 'call' | 'text'): string | TwilioError {
  if (value === undefined) {
    return use === 'call'
      ? twilioError(21201, "No 'To' number is specified")
      : twilioError(21604, "A 'To' phone number is required.");
  }
  const magic: number | undefined = (MAGIC_TO[use] as Record<string, number>)[value];
  if (magic !== undefined) return refuse(magic, value);
  if (use === 'call' && value.startsWith('sip:')) return refuse(21226, value);
  if (use === 'text' && /^\d{3,6}$/.test(value)) return refuse(21265, value);
  const number = parse(value);
  if (number !== null) return number;
  return twilioError(21211, `The 'To' number ${value} is not a valid phone number.`);
}

/** The sender, or why it is refused. `own` are the numbers of the account, null for all. */
export function readFrom(
  value: string | undefined,
  use: 'call' | 'text',
  own: readonly string[] | null,
): string | TwilioError {
  if (value === undefined) {
    return use === 'call'
      ? twilioError(21213, "No 'From' number is specified")
      : twilioError(21603, "A 'From' phone number is required.");
  }
  const magic: number | undefined = (MAGIC_FROM[use] as Record<string, number>)[value];
  if (magic !== undefined) return refuse(magic, value);
  // Texts may come from a short code or from a name of up to 11 characters.
  if (use === 'text' && /^(\d{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 &_+-]{1,11})$/.test(value)) return value;
  const number = parse(value);
  if (number === null)
    return twilioError(
      21212,
      `The 'From' number ${value} is not a valid phone number, shortcode, or alphanumeric sender ID.`,
    );
  if (own === null || own.includes(number)) return number;
  if (use === 'text') return refuse(21606, value);
  return twilioError(21210, `The source phone number provided, ${value}, is not yet verified for your account.`);
}

/** Possible, not assigned: pretend numbers such as +1 415 555 0100 have to work here. */
function parse(value: string): string | null {
  const number = parsePhoneNumberFromString(value.trim(), 'US');
  return number?.isPossible() ? number.number : null;
}

/** A refusal of this number. */
export function refuse(code: number, value: string): TwilioError {
  return twilioError(code, `${MEANING[code] ?? 'Refused'}: ${value}`);
}
