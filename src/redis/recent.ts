import type { Stored } from '../ports.ts';
import { createGenerations } from './generations.ts';

/** The challenges that this process wrote last, as it wrote them. */
export interface Recent {
  get(id: string): Omit<Stored, 'now'> | undefined;
  put(id: string, stored: Omit<Stored, 'now'>): void;
  /** Redis has `version` now. Should what is remembered be newer, Redis has lost it, and it counts no more. */
  found(id: string, version: number): void;
}

/** As many as were written last, and some before them. A call is over long before a thousand others have begun. */
export function createRecent(countMax = 1_000): Recent {
  const challenges = createGenerations<Omit<Stored, 'now'>>(countMax);
  return {
    get: challenges.get,
    put: challenges.put,
    found(id, version) {
      if ((challenges.get(id)?.version ?? 0) > version) challenges.delete(id);
    },
  };
}
