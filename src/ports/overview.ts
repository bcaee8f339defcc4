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
