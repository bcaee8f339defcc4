/** What can stop taking jobs and go on; a BullMQ `Worker`. */
export interface Restable {
  pause(doNotWaitActive: boolean): Promise<void>;
  resume(): Promise<void>;
}

export interface Rest {
  /** To be told of each error of the worker. */
  met(): void;
  readonly isResting: () => boolean;
  stop(): void;
}

/** More errors than this within a second are no accident. */
const errorsMax = 5;
const restMs = { first: 1_000, most: 5_000 };
/** After so long without another rest, the next one is short again. */
const forgivenAfterMs = 120_000;

/**
 * Lets a worker rest whose every question is answered with an error, a second at first and five at most: what it is for rings a phone. BullMQ itself asks again at
 * once: with a right that its user lacks, or a Redis that is full, that costs a core and gigabytes of log.
 */
export function createRest(worker: Restable, now: () => number = () => performance.now()): Rest {
  let recent: number[] = [];
  let nextMs = restMs.first;
  let restedAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  const goOn = () => {
    timer = undefined;
    restedAt = now();
    void worker.resume();
  };
  return {
    met() {
      if (timer !== undefined) return;
      recent = [...recent.filter((at) => now() - at < 1_000), now()];
      if (recent.length <= errorsMax) return;
      recent = [];
      if (now() - restedAt > forgivenAfterMs) nextMs = restMs.first;
      timer = setTimeout(goOn, nextMs).unref();
      nextMs = Math.min(nextMs * 2, restMs.most);
      void worker.pause(true);
    },
    isResting: () => timer !== undefined,
    stop: () => clearTimeout(timer),
  };
}
