/** A challenge in the list of its app, and where the list goes on after it. */
export interface Listed {
  readonly id: string;
  readonly cursor: string;
}

/** The challenges of each app. It names what was made; whether that is still kept, the store knows. */
export interface ChallengeList {
  /** Newest first, after the one that had this cursor; fewer than `countMax` only where the list ends. */
  page(app: string, countMax: number, after: string | undefined): Promise<Listed[]>;
}
