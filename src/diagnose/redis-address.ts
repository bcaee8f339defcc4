import type { RedisOptions } from 'ioredis';
import { parseManyHosts, sentinelOptions } from '../redis/connection.ts';

/** Where a single connection goes: to one Redis, to the primary that Sentinel names, or to one node of a cluster. */
export type Whereabouts =
  | { readonly kind: 'one'; readonly url: string }
  | { readonly kind: 'sentinel' | 'cluster-node'; readonly options: RedisOptions };

/** Reads a `REDIS_URL` for programs that have one plain connection. */
export function whereaboutsOf(url: string): Whereabouts {
  const many = parseManyHosts(url);
  if (many === undefined) return { kind: 'one', url };
  const { kind, hosts, credentials, isEncrypted } = many;
  if (kind === 'sentinel') return { kind, options: sentinelOptions(many) };
  return { kind: 'cluster-node', options: { ...hosts[0], ...credentials, ...(isEncrypted && { tls: {} }) } };
}

/** The address without user and password. */
export function addressOf(url: string): string {
  const many = parseManyHosts(url);
  if (many !== undefined) return many.hosts.map(({ host, port }) => `${host}:${port}`).join(', ');
  if (!URL.canParse(url)) return 'REDIS_URL';
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
