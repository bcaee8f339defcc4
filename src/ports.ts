/** The holes in the wall: what the rooms need from outside, as types. Adapters fill them; `assemble.ts` connects them. */
import type { Challenge } from './challenge/challenge.ts';
import type { Job, KeptJob } from './challenge/jobs.ts';
import type { FailureReason } from './challenge/outcome.ts';
import type { Phone } from './challenge/phone.ts';
import type { Result } from './challenge/result.ts';

export type TextFrom = { readonly awaiting: readonly string[]; readonly meantFor?: readonly string[] };

/** A challenge as it was read: `version` is what a commit must still find, `now` is Redis time when it was read. */
export interface Stored {
  readonly challenge: Challenge;
  readonly version: number;
  readonly now: number;
}

export interface Change {
  readonly challenge: Challenge;
  readonly results: readonly Result[];
  readonly jobs: readonly Job[];
  /** A call or text that is from now on known to be this challenge's. */
  readonly claim?: Claim;
  /** Numbers that are called or texted for the challenge from now on; remembered until it expires. */
  readonly placing?: readonly Placing[];
  /** The commit tells whether a guess was right: it happens only if those who guessed have looks left. */
  readonly looks?: Looks;
}

/** A look at a secret, counted over all challenges, attempts and nodes if it failed. */
export interface Looks {
  /** Whose failure it would be. */
  readonly owners: readonly string[];
  /** Failures that each of them may have a day. */
  readonly looksMax: number;
  readonly failed: boolean;
}

export interface Placing {
  readonly to: Phone;
  /** A text from this number may answer the challenge. */
  readonly awaitsReply: boolean;
}

/** Says whose a call or text at the provider is, or a match number: `mark` names the attempt or the challenge. */
export interface Claim {
  readonly sid: string;
  readonly mark: string;
}

export interface Store {
  load(id: string): Promise<Stored | undefined>;
  /** The challenge as this process wrote it last; another may have written it since. Costs nothing. */
  recall(id: string): Stored | undefined;
  /** Writes a new challenge with its results and jobs in one step; gives the existing one if the id is taken. */
  create(change: Change): Promise<{ readonly created: boolean; readonly version: number }>;
  /** Writes state, results, jobs and alarm in one step, if the version is still `version`; gives the new one. `no-looks-left`: one of those who guessed has none; nothing was written, not even the failure. Then the claim is made, unless another has it. What is being placed is known before anybody can know of the commit. */
  commit(change: Change, version: number): Promise<number | 'conflict' | 'no-looks-left'>;
  /** These jobs have reached the queue. Others stay, whichever commit left them; `version` tells whose alarm to set. */
  jobsHandedOver(challenge: Challenge, version: number, jobs: readonly KeptJob[]): Promise<void>;
  /** Kept jobs that a crash left behind, or that another process is handing over right now. */
  jobsLeft(id: string): Promise<KeptJob[]>;
  /** Ids of challenges whose alarm has gone off, by Redis time. */
  due(countMax: number): Promise<string[]>;
  /** Lets the alarm of a challenge go off no sooner than `until`, if it has one: others are to have their turn. */
  postpone(id: string, until: number): Promise<void>;
  /** Silences the alarm of a challenge that is no longer there. */
  forget(id: string): Promise<void>;
  /**
   * Publishes the outcome of a request that is no challenge, once for each `mark`. Without one the result's id is a good one
   * and is taken from then on, as by a challenge; nothing is published if it was taken before.
   */
  publishRejected(mark: string | undefined, result: Result, replyTo: string | undefined): Promise<boolean>;
  /** Challenges that a text from this number may answer, of which some may be over, and whom it was meant for if it was heard before. */
  textFrom(from: Phone, messageSid: string): Promise<TextFrom>;
  /** Whom this text is meant for: told again, it has nothing to say to anybody else. The first word counts, for 30 days at least. */
  markHeard(messageSid: string, ids: readonly string[]): Promise<void>;
  /** Challenges that have a call or text placed to this number, replies awaited or not. */
  placedTo(to: Phone): Promise<string[]>;
  /** Claims for a quarter of an hour or more a call or text at the provider for an attempt, or a match number of a subject for a challenge; false if another has it. */
  claim(sid: string, mark: string): Promise<boolean>;
  /** Whose each of these calls or texts is, if anybody's. */
  claimants(sids: readonly string[]): Promise<(string | undefined)[]>;
}

/** Watches outcomes as they are published; a hint to look again, never the truth. */
export interface Watch {
  /** Resolves when the challenge may have closed, or after `ms`. */
  closed(id: string, ms: number, signal: AbortSignal): Promise<void>;
}

export interface Queue {
  /** Puts jobs where workers take them. A job that is there already is not put twice. */
  hand(jobs: readonly Job[]): Promise<void>;
}

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
  /** Why none can be taken at the moment, where that is known. */
  trouble?(): string | undefined;
}
/** Hands the jobs of a queue to a handler. */
export type Consume = (queue: string, handle: Handler | PatientHandler, options: ConsumeOptions) => Consumer;

/** Requests that their producers told the queue to hold back. */
export interface DelayedRequests {
  /** Lets workers have those now for which it is time; gives how many there were. */
  release(isTime: (job: Incoming) => boolean): Promise<number>;
  close(): Promise<void>;
}

/** Redis time carried by the monotonic clock, in milliseconds: no node's wall clock matters. */
export interface Clock {
  now(): number;
}

export interface Random {
  /** Characters of base64url from the CSPRNG, 6 bits each. */
  token(length: number): string;
  /** Decimal digits from the CSPRNG, each as likely as any other. */
  digits(length: number): string;
}

/** What only holders of `POUNDKEY_SECRET` can make. */
export interface Keyring {
  codeFor(id: string, salt: string): string;
  /** A name for a number that cannot be turned back. */
  tagOf(phone: Phone): string;
  /** The same for a text that nobody will ask about again, and of which nothing is to be remembered. */
  fingerprintOf(text: string): string;
}

/** What a callback address carries: which attempt it is about, and the nonce that only our own requests know. */
export interface CallbackRef {
  readonly id: string;
  readonly attempt: number;
  readonly nonce: string;
}

/** What came of asking the provider for a call or text. */
export type Placement =
  | { readonly kind: 'placed'; readonly sid: string }
  /** Definitely not placed, and it would not be next time either. */
  | { readonly kind: 'failed'; readonly reason: FailureReason }
  /** Definitely not placed, but only for now. */
  | { readonly kind: 'busy'; readonly retryAfterMs: number }
  /** It may have been placed: a timeout, a reset, a 5xx, an answer that makes no sense. */
  | { readonly kind: 'unknown' };

export interface Found {
  readonly sid: string;
  readonly createdAt: number;
}

export interface Provider {
  /** `from` instead of the number of the settings. */
  call(order: {
    to: Phone;
    ref: CallbackRef;
    ringSeconds: number;
    from?: string;
    extension?: string;
    /** What answers is no person yet. */
    isSwitchboard?: boolean;
  }): Promise<Placement>;
  /** `from`: a number, a short code, a name or a messaging service, instead of that of the settings. */
  text(order: {
    to: Phone;
    ref: CallbackRef;
    body: string;
    validitySeconds: number;
    from?: string;
  }): Promise<Placement>;
  /** Ends a live call. `gone` when there is nothing to end. */
  hangUp(sid: string): Promise<'ended' | 'gone' | 'unknown'>;
  /** Calls or texts to a number since a time: what a request whose answer was lost may have made. */
  find(query: { channel: 'voice' | 'sms'; to: Phone; since: number }): Promise<Found[] | 'unknown'>;
}
