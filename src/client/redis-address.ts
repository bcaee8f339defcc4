import type { RedisOptions } from 'ioredis';

/** Where Redis is: an address, or whatever ioredis takes (TLS, Sentinel, a unix socket). */
export type RedisAddress = { readonly redisUrl: string } | { readonly redis: RedisOptions };

/** ioredis takes any other text for the path of a unix socket, and then tries for ever to connect to that. */
export function checkedRedis(address: RedisAddress): RedisAddress {
  if (!('redisUrl' in address) || /^rediss?:\/\//.test(address.redisUrl)) return address;
  throw new TypeError(
    'redisUrl must start with redis:// or rediss://. For Sentinel pass { redis: { sentinels: [...], name: "..." } }.',
  );
}
