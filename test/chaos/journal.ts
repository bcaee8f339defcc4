/** What really happened, written down by those who did it: the provider's stub and the people it rang. Times: wall clock. */

/** A request for a call or text that reached the provider. */
export interface Post {
  readonly id: string;
  readonly attempt: number;
  readonly at: number;
  readonly slot: string;
  /** Whether a phone rang, or a text went out, because of it. */
  readonly rang: boolean;
  readonly answer: string;
}

export type DeedKind =
  | 'pound-to-approve'
  | 'pound-to-report'
  | 'wrong-key'
  | 'zero-key'
  | 'silence'
  | 'right-reply'
  | 'wrong-reply'
  | 'zero-reply'
  /** The provider's last word on a call or text. */
  | 'busy'
  | 'no-answer'
  | 'unreachable'
  | 'hung-up'
  | 'undelivered';

/** What a person did, or what became of their call. */
export interface Deed {
  readonly id: string;
  readonly attempt: number;
  readonly kind: DeedKind;
  /** When it was done; it may be told to the gateway several times. */
  readonly at: number;
  /** When the gateway answered it with a 2xx. */
  ackedAt?: number;
  /** The reason that the gateway's answer named, if any: what the person was told. */
  told?: string;
}

/** A request of ours that ended a live call. */
export interface HangUp {
  readonly id: string;
  readonly at: number;
}

export class Journal {
  readonly posts: Post[] = [];
  readonly deeds: Deed[] = [];
  readonly hangUps: HangUp[] = [];
  /** By `id/attempt`: when a callback about it was first answered with a 2xx. */
  readonly firstAck = new Map<string, number>();
  /** Faults by kind. */
  readonly faults = new Map<string, number>();

  /** Each fault with its time. */
  readonly timeline: { readonly at: string; readonly kind: string }[] = [];

  fault(kind: string): void {
    this.timeline.push({ at: new Date().toISOString(), kind });
    this.faults.set(kind, (this.faults.get(kind) ?? 0) + 1);
  }
  did(id: string, attempt: number, kind: DeedKind): Deed {
    const deed: Deed = { id, attempt, kind, at: Date.now() };
    this.deeds.push(deed);
    return deed;
  }
  acked(id: string, attempt: number): void {
    const ref = `${id}/${attempt}`;
    if (!this.firstAck.has(ref)) this.firstAck.set(ref, Date.now());
  }
}
