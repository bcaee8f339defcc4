export type Watch = {
  /** Something may be different now: every waiter looks again, once, after the present turn of the event loop. */
  changed(): void;
  /**
   * Answers with the first value of `look` that is not undefined; undefined after `timeoutMs` of real time, when `signal`
   * is aborted, or when the simulator stops.
   */
  until<T>(look: () => T | undefined, timeoutMs: number, signal?: AbortSignal): Promise<T | undefined>;
  /** Lets every waiter go with undefined. */
  release(): void;
};

/** Waiting for a state instead of an event: a waiter that comes late still sees it. Waiters look in order of arrival. */
export function createWatch(): Watch {
  const waiters = new Set<{ look(): boolean; leave(): void }>();
  let due = false;

  function lookAgain(): void {
    due = false;
    for (const waiter of [...waiters]) if (waiter.look()) waiters.delete(waiter);
  }

  return {
    changed() {
      if (due) return;
      due = true;
      // Not at once: a document that speaks several sentences is one change for whoever waits.
      setImmediate(lookAgain);
    },
    until(look, timeoutMs, signal) {
      const already = look();
      if (already !== undefined || signal?.aborted) return Promise.resolve(already);
      return new Promise((resolve) => {
        const waiter = {
          look() {
            const value = look();
            if (value === undefined) return false;
            settle(value);
            return true;
          },
          leave: () => settle(undefined),
        };
        const settle = (value: ReturnType<typeof look>) => {
          clearTimeout(limit);
          signal?.removeEventListener('abort', waiter.leave);
          waiters.delete(waiter);
          resolve(value);
        };
        const limit = setTimeout(waiter.leave, timeoutMs);
        signal?.addEventListener('abort', waiter.leave);
        waiters.add(waiter);
      });
    },
    release() {
      for (const waiter of [...waiters]) waiter.leave();
    },
  };
}
