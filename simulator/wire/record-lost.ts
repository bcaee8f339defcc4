import type { Webhook } from './post-webhook.ts';
import type { WireLog } from './wire-log.ts';

/** Notes a callback that a fault has swallowed: it never left, but a person should see that it was due. */
export function recordLost(wire: WireLog, webhook: Webhook): void {
  const entry = wire.begin({
    direction: 'out',
    kind: webhook.kind,
    method: webhook.method,
    url: webhook.address,
    fields: webhook.fields,
    sid: webhook.sid,
    signature: null,
    attempt: 0,
    fault: webhook.fault ?? null,
  });
  entry.end({ error: 'lost on purpose: never sent' });
}
