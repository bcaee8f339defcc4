/** What the operators' door needs from outside. */

export interface OperatorSession {
  readonly name: string;
  /** Of name and password: another one when either was changed since. */
  readonly mark: string;
  /** Must come with every form of this session: another site cannot know it. */
  readonly formToken: string;
}

/** Who is signed in at `/ops`, and who has guessed too often. */
export interface OperatorSessions {
  open(name: string, mark: string): Promise<string>;
  find(token: string): Promise<OperatorSession | undefined>;
  close(token: string): Promise<void>;
  /** Tries of late by this key (an address, a name), counting this one, which is counted before anybody knows how it ends. */
  countTry(key: string): Promise<number>;
  /** It was no failure. */
  forgive(key: string): Promise<void>;
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
