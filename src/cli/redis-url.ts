import type { RedisAddress } from '../client/client.ts';
import { readSetting } from '../config.ts';
import { parseManyHosts } from '../redis/connection.ts';
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
  const url = redisUrlIn(env);
  const many = parseManyHosts(url);
  if (many === undefined) return { redisUrl: url };
  if (many.kind === 'cluster')
    throw new UsageError('This command cannot ask over a Redis cluster yet: ask over HTTP, POST /v1/challenges.');
  return { redis: { sentinels: many.hosts, name: many.path, ...many.credentials } };
}
