/** What the operators' door needs from outside. */

export interface OperatorSession {
  readonly name: string;
  /** Must come with every form of this session: another site cannot know it. */
  readonly formToken: string;
}

/** Who is signed in at `/ops`, and who has guessed too often. */
export interface OperatorSessions {
  open(name: string): Promise<string>;
  find(token: string): Promise<OperatorSession | undefined>;
  close(token: string): Promise<void>;
  /** Failures of late by this key (an address, a name), counting this one. */
  countFailure(key: string): Promise<number>;
  failures(key: string): Promise<number>;
}

/** What is going on, for people who watch. */
export interface Overview {
  /** Challenges that are open. */
  inFlight(): Promise<number>;
  /** Outcomes of the last hour by minute (0 = an hour ago, 59 = now) and by `status/reason`. */
  lastHour(): Promise<Tally>;
}
export interface Tally {
  readonly byMinute: readonly { readonly approved: number; readonly other: number }[];
  readonly byOutcome: ReadonlyMap<string, number>;
}

/** A queue as it stands. */
export interface QueueFacts {
  readonly queue: string;
  /** Jobs by BullMQ's states. */
  readonly counts: Readonly<Record<string, number>>;
  /** 0 when nothing waits. */
  readonly oldestWaitingSeconds: number;
}
