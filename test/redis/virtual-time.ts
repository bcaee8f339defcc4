import type { Connection } from '../../src/redis/connection.ts';

/**
 * Makes the scripts on a connection read a time that the test sets instead of Redis' own, so that minutes pass in no time.
 * Everything else about them stays as it is. For a connection whose scripts are not loaded yet.
 */
export function virtualTime(connection: Connection): (ms: number) => Promise<void> {
  const define = connection.defineCommand.bind(connection);
  connection.defineCommand = (name, { lua, ...rest }) => {
    const told = lua.replaceAll(`redis.call('TIME')`, `redis.call('MGET', 'test:seconds', 'test:microseconds')`);
    define(name, { ...rest, lua: told });
  };
  return async (ms) => {
    await connection.mset('test:seconds', Math.floor(ms / 1_000), 'test:microseconds', (ms % 1_000) * 1_000);
  };
}
