import type { Challenge } from '../challenge/challenge.ts';
import type { Result } from '../challenge/result.ts';

/** A result as it stands in the stream: `json` is, letter for letter, what was published. */
export interface ToldResult {
  /** The stream's own id of it: the next one is larger. */
  readonly entry: string;
  readonly type: Result['type'];
  readonly json: string;
}

export type Tell = (told: ToldResult) => void;

/** Results of a challenge, from the first on, each once and in order. */
export interface ResultFeed {
  /**
   * Tells what has happened since the entry `after` (without one: from the beginning), then resolves and goes on telling as it
   * happens, until the signal aborts. Rejects, and tells nothing more, when Redis cannot be read.
   */
  follow(challenge: Challenge, after: string | undefined, tell: Tell, signal: AbortSignal): Promise<void>;
}
