/** Jobs that come off a queue, and those who work on them. */

/** What a handler sees of a job. `enqueuedAt` is the producer's word for it, in milliseconds. */
export interface Incoming {
  readonly id: string;
  readonly data: unknown;
  readonly enqueuedAt: number;
}
/** Runs at least once for each job. One that throws met broken infrastructure, and its job comes again. */
export type Handler = (job: Incoming) => Promise<void>;
/** The job is to come again, with other data if there is some. */
export interface Later {
  readonly againInMs: number;
  readonly data?: unknown;
}
/** The same, for work that may have to wait for others than us. */
export type PatientHandler = (job: Incoming) => Promise<Later | undefined>;

export interface ConsumeOptions {
  /** Jobs that this process works on at once. */
  readonly concurrency: number;
  /** Jobs started per second over all workers of this queue together; may be a fraction. */
  readonly perSecond?: number;
}
export interface Consumer {
  /** Takes no more jobs and resolves when those taken are done. */
  close(): Promise<void>;
}
/** Hands the jobs of a queue to a handler. */
export type Consume = (queue: string, handle: Handler | PatientHandler, options: ConsumeOptions) => Consumer;

/** Requests that their producers told the queue to hold back. */
export interface DelayedRequests {
  /** Lets workers have those now for which it is time; gives how many there were. */
  release(isTime: (job: Incoming) => boolean): Promise<number>;
  close(): Promise<void>;
}
