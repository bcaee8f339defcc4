/** When a result is posted again, and when its address is left alone. Every number of it stands here with its reason. */

/** After each failed try until the next one: a person may be waiting, so the first ones come quickly. */
const gapsMs = [500, 2_000, 5_000, 15_000, 60_000, 300_000];
/** Whoever asks for more patience gets so much. */
const askedMsMax = 300_000;

/** Milliseconds until the next try after `tries` that failed; undefined when it is given up. */
export function nextTryMs(tries: number, askedMs = 0): number | undefined {
  const gapMs = gapsMs[tries - 1];
  return gapMs === undefined ? undefined : Math.max(gapMs, Math.min(askedMs, askedMsMax));
}

/** A try is given so long: whoever checks a signature and stores a line needs a fraction of it. */
export const postTimeoutMs = 5_000;
/** Posts to one app at once from one process: one that is slow must not keep all others waiting. */
export const postsAtOnceMax = 20;
/** A process that has too many under way looks again after that. */
export const crowdedMs = 200;

/** What is known of an address that did not take the last result. */
export interface Trouble {
  /** Failed tries in a row. */
  readonly failures: number;
  /** When the first of them was, in Redis milliseconds. */
  readonly since: number;
  /** Since when nothing but a probe now and then is sent there. */
  readonly disabledAt?: number;
}

/** One result makes three tries in ten seconds: it takes several results, and more than a restart, to be called dead. */
const failuresMax = 10;
const failingMsMax = 120_000;

/** Whether an address is dead. */
export const isDead = ({ failures, since }: Trouble, now: number): boolean =>
  failures >= failuresMax && now - since >= failingMsMax;

/** A dead address is tried with one result each so often. */
export const probeEveryMs = 30_000;
/** What was under way to an address when it was disabled waits for it by itself. */
export const keptLookMs = 60_000;
