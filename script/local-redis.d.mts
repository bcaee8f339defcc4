/** What `startLocalRedis` is asked for. */
export interface LocalRedisOptions {
  /** A TCP port on 127.0.0.1; 0 = any free one. Without it the server listens on a unix socket. */
  readonly port?: number;
  /** Keep the data through `kill` and `restart`. */
  readonly appendonly?: boolean;
  /** The server to run; default: the first of `REDIS_PROGRAMS` on PATH. */
  readonly program?: string;
}

/** A Redis of our own; it ends with this process, however that ends. */
export interface LocalRedis {
  readonly port: number | undefined;
  readonly socketPath: string | undefined;
  readonly folder: string;
  /** `redis://127.0.0.1:port`; undefined on a unix socket. */
  readonly url: string | undefined;
  /** The server that runs now: another one after `restart`. */
  readonly pid: number;
  readonly ended: Promise<unknown>;
  kill(signal?: NodeJS.Signals): Promise<void>;
  freeze(): void;
  thaw(): void;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export const REDIS_PROGRAMS: readonly string[];
export function startLocalRedis(options?: LocalRedisOptions): Promise<LocalRedis>;
