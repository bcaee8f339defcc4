import type { Trouble } from '../challenge/delivery.ts';

/** A result on its way to the webhook of its app. */
export interface Delivery {
  readonly app: string;
  /** The same on every try, and of no other result. */
  readonly id: string;
  /** When it was written, in Redis milliseconds. */
  readonly at: number;
  /** Letter for letter what was published. */
  readonly json: string;
}

/** New results as they stand in the streams, each for one process; what a process took and left is another's. */
export interface UnsentResults {
  /** Makes sure that from now on nothing is passed over. */
  begin(): Promise<void>;
  /** Hands over what is new, or what lay about too long, in a partition or in all; it is done when `take` resolves. */
  hand(take: (deliveries: readonly Delivery[]) => Promise<void>, partition?: number): Promise<void>;
  /** Hands over what was written since, whether it was handed over before or not. */
  handAgain(since: number, take: (deliveries: readonly Delivery[]) => Promise<void>): Promise<void>;
}

/** Tells that there may be something new in a stream. A hint, never the truth. */
export interface ResultNews {
  /** Gives the way to stop. */
  listen(hearing: { result(id: string): void; missed(): void }): () => void;
}

/** The queue `results`. A delivery that is there already is not put twice. */
export interface DeliveryQueue {
  add(deliveries: readonly Delivery[]): Promise<void>;
  /** Posts again what was written for this app since. */
  addReplay(app: string, since: number): Promise<void>;
  close(): Promise<void>;
}

/** What is known of the addresses that results are posted to, by all processes together. */
export interface Endpoints {
  trouble(app: string): Promise<Trouble | undefined>;
  /** Counts a failure at `now`. */
  failed(app: string, now: number): Promise<Trouble>;
  disable(app: string, now: number): Promise<void>;
  /** It took a result: all is forgotten, unless it has been disabled or enabled since `disabledAt` was read; then false. */
  works(app: string, disabledAt: number | undefined): Promise<boolean>;
  /** True for one of all who ask, each so often. */
  mayProbe(app: string, everyMs: number): Promise<boolean>;
}

/** How the address of each app with a webhook is. */
export type EndpointFacts = readonly { readonly app: string; readonly trouble: Trouble | undefined }[];

/** What came of posting a result. `gone`: the address says that nothing is wanted there any more. */
export type Posted =
  | { readonly kind: 'taken' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly why: string; readonly retryAfterMs?: number };

export interface Webhook {
  readonly url: string;
  /** The first is the current one; all of them sign. */
  readonly secrets: readonly string[];
}

/** Posts a result, signed. Never rejects. */
export interface Postman {
  post(webhook: Webhook, message: { readonly id: string; readonly json: string; readonly at: number }): Promise<Posted>;
  close(): void;
}
