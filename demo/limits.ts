/** A limit on tries, each of them for a key such as a name. */
export interface Limit {
  /** Takes a try; false when there were too many of late. */
  take(key: string): boolean;
  /** Forgets the tries of somebody who got it right. */
  forget(key: string): void;
}

const keysMax = 10_000;

/** So many tries per key in so long a time, counted in this process. With several processes, count in your database. */
export function createLimit(triesMax: number, windowMs: number, now: () => number): Limit {
  const tries = new Map<string, { count: number; readonly endsAt: number }>();
  return {
    take(key) {
      const known = tries.get(key);
      const counted = known !== undefined && known.endsAt > now() ? known : { count: 0, endsAt: now() + windowMs };
      counted.count += 1;
      tries.delete(key);
      tries.set(key, counted);
      for (const oldest of tries.keys()) if (tries.size > keysMax) tries.delete(oldest);
      return counted.count <= triesMax;
    },
    forget: (key) => void tries.delete(key),
  };
}
