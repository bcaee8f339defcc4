import { type Call, durationSeconds } from '../calls/call.ts';
import { rfc2822 } from '../calls/call-fields.ts';
import { formatPhone } from './format-phone.ts';

/** A call as the API shows it (https://www.twilio.com/docs/voice/api/call-resource#call-properties). */
export function showCall(accountSid: string, call: Call): object {
  const { state, request } = call;
  const uri = `/2010-04-01/Accounts/${accountSid}/Calls/${call.sid}`;
  return {
    sid: call.sid,
    account_sid: accountSid,
    annotation: null,
    answered_by: call.answeredBy,
    api_version: '2010-04-01',
    caller_name: null,
    date_created: rfc2822(call.createdAt),
    date_updated: rfc2822(call.updatedAt),
    direction: 'outbound-api',
    duration: durationSeconds(state)?.toString() ?? null,
    end_time: 'endedAt' in state ? rfc2822(state.endedAt) : null,
    forwarded_from: null,
    from: request.from,
    from_formatted: formatPhone(request.from),
    group_sid: null,
    parent_call_sid: null,
    phone_number_sid: null,
    price: null,
    price_unit: 'USD',
    queue_time: String(Math.round(call.queueMs)),
    start_time: startTime(call),
    status: shownStatus(call),
    subresource_uris: {
      events: `${uri}/Events.json`,
      notifications: `${uri}/Notifications.json`,
      recordings: `${uri}/Recordings.json`,
    },
    to: request.to,
    to_formatted: formatPhone(request.to),
    trunk_sid: null,
    uri: `${uri}.json`,
  };
}

/** The API has no `initiated`; callbacks have. */
export function shownStatus(call: Call): string {
  return call.state.status === 'initiated' ? 'queued' : call.state.status;
}

/** When it was dialled; null for a call still queued, so that filters by StartTime do not find it. */
export function dialedAt(call: Call): number | null {
  return 'dialedAt' in call.state ? call.state.dialedAt : null;
}

function startTime(call: Call): string | null {
  const at = dialedAt(call);
  return at === null ? null : rfc2822(at);
}
