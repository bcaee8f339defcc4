/** Runs `work` once all that was given before it for the same id has ended. If that failed, so does this, without being run. */
export type InTurn = <T>(id: string, work: () => Promise<T>) => Promise<T>;

/** A line for each id, which is gone as soon as nobody stands in it. */
export function createInTurn(): InTurn {
  const last = new Map<string, Promise<unknown>>();
  return async (id, work) => {
    const before = last.get(id);
    const mine = before === undefined ? work() : before.then(work);
    last.set(id, mine);
    try {
      return await mine;
    } finally {
      if (last.get(id) === mine) last.delete(id);
    }
  };
}
