import { countryOf } from '../calls/call-fields.ts';
import { addToThread } from '../phones/phone-book.ts';
import { newSid } from '../sid.ts';
import { createCallbackQueue } from '../wire/callback-queue.ts';
import { postWebhook, type Webhook } from '../wire/post-webhook.ts';
import { recordLost } from '../wire/record-lost.ts';
import { type World, webhookDeps } from '../world.ts';
import { keepText } from './keep-text.ts';
import { noteOptOut } from './opt-out.ts';
import { readReplies } from './read-replies.ts';
import { countSegments, type Text } from './text.ts';

export type PhoneText = { readonly from: string; readonly to: string; readonly body: string };

/**
 * A person sends a text to a number of the application: it is posted, signed, to the inbound address, and what the
 * application answers in `<Message>` arrives on the phone. Resolves when that is done (at once under a delay fault); the
 * text is sent whether or not the application took it.
 */
export async function sendFromPhone(world: World, { from, to, body }: PhoneText): Promise<Text> {
  const text = makeText(world, { from, to, body }, 'inbound');
  keepText(world, text);
  addToThread(world, from, text, false);
  const notice = noteOptOut(world.optOuts, { from, to, body });
  if (notice !== null) arrive(world, { from: to, to: from, body: notice });
  if (world.inboundUrl !== null) await post(world, inboundWebhook(world, text, world.inboundUrl));
  return text;
}

function arrive(world: World, reply: PhoneText): void {
  const text = makeText(world, reply, 'outbound-reply');
  keepText(world, text);
  addToThread(world, reply.to, text, true);
}

function makeText(world: World, { from, to, body }: PhoneText, direction: 'inbound' | 'outbound-reply'): Text {
  const now = world.clock.now();
  return {
    sid: newSid('SM'),
    direction,
    from,
    to,
    body,
    messagingServiceSid: null,
    validitySeconds: 36_000,
    statusCallback: null,
    callbacks: createCallbackQueue(webhookDeps(world)),
    createdAt: now,
    updatedAt: now,
    state: { status: direction === 'inbound' ? 'received' : 'delivered', sentAt: now },
  };
}

/** The request of https://www.twilio.com/docs/messaging/guides/webhook-request. */
function inboundWebhook(world: World, text: Text, address: string): Webhook {
  const fields = {
    AccountSid: world.settings.accountSid,
    ApiVersion: '2010-04-01',
    Body: text.body,
    From: text.from,
    FromCountry: countryOf(text.from),
    MessageSid: text.sid,
    NumMedia: '0',
    NumSegments: String(countSegments(text.body)),
    SmsMessageSid: text.sid,
    SmsSid: text.sid,
    SmsStatus: 'received',
    To: text.to,
    ToCountry: countryOf(text.to),
  };
  return { kind: 'inbound-text', address, method: 'POST', fields, sid: text.sid };
}

/** Posts an inbound text, or whatever the fault drawn for it makes of that. */
async function post(world: World, webhook: Webhook): Promise<void> {
  const fault = world.faults.draw(webhook.kind, webhook.fields);
  if (fault === null) return postOnce(world, webhook);
  const marked = { ...webhook, fault: fault.kind };
  switch (fault.kind) {
    case 'lose':
      recordLost(world.wire, marked);
      return;
    case 'duplicate':
      await postOnce(world, marked);
      return postOnce(world, marked);
    case 'delay':
    case 'reorder':
      // Nothing follows an inbound text that it could change places with, so both make it late.
      world.clock.after(fault.seconds * 1_000, () => void postOnce(world, marked));
      return;
    default:
      fault.kind satisfies never;
  }
}

async function postOnce(world: World, webhook: Webhook): Promise<void> {
  const era = world.era.signal;
  const answer = await postWebhook(webhookDeps(world), webhook);
  if (answer.kind !== 'answered' || answer.status > 299 || era.aborted) return;
  const between = { from: webhook.fields['To'] ?? '', to: webhook.fields['From'] ?? '' };
  const { texts, alerts } = readReplies(answer.body, answer.contentType, between);
  world.wire.alert(answer.entryId, alerts);
  for (const reply of texts) arrive(world, reply);
}
