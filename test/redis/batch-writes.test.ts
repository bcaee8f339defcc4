import { createServer, type Socket } from 'node:net';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { batchWrites } from '../../src/redis/batch-writes.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis({ tcp: true });
});
afterAll(() => redis.stop());

function connected(): { client: Redis; writes: { count: number } } {
  const client = new Redis(redis.url);
  const writes = { count: 0 };
  client.once('connect', () => {
    const { stream } = client as unknown as { stream: Socket };
    for (const name of ['_write', '_writev'] as const) {
      const inner = stream[name]?.bind(stream) as (...args: unknown[]) => void;
      Object.assign(stream, {
        [name]: (...args: unknown[]) => {
          writes.count++;
          inner(...args);
        },
      });
    }
  });
  return { client, writes };
}

it('what one turn of the event loop asks leaves in one write, and every answer finds its question', async () => {
  const { client, writes } = connected();
  batchWrites(client);
  await client.ping();
  const before = writes.count;
  const answers = await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      await null;
      return await client.echo(`question ${index}`);
    }),
  );
  expect(answers).toEqual(Array.from({ length: 100 }, (_, index) => `question ${index}`));
  expect(writes.count - before).toBe(1);
  client.disconnect();
});

it('without it each is a write of its own', async () => {
  const { client, writes } = connected();
  await client.ping();
  const before = writes.count;
  await Promise.all(Array.from({ length: 20 }, () => client.ping()));
  expect(writes.count - before).toBeGreaterThan(1);
  client.disconnect();
});

it('a connection that was cut and made anew is batched again', async () => {
  const cut: Socket[] = [];
  const server = createServer((socket) => cut.push(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new Redis({
    port: (server.address() as { port: number }).port,
    retryStrategy: () => 1,
    ...{ enableReadyCheck: false, maxRetriesPerRequest: null },
  });
  client.on('error', () => undefined);
  batchWrites(client);
  const streams = new Set<unknown>();
  const { promise, resolve } = Promise.withResolvers<void>();
  client.on('connect', () => {
    const { stream } = client as unknown as { stream: Socket };
    streams.add(stream);
    expect(Object.hasOwn(stream, 'write')).toBe(true);
    if (streams.size === 2) resolve();
  });
  await expect.poll(() => cut.length).toBe(1);
  cut[0]?.destroy();
  await promise;
  client.disconnect();
  server.close();
});

it('what was asked in the turn of the end still leaves, bytes and texts in their order', async () => {
  const { client } = connected();
  batchWrites(client);
  await client.ping();
  const asked = [
    client.set('turn', Buffer.from([0xff, 0x00, 0xc3])),
    client.append('turn', 'é✓'),
    client.append('turn', Buffer.from('!')),
  ];
  client.disconnect();
  await Promise.allSettled(asked);
  const reader = new Redis(redis.url);
  await expect
    .poll(() => reader.getBuffer('turn'))
    .toEqual(Buffer.concat([Buffer.from([0xff, 0x00, 0xc3]), Buffer.from('é✓!')]));
  reader.disconnect();
});
