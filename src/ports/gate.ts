/** Who may have one more challenge: limits and who is being asked already. */
import type { App } from '../challenge/app.ts';
import type { Phone } from '../challenge/phone.ts';
import type { Budget, LimitName } from '../challenge/rate.ts';

/** A challenge that wants to be. */
export interface Entry {
  readonly id: string;
  readonly app: App;
  readonly subject: string;
  /** Each number that it will call or text, once. */
  readonly numbers: readonly Phone[];
  readonly ip: string | undefined;
  readonly lifeMs: number;
}

export type Entered =
  /** All that it costs was taken, and its subject is being asked by it from now on. */
  | { readonly kind: 'entered'; readonly budgets: readonly Budget[] }
  /** The same id has entered before, and its challenge may not have come to be; nothing was taken. */
  | { readonly kind: 'entered-before'; readonly budgets: readonly Budget[] }
  /** The id has its challenge; nothing was taken. */
  | { readonly kind: 'known'; readonly budgets: readonly Budget[] }
  | GateRefusal;

/** Nothing was taken. */
export type GateRefusal =
  | {
      readonly kind: 'limited';
      readonly limit: LimitName;
      readonly count: number;
      readonly seconds: number;
      readonly retryAfterSeconds: number;
      readonly budgets: readonly Budget[];
    }
  /** The subject is blocked, by a fraud report or by its app. */
  | { readonly kind: 'blocked' }
  /** The challenge `id` of the same app entered for this subject so long ago, and may be open. */
  | { readonly kind: 'in-progress'; readonly id: string; readonly agoMs: number };

export interface Gate {
  /** Takes what the challenge costs, all or nothing. `over`: a challenge of the subject that is known not to be open. */
  enter(entry: Entry, over?: string): Promise<Entered>;
  /** Gives all of it back: the challenge did not come to be. */
  leave(entry: Entry): Promise<void>;
  /** Takes what one more call or text to a number costs, for a challenge that has entered. */
  again(app: App, number: Phone): Promise<Extract<Entered, { kind: 'entered' | 'limited' }>>;
  /** The challenge by which this subject is being asked, as far as the gate knows: it may be over. */
  asking(app: App, subject: string): Promise<string | undefined>;
  /** It was not asked for after all. */
  giveBack(app: App, number: Phone): Promise<void>;
}
