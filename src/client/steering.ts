import { setTimeout } from 'node:timers/promises';
import type { ChallengeView, CheckAnswer } from '../contract/http.ts';
import { ClientError, hasCode } from './client-error.ts';
import type { GatewayApi, ResendOptions } from './gateway-api.ts';

/** What can be done with a challenge while it is open. Needs the gateway's URL and a key, whichever way it was asked. */
export interface Steering {
  /** Checks what was typed. A wrong code is an answer, not an error. */
  check(code: string): Promise<CheckAnswer>;
  /** Asks once more, or in another of the ways that the request has. Rejects with `resend-too-early` while it is. */
  resend(options?: ResendOptions): Promise<ChallengeView>;
  /** Ends it; a ringing call is hung up. Changes nothing when it is over. */
  cancel(): Promise<ChallengeView>;
}

export interface Helm {
  steering(id: string, isOver: () => boolean): Steering;
  /** Throws unless what is asked for can be done. */
  need(what: string, id: string): GatewayApi;
  /** Cancels the challenge when the signal is aborted, until told to stop. It goes on trying after its asker has left. */
  cancelOnAbort(id: string, signal: AbortSignal): { stop(): void };
}

interface Deps {
  /** Absent in a client that knows nothing but Redis. */
  readonly api: GatewayApi | undefined;
  readonly closing: AbortSignal;
  /** Told when a challenge whose asker has left could not be canceled. */
  readonly onTrouble: (error: Error) => void;
}

/** A challenge on the queue is unknown until a worker has taken it. */
const intakeMsMax = 5_000;
const abandonedMsMax = 30_000;
const waitMsMax = 1_000;

/** Steers challenges over HTTP. */
export function takeHelm({ api, closing, onTrouble }: Deps): Helm {
  const need = (what: string, id: string): GatewayApi => {
    if (api !== undefined) return api;
    throw new ClientError('needs-url', id, `${what} goes over HTTP: give createClient url and apiKey as well.`);
  };
  return {
    need,
    steering(id, isOver) {
      const meet = <Answer>(what: string, act: (gateway: GatewayApi) => Promise<Answer>): Promise<Answer> =>
        again({ act: async () => await act(need(what, id)), msMax: intakeMsMax, closing }, (error) => {
          return hasCode(error, 'unknown-challenge') && !isOver();
        });
      return {
        check: (code) => meet('check', (gateway) => gateway.check(id, code)),
        resend: (options = {}) => meet('resend', (gateway) => gateway.resend(id, options)),
        cancel: () => meet('cancel', (gateway) => gateway.cancel(id)),
      };
    },
    cancelOnAbort(id, signal) {
      const gateway = need('signal', id);
      const abort = () => {
        const act = () => gateway.cancel(id);
        again({ act, msMax: abandonedMsMax, closing }, (error) => !hasCode(error, 'wrong-key')).catch(onTrouble);
      };
      signal.addEventListener('abort', abort, { once: true });
      return { stop: () => signal.removeEventListener('abort', abort) };
    },
  };
}

interface Attempts<Answer> {
  readonly act: () => Promise<Answer>;
  readonly msMax: number;
  readonly closing: AbortSignal;
}

/** Acts until it works, fails in a way that another try would not mend, or `msMax` are over. */
async function again<Answer>(
  { act, msMax, closing }: Attempts<Answer>,
  isWorthwhile: (error: unknown) => boolean,
): Promise<Answer> {
  const deadline = performance.now() + msMax;
  for (let waitMs = 50; ; waitMs = Math.min(waitMs * 2, waitMsMax)) {
    try {
      return await act();
    } catch (error) {
      if (!isWorthwhile(error) || performance.now() + waitMs > deadline || closing.aborted) throw error;
    }
    // Awakes early when the client closes, for one last try.
    await setTimeout(waitMs, undefined, { signal: closing }).catch(() => {});
  }
}
