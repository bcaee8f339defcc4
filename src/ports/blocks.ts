/** Subjects that are not asked any more, each by its app. */

/** What was done about a subject, by whom, when and why. Times in Redis milliseconds. */
export interface BlockFact {
  readonly what: 'blocked' | 'lifted';
  readonly at: number;
  /** `person`: on the phone, behind a fraud report. */
  readonly by: 'person' | 'app';
  readonly reason: string;
  /** Of a block: when it ends by itself. */
  readonly until?: number;
}
export interface Block {
  readonly subject: string;
  readonly at: number;
  readonly until: number;
  readonly by: 'person' | 'app';
  readonly reason: string;
}

export interface Blocks {
  /** Blocks a subject, or blocks it anew; kept when this resolves. */
  block(app: string, block: Block): Promise<void>;
  /** False if it was not blocked. */
  lift(app: string, subject: string, fact: { readonly at: number; readonly reason: string }): Promise<boolean>;
  /** The block there is, and what was done of late, newest first. */
  read(app: string, subject: string): Promise<{ readonly block?: Block; readonly history: readonly BlockFact[] }>;
  /** Those that end first, first; `from` counts them. */
  page(app: string, from: number, countMax: number, now: number): Promise<Block[]>;
}
