import type { ProgressResult } from '../src/client/client.ts';
import { type AskedPhone, type Ending, type Poundkey, type Question, resendMsMin } from './poundkey.ts';
import { hashOf } from './secrets.ts';
import type { PhoneWay } from './ways.ts';

export interface Step {
  readonly status: 'queued' | ProgressResult['status'];
  readonly at: Date;
}

/** What somebody wants who has to answer a phone for it. */
export interface Wish {
  readonly person: string;
  readonly purpose: 'sign-in' | 'set-up';
  readonly way: PhoneWay;
  readonly number: string;
}

/** A phone that is asked, or was. */
export interface Asking extends Wish {
  readonly asked: AskedPhone;
  /** The browser that asks: nobody else may see it, or be let in by it. */
  readonly owner: string;
  readonly steps: Step[];
  /** How often a code that is typed here may still be wrong, once one was. */
  triesLeft?: number;
  /** From when it may be sent once more, in milliseconds. */
  resendAt: number;
  ending?: Ending;
}

export interface Askings {
  /** Asks the phone, and withdraws what this person was asked before. Rejects when Poundkey cannot be reached. */
  begin(token: string, wish: Wish, question: Question): Promise<Asking>;
  /** The asking with this id, if the browser with this cookie began it. */
  find(id: string, token: string): Asking | undefined;
  /** The same if it was approved, and once: who comes again with it gets nothing. */
  take(id: string, token: string): Asking | undefined;
  /** Withdraws whatever is open: nobody will be here to let in who answers. */
  close(): Promise<void>;
}

interface Deps {
  readonly poundkey: Poundkey;
  /** Told how each ended, also when nobody looks at its page any more. */
  readonly onEnd: (asking: Asking, ending: Ending) => void;
}

/** They are kept in memory; this many, so that nobody can fill it. */
const askingsMax = 1_000;

/** The phones that are being asked. */
export function createAskings({ poundkey, onEnd }: Deps): Askings {
  const askings = new Map<string, Asking>();
  const find = (id: string, token: string): Asking | undefined => {
    const asking = askings.get(id);
    return asking?.owner === hashOf(token) ? asking : undefined;
  };
  const withdraw = async (some: Iterable<Asking>): Promise<void> => {
    const open = [...some].filter(({ ending }) => ending === undefined);
    // One that is over by now, or that cannot be reached, ends by itself.
    await Promise.allSettled(open.map(({ asked }) => asked.cancel()));
  };
  const follow = async (asking: Asking): Promise<void> => {
    for await (const { status, at } of asking.asked.progress) asking.steps.push({ status, at: new Date(at) });
    asking.ending = await asking.asked.ending;
    onEnd(asking, asking.ending);
  };
  return {
    async begin(token, wish, question) {
      await withdraw([...askings.values()].filter(({ person }) => person === wish.person));
      const steps: Step[] = [{ status: 'queued', at: new Date() }];
      const asked = await poundkey.ask(question);
      const asking: Asking = { ...wish, asked, owner: hashOf(token), steps, resendAt: Date.now() + resendMsMin };
      askings.set(asked.id, asking);
      for (const oldest of askings.keys()) if (askings.size > askingsMax) askings.delete(oldest);
      void follow(asking);
      return asking;
    },
    find,
    take(id, token) {
      const asking = find(id, token);
      if (asking?.ending?.status !== 'approved') return undefined;
      askings.delete(id);
      return asking;
    },
    close: () => withdraw(askings.values()),
  };
}
