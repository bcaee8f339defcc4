import { replyChannel } from '../contract/names.ts';
import type { Connection } from './connect.ts';
import { parseHeard } from './heard-result.ts';

/**
 * Pub/sub as what it is: quick and forgetful. A message says only that a stream has something new; what it is, and in which
 * order, is read there. So a message that is lost, doubled or late costs time and never a result.
 */
export interface ResultHints {
  /** Resolves once results of requests with this `replyTo` are heard. */
  listen(replyTo: string): Promise<void>;
  /** Stops to hear all others. */
  keep(replyTos: ReadonlySet<string>): void;
}

interface Deps {
  /** A connection of its own that does not resubscribe by itself: we must know when the gap is over. */
  readonly connection: Connection;
  /** There may be a new result of this challenge. */
  readonly onHint: (challengeId: string) => void;
  /** The connection was lost and is back: there may be new results of every challenge. */
  readonly onGap: () => void;
}

/** Listens for results that are published while we are connected. */
export function hearResultHints({ connection, onHint, onGap }: Deps): ResultHints {
  const { redis } = connection;
  const heard = new Set<string>();
  redis.on('message', (_channel, message) => {
    const result = parseHeard(message);
    if (result !== undefined) onHint(result.id);
  });
  redis.on('ready', () => {
    // If this fails the connection is gone again, and the next `ready` tries anew.
    if (heard.size > 0) redis.subscribe(...[...heard].map(replyChannel)).then(onGap, () => {});
  });
  return {
    async listen(replyTo) {
      heard.add(replyTo);
      await connection.ready();
      await redis.subscribe(replyChannel(replyTo));
    },
    keep(replyTos) {
      for (const replyTo of heard) {
        if (replyTos.has(replyTo)) continue;
        heard.delete(replyTo);
        redis.unsubscribe(replyChannel(replyTo)).catch(() => {});
      }
    },
  };
}
