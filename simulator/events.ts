export type LiveEvent = {
  readonly id: string;
  readonly type: 'phone' | 'wire' | 'faults' | 'reset';
  readonly data: unknown;
};

export type Events = {
  /** `data`, or what makes it: called for readers only, so that nothing is drawn that nobody sees. */
  publish(type: LiveEvent['type'], data: unknown): void;
  /** The events after `id`; undefined when `id` is unknown or too old, so the reader needs a full picture first. */
  since(id: string): readonly LiveEvent[] | undefined;
  /** Id of the newest event: what a full picture taken now already contains. */
  lastId(): string;
  subscribe(listener: (event: LiveEvent) => void): () => void;
};

const KEPT_MAX = 1_000;

/**
 * What the page sees live. The newest events are kept for readers that reconnect; `epoch` tells the events of this
 * process from those of an earlier one that had the same numbers.
 */
export function createEvents(epoch: string): Events {
  const kept: LiveEvent[] = [];
  const listeners = new Set<(event: LiveEvent) => void>();
  let count = 0;
  return {
    publish(type, data) {
      count += 1;
      const event = { id: `${epoch}-${count}`, type, data };
      kept.push(event);
      if (kept.length > KEPT_MAX) kept.shift();
      if (listeners.size === 0) return;
      const drawn = draw(event);
      for (const listener of listeners) listener(drawn);
    },
    since(id) {
      const [of, number] = id.split('-');
      const dropped = count - kept.length;
      const known = of === epoch && number !== undefined && Number(number) >= dropped && Number(number) <= count;
      return known ? kept.slice(Number(number) - dropped).map(draw) : undefined;
    },
    lastId: () => `${epoch}-${count}`,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function draw(event: LiveEvent): LiveEvent {
  return typeof event.data === 'function' ? { ...event, data: event.data() } : event;
}
