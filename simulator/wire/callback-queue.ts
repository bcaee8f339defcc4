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
  let tail: Promise<unknown> = Promise.resolve();
  let held: (() => void) | null = null;
  const era = deps.signal();

  function push(webhook: Webhook, token: string = randomUUID()): void {
    tail = deps.work.track(tail.then(() => (era.aborted ? undefined : postWebhook(deps, webhook, token))));
  }

  function pushAndRelease(webhook: Webhook, times: number): void {
    const token = randomUUID();
    for (let i = 0; i < times; i += 1) push(webhook, token);
    held?.();
  }

  function hold(webhook: Webhook): void {
    held?.();
    const release = () => {
      if (held !== release) return;
      held = null;
      cancel();
      push(webhook);
    };
    const cancel = deps.clock.after(HELD_MS, release);
    held = release;
  }

  function misdeliver(fault: CallbackFault, webhook: Webhook): void {
    switch (fault.kind) {
      case 'lose':
        recordLost(deps.wire, webhook);
        break;
      case 'duplicate':
        pushAndRelease(webhook, 2);
        break;
      case 'delay':
        deps.clock.after(fault.seconds * 1_000, () => push(webhook));
        break;
      case 'reorder':
        hold(webhook);
        break;
      default:
        fault.kind satisfies never;
    }
  }

  return {
    send(webhook) {
      const fault = deps.callbackFaults.draw(webhook.kind, webhook.fields);
      if (fault === null) pushAndRelease(webhook, 1);
      else misdeliver(fault, { ...webhook, fault: fault.kind });
    },
  };
}
