import { Redis } from 'ioredis';
import type { RedisAddress } from './redis-address.ts';

export interface Connection {
  readonly redis: Redis;
  /** Resolves when commands can be sent. */
  ready(): Promise<void>;
  /** Aborted when the line that there is now breaks: what is on it then gets no answer. */
  line(): AbortSignal;
  /** Why it is not ready, if that is known. */
  trouble(): Error | undefined;
}

const commandMsMax = 1_500;
/** A connection that gives no answer for so long is dead, whatever TCP still hopes, and is replaced. */
const silenceMsMax = 2_500;
/** Less than asking may take, so that whoever asks once Redis is back gets through. */
const reconnectMsMax = 1_000;

/**
 * Opens a connection that comes back by itself for ever and lets no command wait: what cannot be sent fails at once, what is
 * not answered fails after 1.5 s. Its errors go to `onError`.
 */
export function connect(address: RedisAddress, onError: (error: Error) => void): Connection {
  const options = {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    commandTimeout: commandMsMax,
    socketTimeout: silenceMsMax,
    autoResubscribe: false,
    // What was on the line when it broke has failed, and whoever asked was told so.
    autoResendUnfulfilledCommands: false,
    // The line may lead to a replica since a fail-over.
    reconnectOnError: ({ message }: Error) => message.startsWith('READONLY'),
    replyMapping: 'legacy' as const,
    retryStrategy: (times: number) => Math.min(50 * 2 ** times, reconnectMsMax),
  };
  const redis =
    'redisUrl' in address ? new Redis(address.redisUrl, options) : new Redis({ ...address.redis, ...options });
  let trouble: Error | undefined;
  let becoming = Promise.withResolvers<void>();
  redis.on('ready', () => {
    trouble = undefined;
    becoming.resolve();
    becoming = Promise.withResolvers();
  });
  let line = new AbortController();
  redis.on('close', () => {
    line.abort(new Error('Connection is closed.'));
    line = new AbortController();
  });
  redis.on('error', (error: Error) => {
    trouble = error;
    onError(error);
  });
  return {
    redis,
    ready: () => (redis.status === 'ready' ? Promise.resolve() : becoming.promise),
    line: () => line.signal,
    trouble: () => trouble,
  };
}
