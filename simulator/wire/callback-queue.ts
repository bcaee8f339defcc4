import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { CallbackFaults } from '../faults/callback-faults.ts';
import type { Work } from '../work.ts';
import { postWebhook, type Webhook, type WebhookDeps } from './post-webhook.ts';

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

  return {
    send(webhook) {
      const fault = deps.callbackFaults.draw(webhook.kind, webhook.fields);
      const marked = fault === null ? webhook : { ...webhook, fault: fault.kind };
      if (fault === null) return pushAndRelease(marked, 1);
      switch (fault.kind) {
        case 'lose':
          return recordLost(deps, marked);
        case 'duplicate':
          return pushAndRelease(marked, 2);
        case 'delay':
          deps.clock.after(fault.seconds * 1_000, () => push(marked));
          return;
        case 'reorder':
          return hold(marked);
        default:
          fault.kind satisfies never;
      }
    },
  };
}

function recordLost(deps: CallbackQueueDeps, webhook: Webhook): void {
  deps.wire.begin({
    direction: 'out',
    kind: webhook.kind,
    method: webhook.method,
    url: webhook.address,
    fields: webhook.fields,
    sid: webhook.sid,
    signature: null,
    attempt: 0,
    fault: webhook.fault ?? null,
  })({ error: 'lost on purpose: never sent' });
}
