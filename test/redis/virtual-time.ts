import { readdirSync, readFileSync } from 'node:fs';
import type { Connection } from '../../src/redis/connection.ts';
import { scriptSource } from '../../src/redis/script-call.ts';

const folder = new URL('../../src/redis/scripts/', import.meta.url);
const scripts = readdirSync(folder).map((name) => {
  const lua = readFileSync(new URL(name, folder), 'utf8');
  const told = lua.replaceAll(`redis.call('TIME')`, `redis.call('MGET', 'test:seconds', 'test:microseconds')`);
  return { real: scriptSource(lua), told: scriptSource(told) };
});
const sized = (text: string) => `$${Buffer.byteLength(text)}\r\n${text}`;

/**
 * Makes the scripts on a connection read a time that the test sets instead of Redis' own, so that minutes pass in no time.
 * Everything else about them stays as it is.
 */
export function virtualTime(connection: Connection): (ms: number) => Promise<void> {
  const send = connection.sendCommand.bind(connection);
  connection.sendCommand = (command, ...rest) => {
    const script = scripts.find(({ real }) => [real.hash, real.source].includes(String(command.args[0])));
    if (script !== undefined) {
      const { real, told } = script;
      const write = command.toWritable.bind(command);
      command.toWritable = (socket) =>
        String(write(socket))
          .replace(real.hash, told.hash)
          .replace(sized(real.source), () => sized(told.source));
    }
    return send(command, ...rest);
  };
  return async (ms) => {
    await connection.mset('test:seconds', Math.floor(ms / 1_000), 'test:microseconds', (ms % 1_000) * 1_000);
  };
}
