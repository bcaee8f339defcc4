import { resultsChannel } from '../contract/names.ts';
import type { Watch } from '../ports.ts';
import type { Connection } from './connection.ts';

/**
 * The Watch port on one subscription for the whole process. Messages are lost while the subscriber is away, so when it is
 * back everybody who waits looks again.
 */
export function createRedisWatch(subscriber: Connection): Watch & { start(): Promise<void> } {
  const waiting = new Map<string, Set<() => void>>();
  const wake = (id: string) => {
    for (const look of waiting.get(id) ?? []) look();
  };
  subscriber.on('message', (_channel, message) => {
    const id = waiting.size === 0 ? undefined : closedBy(message);
    if (id !== undefined) wake(id);
  });
  subscriber.on('ready', () => {
    for (const id of waiting.keys()) wake(id);
  });
  return {
    // ioredis subscribes again by itself after every reconnection.
    start: async () => {
      await subscriber.subscribe(resultsChannel);
    },
    closed(id, ms, signal) {
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
