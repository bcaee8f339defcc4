import { resultsChannel } from '../contract/names.ts';
import type { Watch } from '../ports.ts';
import type { Connection } from './connection.ts';

/** Long enough that somebody who asks again and again, each time for a moment, finds the subscription there. */
const idleMs = 10_000;

/**
 * The Watch port on one subscription for the whole process, which stands only while somebody waits: every result of every
 * challenge comes in on it. Messages are lost until it stands, and while the subscriber is away, so then everybody who waits
 * looks again.
 */
export function createRedisWatch(subscriber: Connection, unsubscribeAfterMs = idleMs): Watch {
  const waiting = new Map<string, Set<() => void>>();
  let subscribed = false;
  let idle: NodeJS.Timeout | undefined;
  const wake = (id: string) => {
    for (const look of waiting.get(id) ?? []) look();
  };
  const wakeAll = () => {
    for (const id of waiting.keys()) wake(id);
  };
  const subscribe = () => {
    subscribed = true;
    // If this fails the connection is gone again, and the next `ready` tries anew.
    subscriber.subscribe(resultsChannel).then(wakeAll, () => undefined);
  };
  const unsubscribe = () => {
    subscribed = false;
    subscriber.unsubscribe(resultsChannel).catch(() => undefined);
  };
  subscriber.on('message', (_channel, message) => {
    const id = waiting.size === 0 ? undefined : closedBy(message);
    if (id !== undefined) wake(id);
  });
  subscriber.on('ready', () => {
    if (subscribed) subscribe();
  });
  return {
    closed(id, ms, signal) {
      clearTimeout(idle);
      if (!subscribed) subscribe();
      const { promise, resolve } = Promise.withResolvers<void>();
      const looks = waiting.get(id) ?? new Set();
      waiting.set(id, looks.add(resolve));
      const timer = setTimeout(resolve, ms);
      signal.addEventListener('abort', () => resolve(), { once: true });
      if (signal.aborted) resolve();
      return promise.finally(() => {
        clearTimeout(timer);
        looks.delete(resolve);
        if (looks.size === 0) waiting.delete(id);
        if (waiting.size === 0) idle = setTimeout(unsubscribe, unsubscribeAfterMs).unref();
      });
    },
  };
}

/** The challenge that a message says has closed. Whoever publishes something else here by mistake must not end us. */
function closedBy(message: string): string | undefined {
  try {
    const { id, type } = JSON.parse(message) as { id?: string; type?: string };
    return type === 'challenge.closed' ? id : undefined;
  } catch {
    return undefined;
  }
}
