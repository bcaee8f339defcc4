import { setImmediate as nextTurn } from 'node:timers/promises';

export type Work = {
  /** Counts `task` as under way until it settles; gives it back unchanged. */
  track<T>(task: Promise<T>): Promise<T>;
  /** Resolves when nothing is under way and what followed from it has begun. */
  idle(): Promise<void>;
};

/** What the simulator has set in motion: so that moving the clock can wait for the requests that follow from it. */
export function createWork(): Work {
  const underWay = new Set<Promise<unknown>>();
  return {
    track(task) {
      underWay.add(task);
      const done = () => underWay.delete(task);
      task.then(done, done);
      return task;
    },
    async idle() {
      // One turn of the event loop lets what an answer set off start its own request.
      for (await nextTurn(); underWay.size > 0; await nextTurn()) await Promise.allSettled(underWay);
    },
  };
}
