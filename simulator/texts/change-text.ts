import { rfc2822 } from '../calls/call-fields.ts';
import type { FormFields } from '../wire/wire-log.ts';
import type { World } from '../world.ts';
import type { Text, TextState } from './text.ts';

/** The only writer of a text's state: moves it on and reports it to the application if asked to. */
export function changeText(world: World, text: Text, state: TextState): void {
  const now = world.clock.now();
  text.state = state;
  text.updatedAt = now;
  world.watch.changed();
  if (text.statusCallback === null) return;
  text.callbacks.send({
    kind: 'text-status',
    address: text.statusCallback.url,
    method: text.statusCallback.method,
    fields: statusFields(world.settings.accountSid, text, now),
    sid: text.sid,
  });
}

/** The fields of a status callback (https://www.twilio.com/docs/messaging/guides/track-outbound-message-status). */
function statusFields(accountSid: string, text: Text, now: number): FormFields {
  const { state } = text;
  return {
    AccountSid: accountSid,
    ApiVersion: '2010-04-01',
    From: text.from,
    MessageSid: text.sid,
    MessageStatus: state.status,
    SmsSid: text.sid,
    SmsStatus: state.status,
    To: text.to,
    ...(text.messagingServiceSid === null ? {} : { MessagingServiceSid: text.messagingServiceSid }),
    ...('errorCode' in state ? { ErrorCode: String(state.errorCode) } : {}),
    ...(state.status === 'delivered' || state.status === 'undelivered' ? { RawDlrDoneDate: carrierDate(now) } : {}),
  };
}

/** `YYMMDDhhmm`, without seconds and time zone: all that carriers tell. */
function carrierDate(ms: number): string {
  return new Date(ms).toISOString().replace(/\D/g, '').slice(2, 12);
}

/** When it was handed to the carrier, in Twilio's form; null before that. */
export function sentDate(text: Text): string | null {
  const sentAt = 'sentAt' in text.state ? text.state.sentAt : null;
  return sentAt === null ? null : rfc2822(sentAt);
}
