import { addToThread } from '../phones/phone-book.ts';
import { newSid } from '../sid.ts';
import { createCallbackQueue } from '../wire/callback-queue.ts';
import { postWebhook, type Webhook, type WebhookAnswer } from '../wire/post-webhook.ts';
import { type World, webhookDeps } from '../world.ts';
import { keepText } from './keep-text.ts';
import { noteOptOut } from './opt-out.ts';
import { readReplies } from './read-replies.ts';
import { countSegments, type Text } from './text.ts';

export type PhoneText = { readonly from: string; readonly to: string; readonly body: string };

/**
 * A person sends a text to a number of the application: it is posted, signed, to the inbound address, and what the
 * application answers in `<Message>` arrives on the phone. Resolves when that is done; the text is sent whether or not the
 * application took it.
 */
export async function sendFromPhone(world: World, { from, to, body }: PhoneText): Promise<Text> {
  const era = world.era.signal;
  const text = makeText(world, { from, to, body }, 'inbound');
  keepText(world, text);
  addToThread(world, from, text, false);
  const notice = noteOptOut(world.optOuts, { from, to, body });
  if (notice !== null) arrive(world, { from: to, to: from, body: notice });
  const answer = await postInbound(world, text);
  if (answer?.kind === 'answered' && answer.status < 300 && !era.aborted) {
    for (const reply of readReplies(answer.body, { from: to, to: from })) arrive(world, reply);
  }
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

/** The fields of https://www.twilio.com/docs/messaging/guides/webhook-request. Null when there is nowhere to post to. */
async function postInbound(world: World, text: Text): Promise<WebhookAnswer | null> {
  if (world.inboundUrl === null) return null;
  const fields = {
    AccountSid: world.settings.accountSid,
    ApiVersion: '2010-04-01',
    Body: text.body,
    From: text.from,
    MessageSid: text.sid,
    NumMedia: '0',
    NumSegments: String(countSegments(text.body)),
    SmsMessageSid: text.sid,
    SmsSid: text.sid,
    SmsStatus: 'received',
    To: text.to,
  };
  const webhook = { kind: 'inbound-text', address: world.inboundUrl, method: 'POST', fields, sid: text.sid } as const;
  return postWithFaults(world, webhook);
}

async function postWithFaults(world: World, webhook: Webhook): Promise<WebhookAnswer | null> {
  const deps = webhookDeps(world);
  const fault = world.faults.draw(webhook.kind, webhook.fields);
  const marked = fault === null ? webhook : { ...webhook, fault: fault.kind };
  if (fault?.kind === 'lose') return null;
  if (fault?.kind === 'delay') {
    await new Promise<void>((resolve) => world.clock.after(fault.seconds * 1_000, resolve));
  }
  const answer = await postWebhook(deps, marked);
  return fault?.kind === 'duplicate' ? postWebhook(deps, marked) : answer;
}
