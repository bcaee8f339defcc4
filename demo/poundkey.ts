import { randomUUID } from 'node:crypto';
import {
  type Asked,
  type ChallengeRequestInput,
  ClientError,
  type ClosedResult,
  createClient,
} from '../src/client/client.ts';
import type { Config } from './config.ts';
import { isReason, type Reason } from './words/words.ts';

export type Question = ChallengeRequestInput;
/** How it ended, and why; `unheard` when nobody could tell us. */
export interface Ending {
  readonly status: ClosedResult['status'] | 'unheard';
  readonly reason?: Reason;
}

/** A phone that is being asked. */
export interface AskedPhone {
  readonly id: string;
  /** Two digits to show to the person, who keys them. */
  readonly matchNumber?: string;
  readonly progress: Asked['progress'];
  readonly ending: Promise<Ending>;
  /** Tries the code that was typed; how often it may still be wrong. */
  check(code: string): Promise<{ readonly triesLeft: number }>;
  /** Calls or texts once more, if enough time has passed; from when on, in milliseconds, it may be done again. */
  resend(): Promise<{ readonly resendAt: number }>;
  cancel(): Promise<unknown>;
}

/** All that this auth server has to do with Poundkey. */
export interface Poundkey {
  /** Asks somebody's phone. A refusal is how it ends; rejects when Poundkey cannot be reached. */
  ask(question: Question): Promise<AskedPhone>;
  close(): void;
}

/** Connects to the gateway that the settings name. */
export function connectPoundkey({ poundkeyUrl, apiKey }: Config): Poundkey {
  const client = createClient({ url: poundkeyUrl, apiKey });
  return {
    async ask(question) {
      const id = randomUUID();
      try {
        const asked = await client.challenge({ id, ...question });
        return { ...asked, ending: endingOf(asked), check: (code) => check(asked, code), resend: () => resend(asked) };
      } catch (error) {
        return refused(id, error);
      }
    },
    close: () => client.close(),
  };
}

const endingOf = ({ outcome }: Asked): Promise<Ending> => outcome.catch(() => ({ status: 'unheard' }) as const);

/** A challenge that was refused never rang anybody: it is over before it began. */
function refused(id: string, error: unknown): AskedPhone {
  if (!(error instanceof ClientError) || !isReason(error.code)) throw error;
  const ending = { status: 'failed', reason: error.code } as const;
  const over = () => Promise.reject(error);
  return { id, progress: nothing(), ending: Promise.resolve(ending), check: over, resend: over, cancel: over };
}

async function* nothing(): Asked['progress'] {}

async function check(asked: Asked, code: string): Promise<{ readonly triesLeft: number }> {
  const { reason, triesLeft } = await asked.check(code);
  // The page that comes next should know already how it ended.
  if (reason !== undefined) await endingOf(asked);
  return { triesLeft };
}

/** Between two calls or texts there are 30 seconds at least, and longer each time. */
export const resendMsMin = 30_000;

async function resend(asked: Asked): Promise<{ readonly resendAt: number }> {
  try {
    const { resendAt } = await asked.resend();
    return { resendAt: resendAt === undefined ? Date.now() + resendMsMin : Date.parse(resendAt) };
  } catch (error) {
    const seconds = error instanceof ClientError ? error.retryAfterSeconds : undefined;
    if (seconds === undefined) throw error;
    return { resendAt: Date.now() + seconds * 1_000 };
  }
}
