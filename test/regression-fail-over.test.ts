/** Behind one address the primary becomes a replica and keeps its lines: whoever dials again finds the new one. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createClient } from '../src/client/client.ts';
import { startWorld, type World } from './support/gateway.ts';
import { startRedis, type TestRedis } from './support/redis.ts';

let first: TestRedis;
let second: TestRedis;
let leadsTo: number;
const address = createServer((near: Socket) => {
  const far = connect(leadsTo, '127.0.0.1');
  near.pipe(far).pipe(near);
  for (const [socket, other] of [
    [near, far],
    [far, near],
  ] as const) {
    socket.on('error', () => {});
    socket.on('close', () => other.destroy());
  }
});
const portOf = (redis: TestRedis) => Number(new URL(redis.url).port);
let url: string;
let world: World;
let admins: Redis[];
beforeAll(async () => {
  [first, second] = await Promise.all([startRedis({ tcp: true }), startRedis({ tcp: true })]);
  leadsTo = portOf(first);
  address.listen(0, '127.0.0.1');
  await once(address, 'listening');
  url = `redis://127.0.0.1:${(address.address() as AddressInfo).port}`;
  admins = [first, second].map((redis) => new Redis(redis.url));
  await admins[1]?.replicaof('127.0.0.1', portOf(first));
  const follows = async () => expect(await admins[1]?.info('replication')).toContain('master_link_status:up');
  await vi.waitFor(follows, { timeout: 10_000 });
  world = await startWorld({ REDIS_URL: url });
});
afterAll(async () => {
  await world?.stop();
  for (const admin of admins) admin.disconnect();
  address.close();
  await first?.stop();
  await second?.stop();
});

it('gateway and client go on with the new primary by themselves, by HTTP and by the queue', async () => {
  const client = createClient({ redisUrl: url });
  const ask = (to: string) => ({ to, channel: 'voice', method: 'pound' }) as const;
  world.simulator.phone('+14155550100').behave('press-pound');
  world.simulator.phone('+14155550101').behave('press-pound');
  expect(await (await client.challenge(ask('+14155550100'))).outcome).toMatchObject({ status: 'approved' });
  await admins[1]?.replicaof('NO', 'ONE');
  leadsTo = portOf(second);
  await admins[0]?.replicaof('127.0.0.1', portOf(second));
  await expect
    .poll(async () => (await world.request('POST', '/v1/challenges', ask('+14155550101'))).status, { timeout: 15_000 })
    .toBe(202);
  await expect
    .poll(async () => (await client.challenge(ask('+14155550100')).catch(() => undefined))?.outcome, {
      timeout: 20_000,
    })
    .toMatchObject({ status: 'approved' });
  client.close();
});
