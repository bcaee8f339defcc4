import { resultsChannel } from '../contract/names.ts';
import type { Connection } from './connection.ts';

/** Long enough that somebody who asks again and again, each time for a moment, finds the subscription there. */
const idleMs = 10_000;

export interface Hearing {
  /** Something happened to the challenge `id`. */
  result(id: string, type: string): void;
  /** Nothing was heard for a while; whatever may have happened has to be looked up. */
  missed(): void;
}

/** What is published, for everybody in this process who wants to know. A hint to look; never the truth. */
export interface ResultsHeard {
  /** Gives the way to stop. */
  listen(hearing: Hearing): () => void;
}

/**
 * One subscription for the whole process, which stands only while somebody listens: every result of every challenge comes in
 * on it. Messages are lost until it stands, and while the subscriber is away, so then everybody is told to look.
 */
export function hearResults(subscriber: Connection, unsubscribeAfterMs = idleMs): ResultsHeard {
  const listening = new Set<Hearing>();
  let subscribed = false;
  let idle: NodeJS.Timeout | undefined;
  const missed = () => {
    for (const hearing of listening) hearing.missed();
  };
  const subscribe = () => {
    subscribed = true;
    // If this fails the connection is gone again, and the next `ready` tries anew.
    subscriber.subscribe(resultsChannel).then(missed, () => undefined);
  };
  const unsubscribe = () => {
    subscribed = false;
    subscriber.unsubscribe(resultsChannel).catch(() => undefined);
  };
  subscriber.on('message', (_channel, message) => {
    const told = listening.size === 0 ? undefined : readMessage(message);
    if (told !== undefined) for (const hearing of listening) hearing.result(told.id, told.type);
  });
  subscriber.on('ready', () => {
    if (subscribed) subscribe();
  });
  return {
    listen(hearing) {
      clearTimeout(idle);
      listening.add(hearing);
      if (!subscribed) subscribe();
      return () => {
        listening.delete(hearing);
        clearTimeout(idle);
        if (listening.size === 0) idle = setTimeout(unsubscribe, unsubscribeAfterMs).unref();
      };
    },
  };
}

/** Whoever publishes something else here by mistake must not end us. */
function readMessage(message: string): { id: string; type: string } | undefined {
  try {
    const { id, type } = JSON.parse(message) as { id?: unknown; type?: unknown };
    return typeof id === 'string' && typeof type === 'string' ? { id, type } : undefined;
  } catch {
    return undefined;
  }
}
