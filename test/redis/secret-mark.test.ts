import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Connection, openConnection } from '../../src/redis/connection.ts';
import { deriveKeys } from '../../src/redis/seal.ts';
import { couldBeSameSecret, isSameSecret } from '../../src/redis/secret-mark.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { everythingIn } from './dump.ts';

let redis: TestRedis;
let connection: Connection;
beforeAll(async () => {
  redis = await startRedis({ tcp: true });
  connection = openConnection(redis.url);
  await connection.connect();
});
afterAll(async () => {
  connection.disconnect();
  await redis.stop();
});

it('the first secret is as good as any, and from then on no other is; the mark tells nothing of it', async () => {
  const [first, other] = [deriveKeys('the first secret of all'), deriveKeys('another secret')];
  expect(await couldBeSameSecret(connection, first)).toBe(true);
  expect(await couldBeSameSecret(connection, other)).toBe(true);
  expect(await isSameSecret(connection, first)).toBe(true);
  expect(await isSameSecret(connection, other)).toBe(false);
  expect(await isSameSecret(connection, first)).toBe(true);
  expect(await couldBeSameSecret(connection, other)).toBe(false);
  expect(JSON.stringify(await everythingIn(connection))).not.toContain('first secret');
});
