import { type LocalRedis, startLocalRedis } from '../../script/local-redis.mjs';

/** What a test file asks of its Redis. */
export interface RedisOptions {
  /** Listen on a free TCP port instead of a unix socket: for what only takes a `REDIS_URL`. */
  readonly tcp?: boolean;
  /** Keep the data through `kill` and `restart`. */
  readonly appendonly?: boolean;
}

/** A private Redis: nothing another test file does can be seen here. */
export interface TestRedis {
  /** For `new Redis(options)` and for BullMQ's `connection`. */
  readonly options: { readonly path: string } | { readonly host: string; readonly port: number };
  /** For `REDIS_URL`; only with `tcp: true`, asking for it otherwise is a mistake and throws. */
  readonly url: string;
  /** The server process: another one after `restart`. */
  readonly pid: number;
  /** Ends it as a crash would; address and (with `appendonly`) data stay for `restart`. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Stands still: connections stay open and nothing answers, until `thaw`. */
  freeze(): void;
  thaw(): void;
  restart(): Promise<void>;
  /** Ends it and removes its data. It also ends, at the latest, with the test process. */
  stop(): Promise<void>;
}

/** Starts a Redis for this test file, on a unix socket unless told otherwise; about 30 ms. */
export async function startRedis({ tcp = false, appendonly = false }: RedisOptions = {}): Promise<TestRedis> {
  const redis = await startLocalRedis(tcp ? { port: 0, appendonly } : { appendonly }).catch((error: unknown) => {
    throw new Error('No Redis for this test. `npm test` fetches one if the machine has none.', { cause: error });
  });
  return {
    options: addressOf(redis),
    get url() {
      if (redis.url === undefined) throw new Error('This Redis is on a unix socket: startRedis({ tcp: true }).');
      return redis.url;
    },
    get pid() {
      return redis.pid;
    },
    kill: (signal) => redis.kill(signal),
    freeze: () => redis.freeze(),
    thaw: () => redis.thaw(),
    restart: () => redis.restart(),
    stop: () => redis.stop(),
  };
}

function addressOf(redis: LocalRedis): TestRedis['options'] {
  if (redis.socketPath !== undefined) return { path: redis.socketPath };
  return { host: '127.0.0.1', port: redis.port ?? 0 };
}
