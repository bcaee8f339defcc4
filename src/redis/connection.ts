import { Cluster, type ClusterOptions, Redis } from 'ioredis';
import { batchWrites } from './batch-writes.ts';

/**
 * Commands are the same on one Redis and on a cluster; ioredis types them twice, with overloads that do not unite, so one
 * of the two stands for both.
 */
export type Connection = Redis;

/**
 * Opens a connection that never connects by itself before `connect()`, tries again for ever, and lets no command wait:
 * what cannot be sent fails at once and what is not answered fails after `commandTimeoutMs`. A caller on the other end of
 * an HTTP request then gets a clear no instead of a hanging line. To one Redis nothing is sent twice: what was on the line when it
 * broke may have been done, and done again it would look as if somebody else had done it.
 */
export function openConnection(url: string, commandTimeoutMs = 1_500): Connection {
  return open(url, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    commandTimeout: commandTimeoutMs,
    socketTimeout: commandTimeoutMs + 1_000,
  });
}

/** Longer than BullMQ waits for a job in one blocking read, which is 10 s. */
const silenceMsMax = 20_000;

/** A connection for blocking reads and subscriptions: commands wait for as long as it takes Redis to be back. */
export function openPatientConnection(url: string, silenceMs = silenceMsMax): Connection {
  return open(url, { maxRetriesPerRequest: null, enableOfflineQueue: true, socketTimeout: silenceMs });
}

interface Waiting {
  readonly maxRetriesPerRequest: number | null;
  readonly enableOfflineQueue: boolean;
  readonly autoResendUnfulfilledCommands?: false;
  readonly commandTimeout?: number;
  /** Without an answer for so long the other end is gone, whatever TCP still hopes for a quarter of an hour. */
  readonly socketTimeout: number;
}

/**
 * A Redis that becomes a replica keeps its lines, and behind one address (a proxy, a service of Kubernetes) the new primary is
 * only found by dialling again. What was refused is not sent again.
 */
const reconnectOnError = ({ message }: Error): boolean => message.startsWith('READONLY');

function open(url: string, options: Waiting): Connection {
  const common = {
    ...options,
    lazyConnect: true,
    retryStrategy: (times: number) => Math.min(50 * 2 ** times, 2_000),
    // By itself it leaves the promise of doing so to nobody, and one that fails ends the process.
    autoResubscribe: false,
    connectTimeout: 5_000,
    reconnectOnError,
  };
  const many = parseManyHosts(url);
  if (many === undefined) return batching(new Redis(url, common));
  if (many.kind === 'sentinel') return batching(new Redis({ ...common, ...sentinelOptions(many) }));
  const { hosts, credentials, isEncrypted } = many;
  // Its commands are sent again when a node goes: what was never sent and what was on the line fail alike there.
  const cluster = { lazyConnect: true, enableOfflineQueue: options.enableOfflineQueue };
  // A certificate is made out to a name, so the name that a node goes by must not be turned into an address before TLS sees it.
  const asNamed = { dnsLookup: ((name, found) => found(null, name)) satisfies ClusterOptions['dnsLookup'] };
  const nodes = new Cluster(hosts, {
    ...cluster,
    ...(isEncrypted && asNamed),
    redisOptions: { ...common, ...credentials, ...(isEncrypted && { tls: {} }) },
  });
  nodes.on('+node', batchWrites);
  return nodes as unknown as Connection;
}

function batching(redis: Redis): Redis {
  batchWrites(redis);
  return redis;
}

/** Whether keys with different tags may live on different nodes, so that no one command may touch both. */
export const isCluster = (connection: Connection): boolean => connection instanceof Cluster;

/** The addresses that no URL parser takes, since they list hosts. */
export interface ManyHosts {
  readonly kind: 'cluster' | 'sentinel';
  readonly hosts: { host: string; port: number }[];
  readonly credentials: { readonly username?: string; readonly password?: string };
  /** What sentinels call the primary; nothing of a cluster. */
  readonly path: string;
  /** Whether all that is said to any of them goes over TLS. */
  readonly isEncrypted: boolean;
}

/** Reads `redis+cluster://h1:p1,h2:p2` and `redis+sentinel://h1:p1,h2:p2/name`, with `rediss` where it is over TLS. */
export function parseManyHosts(url: string): ManyHosts | undefined {
  const parts = /^redis(s?)\+(cluster|sentinel):\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^@/]+)(?:\/(.*))?$/.exec(url);
  if (parts === null) return undefined;
  const [, encrypted, kind, username = '', password = '', list = '', path = ''] = parts;
  const hosts = list.split(',').map((entry) => {
    const [, ipv6, host = '', port = kind === 'cluster' ? '6379' : '26379'] =
      /^(?:\[(.*)\]|([^:]*))(?::(.*))?$/.exec(entry) ?? [];
    return { host: ipv6 ?? host, port: Number(port) };
  });
  const credentials = {
    ...(username !== '' && { username: decodeURIComponent(username) }),
    ...(password !== '' && { password: decodeURIComponent(password) }),
  };
  return { kind: kind as ManyHosts['kind'], hosts, credentials, path, isEncrypted: encrypted === 's' };
}

/** What a connection is told of sentinels, and of the primary that they name. */
export const sentinelOptions = ({ hosts, credentials, path, isEncrypted }: ManyHosts) => ({
  ...credentials,
  sentinels: hosts,
  name: path,
  ...(isEncrypted && { tls: {}, sentinelTLS: {}, enableTLSForSentinelMode: true }),
});
