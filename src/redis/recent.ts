import type { Stored } from '../ports.ts';

/** The challenges that this process wrote last, as it wrote them. */
export interface Recent {
  get(id: string): Omit<Stored, 'now'> | undefined;
  put(id: string, stored: Omit<Stored, 'now'>): void;
  /** Redis has `version` now. Should what is remembered be newer, Redis has lost it, and it counts no more. */
  found(id: string, version: number): void;
}

/** Of `countMax` the oldest make room for new ones. A call is over long before 2,000 others have begun. */
export function createRecent(countMax = 2_000): Recent {
  const challenges = new Map<string, Omit<Stored, 'now'>>();
  return {
    get: (id) => challenges.get(id),
    put(id, stored) {
      // A map keeps the order of entry: written last, it leaves last.
      challenges.delete(id);
      challenges.set(id, stored);
      const [oldest] = challenges.keys();
      if (challenges.size > countMax && oldest !== undefined) challenges.delete(oldest);
    },
    found(id, version) {
      if ((challenges.get(id)?.version ?? 0) > version) challenges.delete(id);
    },
  };
}
