import type { ChallengeResult, ClosedResult, ProgressResult } from '../contract/result.ts';
import { orAborted } from './or-aborted.ts';

/** What one of those who asked hears of a challenge. */
export interface Heard {
  /** Each step as it happens, from the first one on for everybody who iterates; ends when no more can come. */
  readonly progress: AsyncIterable<ProgressResult>;
  /** How it ended, refusals and expiry included. Rejects only with a `ClientError`, or with the reason of an abort. */
  readonly outcome: Promise<ClosedResult>;
}

/** What was heard of one challenge so far. */
export interface Hearing {
  /** The outcome is known, or never will be. */
  isOver(): boolean;
  /** Nothing was heard yet. */
  isSilent(): boolean;
  /** Resolves when it is over. */
  whenOver(): Promise<void>;
  hear(result: ChallengeResult): void;
  giveUp(error: Error): void;
  /** The challenge for one of those who asked; `signal` ends what this one hears. */
  heard(signal: AbortSignal | undefined): Heard;
}

/** Starts to listen to one challenge. Whatever is heard after its outcome is dropped. */
export function startHearing(): Hearing {
  const steps: ProgressResult[] = [];
  const ending = Promise.withResolvers<ClosedResult>();
  // Who does not look at the outcome must not be ended by its rejection.
  ending.promise.catch(() => {});
  let news = Promise.withResolvers<void>();
  let over = false;
  const tell = (): void => {
    news.resolve();
    news = Promise.withResolvers();
  };
  async function* follow(signal: AbortSignal | undefined): AsyncGenerator<ProgressResult> {
    for (let next = 0; !signal?.aborted; ) {
      const step = steps[next];
      if (step !== undefined) {
        next += 1;
        yield step;
      } else if (over) return;
      else await orAborted(news.promise, signal).catch(() => {});
    }
  }
  return {
    isOver: () => over,
    isSilent: () => !over && steps.length === 0,
    whenOver: () => ending.promise.then(ignore, ignore),
    hear(result) {
      if (over) return;
      if (result.type === 'challenge.progress') steps.push(result);
      else {
        over = true;
        ending.resolve(result);
      }
      tell();
    },
    giveUp(error) {
      over = true;
      ending.reject(error);
      tell();
    },
    heard(signal) {
      const outcome = orAborted(ending.promise, signal);
      outcome.catch(() => {});
      return { progress: { [Symbol.asyncIterator]: () => follow(signal) }, outcome };
    },
  };
}

const ignore = (): void => {};
