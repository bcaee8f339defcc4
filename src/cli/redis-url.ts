import type { RedisOptions } from 'ioredis';
import type { RedisAddress } from '../client/client.ts';
import { readSetting } from '../config.ts';
import { whereaboutsOf } from '../diagnose/redis-address.ts';
import { UsageError } from './command.ts';
import type { Environment } from './terminal.ts';

/** The setting `REDIS_URL`, or what is wrong with it. */
export function redisUrlIn(env: Environment): string {
  const setting = readSetting('REDIS_URL', env);
  if (setting.kind === 'value') return setting.value;
  throw new UsageError(...setting.faults.map((fault) => `${fault}. It says where Redis is: redis://127.0.0.1:6379`));
}

/** The same for the client, which takes Sentinel in ioredis' own form. */
export function redisAddressIn(env: Environment): RedisAddress {
  const where = whereaboutsOf(redisUrlIn(env));
  switch (where.kind) {
    case 'one':
      return { redisUrl: where.url };
    case 'sentinel':
      return { redis: where.options };
    case 'cluster-node':
      throw new UsageError('This command cannot ask over a Redis cluster yet: ask over HTTP, POST /v1/challenges.');
    default:
      return where satisfies never;
  }
}

/** The same for whoever only listens: what is published on a cluster is heard at each of its nodes. */
export function listeningOptionsIn(env: Environment): RedisOptions | string {
  const where = whereaboutsOf(redisUrlIn(env));
  return where.kind === 'one' ? where.url : where.options;
}
