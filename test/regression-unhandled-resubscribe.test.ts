import { createServer, type Socket } from 'node:net';
import { afterAll, expect, it } from 'vitest';
import { openPatientConnection } from '../src/redis/connection.ts';
import { hearResults } from '../src/redis/results-heard.ts';
import { createRedisWatch } from '../src/redis/watch.ts';

// A Redis that takes every subscription and says nothing to it, so that one is always under way. ioredis subscribes again
// by itself after a reconnection and leaves that promise to nobody: closing the connection then ended the whole process.
const sockets: Socket[] = [];
const server = createServer((socket) => {
  sockets.push(socket);
  socket.on('error', () => undefined);
  socket.on('data', (data) => {
    for (const command of String(data).split(/(?=\*\d+\r\n\$)/)) {
      if (/info/i.test(command)) socket.write('$17\r\nredis_version:7.0\r\n');
      else if (!/\r\nsubscribe\r\n/i.test(command)) socket.write('+OK\r\n');
      else if (sockets.length === 1) socket.write('*3\r\n$9\r\nsubscribe\r\n$16\r\npoundkey:results\r\n:1\r\n');
    }
  });
});
afterAll(() => void server.close());

it('a subscription that was under way again when the connection was closed fails without ending the process', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', note);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const subscriber = openPatientConnection(`redis://127.0.0.1:${port}`);
  subscriber.on('error', () => undefined);
  await subscriber.connect();
  const watch = createRedisWatch(hearResults(subscriber));
  await watch.closed('first', 5_000, new AbortController().signal);
  const gone = new AbortController();
  const waiting = watch.closed('second', 60_000, gone.signal);
  const again = new Promise((resolve) => subscriber.once('ready', resolve));
  sockets[0]?.destroy();
  await again;
  subscriber.disconnect();
  gone.abort();
  await waiting;
  await new Promise((resolve) => server.getConnections(resolve));
  await new Promise(setImmediate);
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});
