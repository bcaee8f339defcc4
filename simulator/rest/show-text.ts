import { rfc2822 } from '../calls/call-fields.ts';
import { sentDate } from '../texts/change-text.ts';
import { countSegments, type Text } from '../texts/text.ts';

const ERROR_MESSAGE: Readonly<Record<number, string>> = {
  30001: 'Queue overflow',
  30002: 'Account suspended',
  30003: 'Unreachable destination handset',
  30004: 'Message blocked',
  30005: 'Unknown destination handset',
  30006: 'Landline or unreachable carrier',
  30007: 'Message filtered',
  30008: 'Unknown error',
  30036: 'Validity Period Expired',
};

/** A text as the API shows it (https://www.twilio.com/docs/messaging/api/message-resource#message-properties). */
export function showText(accountSid: string, text: Text): object {
  const errorCode = 'errorCode' in text.state ? text.state.errorCode : null;
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${text.sid}`;
  return {
    sid: text.sid,
    account_sid: accountSid,
    api_version: '2010-04-01',
    body: text.body,
    date_created: rfc2822(text.createdAt),
    date_sent: sentDate(text),
    date_updated: rfc2822(text.updatedAt),
    direction: text.direction,
    error_code: errorCode,
    error_message: errorCode === null ? null : (ERROR_MESSAGE[errorCode] ?? null),
    from: text.state.status === 'accepted' ? null : text.from,
    messaging_service_sid: text.messagingServiceSid,
    num_media: '0',
    num_segments: String(countSegments(text.body)),
    price: null,
    price_unit: 'USD',
    status: text.state.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: text.to,
    uri: `${uri}.json`,
  };
}
