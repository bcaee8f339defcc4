import { randomUUID } from 'node:crypto';
import type { ChallengeRequestInput } from '../contract/request.ts';
import { ClientError } from './client-error.ts';
import { type HttpAddress, type ResendOptions, reachGateway } from './gateway-api.ts';
import type { Heard } from './hearing.ts';
import type { Line } from './line.ts';
import { checkedRedis, type RedisAddress } from './redis-address.ts';
import { type Steering, takeHelm } from './steering.ts';

export type { ChallengeView, CheckAnswer } from '../contract/http.ts';
export type { ClosedResult, ProgressResult } from '../contract/result.ts';
export type { ClientErrorCode } from './client-error.ts';
export type { ChallengeRequestInput, HttpAddress, RedisAddress, ResendOptions };
export { ClientError };

/** Where the gateway's Redis is; with URL and key what was asked can be steered as well. */
export type ClientAddress = RedisAddress & Partial<HttpAddress>;

export interface ClientOptions {
  /** Where results are published for this client: one name per process. Default: a random one. */
  readonly replyTo?: string;
  /** How often results are read although nothing was heard, for pub/sub may lose messages. Default: 2000. */
  readonly readBackMs?: number;
  /** Told of lost connections; the client comes back by itself. Also of a cancel that could not be delivered. */
  readonly onConnectionError?: (error: Error) => void;
}

/** A challenge that was asked: what is heard of it, and what can be done with it. */
export interface Asked extends Heard, Steering {
  readonly id: string;
  /** Method `match`: the two digits to show on the sign-in page, and nowhere else. */
  readonly matchNumber?: string;
}

export interface Client {
  /**
   * Asks for a challenge. Resolves once it is on the queue; whatever the gateway says, also a refusal, is its outcome.
   * Rejects within two seconds when Redis cannot be reached. It may have been asked all the same: the same `id` again is the
   * same challenge and rings nobody twice. An abort of `signal` ends the listening and cancels the challenge: a ringing call
   * is hung up. That takes `url` and `apiKey`.
   */
  challenge(
    request: ChallengeRequestInput & { readonly id?: string },
    options?: { readonly signal?: AbortSignal },
  ): Promise<Asked>;
  /** Ends at once. Outcomes that are still awaited reject; the challenges themselves go on. */
  close(): void;
}

/** Connects an auth server to the gateway by way of its Redis, and of its HTTP API where that is needed. */
export function createClient(address: ClientAddress, options: ClientOptions = {}): Client {
  const { onConnectionError = () => {} } = options;
  const closing = new AbortController();
  const { url, apiKey } = address;
  const api =
    url === undefined && apiKey === undefined ? undefined : reachGateway({ url: url ?? '', apiKey: apiKey ?? '' });
  const helm = takeHelm({ api, closing: closing.signal, onTrouble: onConnectionError });
  const opening = openLine(address, options, closing.signal);
  return {
    async challenge({ id = randomUUID(), ...request }, { signal } = {}) {
      signal?.throwIfAborted();
      const canceling = signal === undefined ? undefined : helm.cancelOnAbort(id, signal);
      try {
        const { hearing, ...shown } = await (await opening).ask(id, request, signal);
        void hearing.whenOver().then(() => canceling?.stop());
        return { id, ...hearing.heard(signal), ...helm.steering(id, hearing.isOver), ...shown };
      } catch (error) {
        canceling?.stop();
        throw error;
      }
    },
    close: () => closing.abort(),
  };
}

/** Opens the line; what it is made of is loaded for those who use it only. */
function openLine(address: ClientAddress, options: ClientOptions, closing: AbortSignal): Promise<Line> {
  const { replyTo = `client-${randomUUID()}`, readBackMs = 2_000, onConnectionError = () => {} } = options;
  const redis = checkedRedis(address);
  const opening = import('./redis-line.ts').then(({ openRedisLine }) => {
    const line = openRedisLine(redis, { replyTo, readBackMs, onConnectionError });
    if (closing.aborted) line.close();
    else closing.addEventListener('abort', line.close, { once: true });
    return line;
  });
  // Whoever asks is told; a client that never asks must not end its process.
  opening.catch(() => {});
  return opening;
}
