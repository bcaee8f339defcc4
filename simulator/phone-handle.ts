import { type Act, act, behave, press } from './phones/act.ts';
import { type Behavior, type Conduct, EXTENSION } from './phones/phone.ts';
import { phoneOf, readNumber } from './phones/phone-book.ts';
import { type CallView, type TextView, viewCall, viewPhone, viewText } from './phones/view-phone.ts';
import { waitForHangup, waitForLiveCall, waitForPrompt, waitForText } from './phones/wait.ts';
import { sendFromPhone } from './texts/receive-text.ts';
import type { World } from './world.ts';

type WaitOptions = { /** Milliseconds of real time; 10,000 unless given. */ readonly timeoutMs?: number };

/** One phone in the hand of a test. What is impossible now (answering a phone that does not ring) throws. */
export type PhoneHandle = {
  readonly number: string;
  answer(): void;
  decline(): void;
  hangup(): void;
  /** Presses keys; a gather has taken them when this returns. @returns the keys that were taken, the rest was dropped */
  press(digits: string): string;
  /** Sends a text; resolves when the application has answered it and its replies have arrived. */
  text(to: string, body: string): Promise<TextView>;
  /** What the phone does by itself from now on. */
  behave(mode: Exclude<Behavior, 'switchboard'>): void;
  /** From now on an office phone: a switchboard answers and connects whoever dials or says the extension. */
  behave(mode: 'switchboard', extension: string): void;
  /** Resolves with the call as soon as the phone rings (or has been answered by itself). */
  waitForCall(options?: WaitOptions): Promise<CallView>;
  /** Resolves with the call as soon as a gather listens that has taken no key yet. */
  waitForPrompt(options?: WaitOptions): Promise<CallView>;
  /** Resolves with the oldest text that arrived and that no wait has returned yet. */
  waitForText(options?: WaitOptions): Promise<TextView>;
  /** Resolves with the call that ended last (null if there was none) as soon as no call is live. */
  waitForHangup(options?: WaitOptions): Promise<CallView | null>;
  /** The thread, oldest first. */
  messages(): readonly TextView[];
  /** The latest call, also when it is over. */
  call(): CallView | null;
};

const WAIT_MS = 10_000;

function conductOf(mode: Behavior, extension = ''): Conduct {
  if (mode !== 'switchboard') return { mode };
  if (!EXTENSION.test(extension)) throw new Error(`"${extension}" is no extension: give 1 to 10 digits`);
  return { mode, extension };
}

/** The handle of one phone. @throws when `text` is no number in E.164 */
export function createPhoneHandle(world: World, text: string): PhoneHandle {
  const number = readNumber(text);
  if (number === null) throw new Error(`"${text}" is not a number in E.164, e.g. +14155550100`);
  phoneOf(world, number);
  const acting = (what: Act) => () => {
    const refusal = act(world, number, what);
    if (refusal) throw new Error(refusal.detail);
  };
  const call = () => viewPhone(phoneOf(world, number)).call;
  return {
    number,
    answer: acting('answer'),
    decline: acting('decline'),
    hangup: acting('hangup'),
    press(digits) {
      if (!/^[0-9*#]+$/.test(digits)) throw new Error(`"${digits}" are no keys: a phone has 0-9, * and #`);
      return press(world, number, digits);
    },
    text: async (to, body) => viewText(await sendFromPhone(world, { from: number, to, body })),
    behave: (mode: Behavior, extension?: string) => behave(world, number, conductOf(mode, extension)),
    waitForCall: async (options) =>
      viewCall(inTime(await waitForLiveCall(world, number, limits(options)), number, 'call')),
    waitForPrompt: async (options) =>
      viewCall(inTime(await waitForPrompt(world, number, limits(options)), number, 'prompt')),
    waitForText: async (options) => viewText(inTime(await waitForText(world, number, limits(options)), number, 'text')),
    async waitForHangup(options) {
      inTime(await waitForHangup(world, number, limits(options)), number, 'hang-up');
      return call();
    },
    messages: () => viewPhone(phoneOf(world, number)).messages,
    call,
  };
}

function limits(options: WaitOptions | undefined): { timeoutMs: number } {
  return { timeoutMs: options?.timeoutMs ?? WAIT_MS };
}

function inTime<T extends object | true>(found: T | undefined, number: string, what: string): T {
  if (found === undefined) throw new Error(`No ${what} on ${number} in time`);
  return found;
}
