import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listeningOptionsIn, redisAddressIn, redisUrlIn } from '../../src/cli/redis-url.ts';

test('takes the setting, also from a file', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'poundkey-url-')), 'url');
  writeFileSync(file, 'redis://elsewhere:6379\n');
  expect(redisUrlIn({ REDIS_URL: 'redis://here:6379' })).toBe('redis://here:6379');
  expect(redisUrlIn({ REDIS_URL_FILE: file })).toBe('redis://elsewhere:6379');
});

test('says what is missing, with an example, and repeats no wrong value', () => {
  expect(() => redisUrlIn({})).toThrow('REDIS_URL is missing. It says where Redis is: redis://127.0.0.1:6379');
  expect(() => redisUrlIn({ REDIS_URL: 'hunter2@host' })).toThrow(/^(?!.*hunter2)REDIS_URL must/);
});

test('gives the client Sentinel in its own form, and refuses a cluster in a sentence', () => {
  expect(redisAddressIn({ REDIS_URL: 'redis+sentinel://:pw@a:1,b:2/main' })).toEqual({
    redis: {
      sentinels: [
        { host: 'a', port: 1 },
        { host: 'b', port: 2 },
      ],
      name: 'main',
      password: 'pw',
    },
  });
  expect(() => redisAddressIn({ REDIS_URL: 'redis+cluster://a:1' })).toThrow(/ask over HTTP/);
});

test('listens at any node of a cluster', () => {
  expect(listeningOptionsIn({ REDIS_URL: 'redis+cluster://:pw@a:1,b:2' })).toEqual({
    host: 'a',
    port: 1,
    password: 'pw',
  });
  expect(listeningOptionsIn({ REDIS_URL: 'redis://a:1' })).toBe('redis://a:1');
});
