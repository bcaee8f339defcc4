import { parsePhoneNumberFromString } from 'libphonenumber-js';
import type { FormFields } from '../wire/wire-log.ts';
import { type Call, type CallEvent, type CallState, durationSeconds } from './call.ts';

/** The fields of every request about a call (https://www.twilio.com/docs/voice/twiml#request-parameters). */
export function callFields(accountSid: string, call: Call): FormFields {
  const { to, from } = call.request;
  return {
    AccountSid: accountSid,
    ApiVersion: '2010-04-01',
    CallSid: call.sid,
    CallStatus: call.state.status,
    Called: to,
    CalledCountry: countryOf(to),
    Caller: from,
    CallerCountry: countryOf(from),
    Direction: 'outbound-api',
    From: from,
    FromCountry: countryOf(from),
    To: to,
    ToCountry: countryOf(to),
    ...(call.answeredBy === null ? {} : { AnsweredBy: call.answeredBy }),
  };
}

// How the far end refused, in the words of SIP, as Twilio passes it on.
const SIP_RESPONSE: Partial<Record<CallState['status'], string>> = {
  completed: '200',
  busy: '486',
  'no-answer': '487',
  canceled: '487',
  failed: '404',
};

/** The fields of a status callback (https://www.twilio.com/docs/voice/api/call-resource#statuscallback). */
export function statusFields(accountSid: string, call: Call, sequenceNumber: number, now: number): FormFields {
  const seconds = durationSeconds(call.state);
  const over = 'endedAt' in call.state;
  const sipResponse = SIP_RESPONSE[call.state.status];
  return {
    ...callFields(accountSid, call),
    CallbackSource: 'call-progress-events',
    SequenceNumber: String(sequenceNumber),
    Timestamp: rfc2822(now),
    ...(over ? { CallDuration: String(seconds ?? 0) } : {}),
    ...(seconds === null ? {} : { Duration: String(Math.ceil(seconds / 60)) }),
    ...(sipResponse === undefined ? {} : { SipResponseCode: sipResponse }),
  };
}

/** The event a state is reported under; null for `queued`, which no callback tells. */
export function eventOf(status: CallState['status']): CallEvent | null {
  switch (status) {
    case 'queued':
      return null;
    case 'initiated':
    case 'ringing':
      return status;
    case 'in-progress':
      return 'answered';
    case 'completed':
    case 'busy':
    case 'no-answer':
    case 'failed':
    case 'canceled':
      return 'completed';
    default:
      return status satisfies never;
  }
}

/** A time in the form of Twilio's API, e.g. `Tue, 31 Aug 2010 20:36:28 +0000`. */
export function rfc2822(ms: number): string {
  return new Date(ms).toUTCString().replace('GMT', '+0000');
}

/** The country of a number by two letters; empty for a short code or a name. */
export function countryOf(number: string): string {
  return parsePhoneNumberFromString(number)?.country ?? '';
}
