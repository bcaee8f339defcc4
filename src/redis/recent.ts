import type { Stored } from '../ports.ts';

/** The challenges that this process wrote last, as it wrote them. */
export interface Recent {
  get(id: string): Omit<Stored, 'now'> | undefined;
  put(id: string, stored: Omit<Stored, 'now'>): void;
  /** Redis has `version` now. Should what is remembered be newer, Redis has lost it, and it counts no more. */
  found(id: string, version: number): void;
}

/**
 * At least the last `countMax` writes are remembered, and twice as many at the most: of two generations the older is dropped
 * as a whole. A call is over long before a thousand others have begun.
 */
export function createRecent(countMax = 1_000): Recent {
  let young = new Map<string, Omit<Stored, 'now'>>();
  let old = new Map<string, Omit<Stored, 'now'>>();
  const get = (id: string) => young.get(id) ?? old.get(id);
  return {
    get,
    put(id, stored) {
      if (young.size >= countMax) [old, young] = [young, new Map()];
      young.set(id, stored);
    },
    found(id, version) {
      if ((get(id)?.version ?? 0) <= version) return;
      young.delete(id);
      old.delete(id);
    },
  };
}
