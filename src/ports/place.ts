import type { Job } from '../challenge/jobs.ts';
import type { Queue, Stored } from '../ports.ts';

/** Room in this process for one dispatch. Whoever has taken it gives it back, or goes on in it. */
export interface Place {
  /** Asks the provider for the attempt: its fence, with this nonce, was committed just now by whoever took the place. */
  goOn(stored: Stored, attempt: number, nonce: string): void;
  giveBack(): void;
}

/** A queue of which some need not be gone through. */
export interface QueueWithPlaces extends Queue {
  /** A place for this dispatch, if this process has one; to be taken before its fence is committed, and for that moment only. */
  take?(job: Job): Place | undefined;
}
