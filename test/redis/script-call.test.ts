import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Connection, openConnection } from '../../src/redis/connection.ts';
import { runScript, scriptSource } from '../../src/redis/script-call.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

const tell = scriptSource('return { ARGV, #ARGV[1], #KEYS }');

let redis: TestRedis;
let connection: Connection;
beforeAll(async () => {
  redis = await startRedis({ tcp: true });
  connection = openConnection(redis.url, 300);
  await connection.connect();
});
afterAll(async () => {
  connection.disconnect();
  await redis.stop();
});

it.each([
  ['nothing', ''],
  ['letters of two, three and four bytes', 'é→🏳️'],
  ['what looks like the protocol', '$3\r\nfoo\r\n*1\r\n'],
  ['more than a length is kept ready for', 'ü'.repeat(5_000)],
])('an argument arrives as it was: %s', async (_, text) => {
  expect(await runScript(connection, tell, [], [text, 1_735_689_600_123])).toEqual([
    [text, '1735689600123'],
    Buffer.byteLength(text),
    0,
  ]);
});

it('all keys arrive, in order, and an error that ioredis makes shows none of the arguments', async () => {
  const keys = ['{1}a', '{1}b', '{1}c'];
  expect(await runScript(connection, scriptSource('return { KEYS, #ARGV }'), keys, [])).toEqual([keys, 0]);
  const error = await runScript(connection, scriptSource('no lua'), keys, ['a secret']).catch((thrown) => thrown);
  expect(JSON.stringify(error)).toContain('eval');
  expect(JSON.stringify(error)).not.toContain('a secret');
});

it('a script that Redis does not know, or has forgotten, is sent whole, once', async () => {
  const script = scriptSource('return redis.call("INCR", KEYS[1])');
  expect(await runScript(connection, script, ['runs'], [])).toBe(1);
  await connection.script('FLUSH');
  expect(await runScript(connection, script, ['runs'], [])).toBe(2);
});

it('what a script refuses is an error, and nothing is sent again', async () => {
  const script = scriptSource('redis.call("INCR", KEYS[1]) return redis.error_reply("OH no, NOSCRIPT is in here")');
  await expect(runScript(connection, script, ['refused'], [])).rejects.toThrow('OH no');
  expect(await connection.get('refused')).toBe('1');
});

it('a Redis that stands still is waited for no longer than any command, and then goes on', async () => {
  await runScript(connection, tell, [], ['known']);
  redis.freeze();
  await expect(runScript(connection, tell, [], ['asked'])).rejects.toThrow('Command timed out');
  redis.thaw();
  expect(await runScript(connection, tell, [], ['again'])).toEqual([['again'], 5, 0]);
});
