import type { Webaddress } from '../calls/call.ts';
import type { Behavior } from '../phones/phone.ts';
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
  /** How long it may wait in the queue for the carrier, in seconds. */
  readonly validitySeconds: number;
};

// https://www.twilio.com/docs/api/errors/30003 and following.
const QUEUE_OVERFLOW = 30001;
const UNREACHABLE = 30003;
const UNKNOWN_HANDSET = 30005;
const VALIDITY_EXPIRED = 30036;
const UNDELIVERED_BY: Partial<Record<Behavior, number>> = { unreachable: UNREACHABLE, undelivered: UNKNOWN_HANDSET };

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
  const { sendAfterMs } = world.settings;
  const validMs = text.validitySeconds * 1_000;
  world.clock.after(Math.min(sendAfterMs, validMs), () => {
    // "When the time elapsed since the message was submitted exceeds ValidityPeriod, Twilio does not send the message."
    if (sendAfterMs > validMs) fail(world, text, VALIDITY_EXPIRED);
    else handToCarrier(world, text);
  });
  return text;
}

function fail(world: World, text: Text, errorCode: number): void {
  changeText(world, text, { status: 'failed', sentAt: null, errorCode });
}

function handToCarrier(world: World, text: Text): void {
  const lost = world.faults.drawNumber('text', text.to, ['failed']);
  if (lost) {
    fail(world, text, lost.code ?? QUEUE_OVERFLOW);
    return;
  }
  const sentAt = world.clock.now();
  changeText(world, text, { status: 'sent', sentAt });
  world.clock.after(world.settings.deliverAfterMs, () => deliver(world, text, sentAt));
}

function deliver(world: World, text: Text, sentAt: number): void {
  const { behavior } = phoneOf(world, text.to);
  const errorCode = struck(world, text) ?? UNDELIVERED_BY[behavior];
  if (errorCode !== undefined) {
    changeText(world, text, { status: 'undelivered', sentAt, errorCode });
    return;
  }
  changeText(world, text, { status: 'delivered', sentAt });
  addToThread(world, text.to, text, true);
  const code = behavior === 'reply-code' ? codeIn(text.body) : null;
  if (code !== null) void sendFromPhone(world, { from: text.to, to: text.from, body: code });
}

/** Why a fault that is switched on for this number keeps the text from its phone; undefined for none. */
function struck(world: World, text: Text): number | undefined {
  const hit = world.faults.drawNumber('text', text.to, ['dead', 'undelivered']);
  return hit ? (hit.code ?? (hit.fault === 'dead' ? UNREACHABLE : UNKNOWN_HANDSET)) : undefined;
}
