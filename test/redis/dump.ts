import type { Redis } from 'ioredis';

/** Everything that Redis holds, names and contents of every key, as one text to search in. */
export async function everythingIn(client: Redis): Promise<string> {
  const keys: string[] = [];
  for (let cursor = '0', first = true; first || cursor !== '0'; first = false) {
    const [next, some] = await client.scan(cursor, 'COUNT', 1_000);
    cursor = next;
    keys.push(...some);
  }
  const parts = await Promise.all(keys.map(async (key) => [key, await contentOf(client, key)]));
  return JSON.stringify(parts);
}

async function contentOf(client: Redis, key: string): Promise<unknown> {
  const type = await client.type(key);
  switch (type) {
    case 'string':
      return await client.get(key);
    case 'hash':
      return await client.hgetall(key);
    case 'list':
      return await client.lrange(key, 0, -1);
    case 'set':
      return await client.smembers(key);
    case 'zset':
      return await client.zrange(key, '0', '-1', 'WITHSCORES');
    case 'stream':
      return await client.xrange(key, '-', '+');
    case 'none':
      return null;
    default:
      throw new Error(`${key} is a ${type}, which nobody here looks into`);
  }
}

/** A number as people and programs write it. Too short parts would be found in times and ids. */
export function spellingsOf(number: string): string[] {
  const digits = number.slice(1);
  const national = digits.slice(digits.startsWith('1') ? 1 : 2);
  return [number, digits, encodeURIComponent(number), national, `(${national.slice(0, 3)}) ${national.slice(3, 6)}-`];
}
