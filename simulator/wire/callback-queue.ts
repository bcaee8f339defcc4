import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { CallbackFault, CallbackFaults } from '../faults/callback-faults.ts';
import type { Work } from '../work.ts';
import { postWebhook, type Webhook, type WebhookDeps } from './post-webhook.ts';
import { recordLost } from './record-lost.ts';

export type CallbackQueue = {
  /** Sends the callback after the ones before it; returns at once. */
  send(webhook: Webhook): void;
};
export type CallbackQueueDeps = WebhookDeps & {
  readonly clock: Clock;
  readonly work: Work;
  readonly callbackFaults: CallbackFaults;
};

// A held-back callback that nothing follows is sent after this time, so that a reordered last one is late but not lost.
const HELD_MS = 1_000;

/**
 * The status callbacks of one call or text: one at a time and in order, never in the way of the call itself. Faults are
 * applied here: a lost one is only recorded, a late or reordered one leaves the order.
 */
export function createCallbackQueue(deps: CallbackQueueDeps): CallbackQueue {
  const queue: Queue = { deps, tail: Promise.resolve(), held: null, era: deps.signal() };
  return {
    send(webhook) {
      const fault = deps.callbackFaults.draw(webhook.kind, webhook.fields);
      if (fault === null) pushAndRelease(queue, webhook, 1);
      else misdeliver(queue, fault, { ...webhook, fault: fault.kind });
    },
  };
}

type Queue = {
  readonly deps: CallbackQueueDeps;
  /** After a reset nothing is sent any more. */
  readonly era: AbortSignal;
  tail: Promise<unknown>;
  /** Sends the callback that is held back. */
  held: (() => void) | null;
};

function misdeliver(queue: Queue, fault: CallbackFault, webhook: Webhook): void {
  switch (fault.kind) {
    case 'lose':
      recordLost(queue.deps.wire, webhook);
      break;
    case 'duplicate':
      pushAndRelease(queue, webhook, 2);
      break;
    case 'delay':
      queue.deps.clock.after(fault.seconds * 1_000, () => push(queue, webhook));
      break;
    case 'reorder':
      hold(queue, webhook);
      break;
    default:
      fault.kind satisfies never;
  }
}

function push(queue: Queue, webhook: Webhook, token: string = randomUUID()): void {
  const { deps, era } = queue;
  queue.tail = deps.work.track(queue.tail.then(() => (era.aborted ? undefined : postWebhook(deps, webhook, token))));
}

/** A duplicate has the same idempotency token, as one of Twilio's has. */
function pushAndRelease(queue: Queue, webhook: Webhook, times: number): void {
  const token = randomUUID();
  for (let i = 0; i < times; i += 1) push(queue, webhook, token);
  queue.held?.();
}

function hold(queue: Queue, webhook: Webhook): void {
  queue.held?.();
  const release = () => {
    if (queue.held !== release) return;
    queue.held = null;
    cancel();
    push(queue, webhook);
  };
  const cancel = queue.deps.clock.after(HELD_MS, release);
  queue.held = release;
}
