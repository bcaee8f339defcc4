import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connection, openConnection } from '../../src/redis/connection.ts';
import { loadScripts } from '../../src/redis/scripts.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

const folder = new URL('../../src/redis/scripts/', import.meta.url);
const files = readdirSync(folder).map((name) => ({ name, lua: readFileSync(new URL(name, folder), 'utf8') }));
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

describe('every script', () => {
  it.each(files)('$name declares its keys, uses all of them and no key that it was not given', ({ name, lua }) => {
    const [, count = '0', up] = /-(\d)(-up)?\.lua$/.exec(name) ?? [];
    const body = lua.replace(/--\[\[.*?\]\]/s, '');
    const used = [...body.matchAll(/KEYS\[(\d)\]/g)].map(([, n]) => Number(n));
    const declared = Array.from({ length: Number(count) }, (_, n) => n + 1);
    // Those that may also be missing come after, and it looks how many there are.
    const more = up === undefined ? [] : [Number(count) + 1];
    expect([...new Set(used)].sort()).toEqual([...declared, ...more]);
    expect(/#KEYS/.test(body)).toBe(up !== undefined);
    // Without a number it takes any, and goes through all of them.
    expect(/ipairs\(KEYS\)/.test(body)).toBe(count === '0');
    expect(lua).not.toMatch(/redis\.call\('[A-Z]+', '/);
  });

  it.each(files)('$name tells in its head what each key and argument is', ({ lua }) => {
    const [head = '', body = ''] = lua.split(']]\n');
    const mentioned = (text: string, what: 'KEYS' | 'ARGV') =>
      [...text.matchAll(new RegExp(`${what}\\[(\\d+)`, 'g'))].map(([, n]) => Number(n));
    for (const what of ['KEYS', 'ARGV'] as const)
      expect(mentioned(head, what).sort()).toEqual(expect.arrayContaining([...new Set(mentioned(body, what))].sort()));
    expect(head).toContain('Output: ');
  });

  it('is loaded: a file without a function is never run', () => {
    expect(
      Object.keys(loadScripts(connection))
        .map((name) => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`))
        .sort(),
    ).toEqual(files.map(({ name }) => name.replace(/(-\d)?(-up)?\.lua$/, '')).sort());
  });

  it('is sent by its hash once Redis knows it', async () => {
    const { load } = loadScripts(connection);
    await load(['poundkey:{0}:challenge:nobody'], []);
    const before = Number(/cmdstat_eval:calls=(\d+)/.exec(await connection.info('commandstats'))?.[1] ?? 0);
    for (let n = 0; n < 10; n++) await load(['poundkey:{0}:challenge:nobody'], []);
    const after = Number(/cmdstat_eval:calls=(\d+)/.exec(await connection.info('commandstats'))?.[1] ?? 0);
    expect(after).toBe(before);
  });
});
