import { randomUUID } from 'node:crypto';
import type { ChallengeRequestInput } from '../contract/request.ts';
import { ClientError } from './client-error.ts';
import { type GatewayApi, type HttpAddress, type ResendOptions, reachGateway } from './gateway-api.ts';
import type { Heard } from './hearing.ts';
import { openHttpLine } from './http-line.ts';
import type { Line } from './line.ts';
import { checkedRedis, type RedisAddress } from './redis-address.ts';
import { type Steering, takeHelm } from './steering.ts';

export type { ChallengeView, CheckAnswer } from '../contract/http.ts';
export type { ClosedResult, ProgressResult } from '../contract/result.ts';
export type { ClientErrorCode } from './client-error.ts';
export type { ChallengeRequestInput, HttpAddress, RedisAddress, ResendOptions };
export { ClientError };

/** Where the gateway is: its URL with a key, or its Redis. With both it is asked over Redis and steered over HTTP. */
export type ClientAddress = HttpAddress | (RedisAddress & Partial<HttpAddress>);

export interface ClientOptions {
  /** Over Redis: where results are published for this client, one name per process. Default: a random one. */
  readonly replyTo?: string;
  /** Over Redis: how often results are read although nothing was heard, for pub/sub may lose messages. Default: 2000. */
  readonly readBackMs?: number;
  /** Told of lost connections to Redis; the client comes back by itself. Also of a cancel that could not be delivered. */
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
   * Asks for a challenge. Over HTTP it resolves once the gateway has taken it, and rejects with the gateway's reason when it
   * is refused. Over Redis it resolves once it is on the queue, and a refusal is its outcome. Rejects within two seconds when
   * Redis cannot be reached, within five when the gateway cannot. It may have been asked all the same: the same `id` again is
   * the same challenge and rings nobody twice. An abort of `signal` ends the listening and cancels the challenge: a ringing
   * call is hung up. That takes `url` and `apiKey`.
   */
  challenge(
    request: ChallengeRequestInput & { readonly id?: string },
    options?: { readonly signal?: AbortSignal },
  ): Promise<Asked>;
  /** Ends at once. Outcomes that are still awaited reject; the challenges themselves go on. */
  close(): void;
}

/** Connects an auth server to the gateway: over HTTP, or over its Redis. */
export function createClient(address: ClientAddress, options: ClientOptions = {}): Client {
  const { onConnectionError = () => {} } = options;
  const closing = new AbortController();
  const api = apiOf(address);
  const helm = takeHelm({ api, closing: closing.signal, onTrouble: onConnectionError });
  const opening = openLine(address, api, options);
  // Whoever asks is told; a client that never asks must not end its process.
  opening.then(
    (line) => whenAborted(closing.signal, line.close),
    () => {},
  );
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

function apiOf({ url, apiKey }: Partial<HttpAddress>): GatewayApi | undefined {
  if (url === undefined && apiKey === undefined) return undefined;
  return reachGateway({ url: url ?? '', apiKey: apiKey ?? '' });
}

/** Opens the line. What speaks to Redis is loaded only by those who use it. */
async function openLineTo(address: RedisAddress, options: ClientOptions): Promise<Line> {
  const { replyTo = `client-${randomUUID()}`, readBackMs = 2_000, onConnectionError = () => {} } = options;
  const { openRedisLine } = await import('./redis-line.ts');
  return openRedisLine(address, { replyTo, readBackMs, onConnectionError });
}

function openLine(address: ClientAddress, api: GatewayApi | undefined, options: ClientOptions): Promise<Line> {
  if ('redis' in address || 'redisUrl' in address) return openLineTo(checkedRedis(address), options);
  if (api === undefined) throw new TypeError('createClient needs url and apiKey, or redisUrl.');
  return Promise.resolve(openHttpLine(api));
}

function whenAborted(signal: AbortSignal, act: () => void): void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, { once: true });
}
