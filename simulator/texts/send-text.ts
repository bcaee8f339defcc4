import type { Webaddress } from '../calls/call.ts';
import { addToThread, phoneOf } from '../phones/phone-book.ts';
import { newSid } from '../sid.ts';
import { createCallbackQueue } from '../wire/callback-queue.ts';
import { type World, webhookDeps } from '../world.ts';
import { changeText } from './change-text.ts';
import { keepText } from './keep-text.ts';
import { sendFromPhone } from './receive-text.ts';
import { codeIn, type Text } from './text.ts';

/** What the application asked for when it created the text. */
export type TextRequest = {
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly messagingServiceSid: string | null;
  readonly statusCallback: Webaddress | null;
  /** How long it may wait for the carrier, in seconds. */
  readonly validitySeconds: number;
};

// https://www.twilio.com/docs/api/errors/30003 and following.
const UNREACHABLE = 30003;
const UNKNOWN_HANDSET = 30005;
const VALIDITY_EXPIRED = 30036;

/** Takes a text and hands it to the carrier a moment later, so that the application has its SID before the first callback. */
export function sendText(world: World, request: TextRequest): Text {
  const now = world.clock.now();
  const text: Text = {
    ...request,
    sid: newSid('SM'),
    direction: 'outbound-api',
    callbacks: createCallbackQueue(webhookDeps(world)),
    createdAt: now,
    updatedAt: now,
    state: { status: request.messagingServiceSid === null ? 'queued' : 'accepted' },
  };
  keepText(world, text);
  world.clock.after(0, () => handToCarrier(world, text));
  return text;
}

function handToCarrier(world: World, text: Text): void {
  const sentAt = world.clock.now();
  changeText(world, text, { status: 'sent', sentAt });
  const waitMs = world.settings.deliverAfterMs;
  const validMs = text.validitySeconds * 1_000;
  world.clock.after(Math.min(waitMs, validMs), () => {
    if (waitMs > validMs) changeText(world, text, { status: 'undelivered', sentAt, errorCode: VALIDITY_EXPIRED });
    else deliver(world, text, sentAt);
  });
}

function deliver(world: World, text: Text, sentAt: number): void {
  const { behavior } = phoneOf(world, text.to);
  if (behavior === 'unreachable' || behavior === 'undelivered') {
    const errorCode = behavior === 'unreachable' ? UNREACHABLE : UNKNOWN_HANDSET;
    changeText(world, text, { status: 'undelivered', sentAt, errorCode });
    return;
  }
  changeText(world, text, { status: 'delivered', sentAt });
  addToThread(world, text.to, text, true);
  const code = behavior === 'reply-code' ? codeIn(text.body) : null;
  if (code !== null) void sendFromPhone(world, { from: text.to, to: text.from, body: code });
}
