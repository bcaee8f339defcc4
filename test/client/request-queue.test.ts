import { once } from 'node:events';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { openRequestQueue } from '../../src/client/request-queue.ts';
import { startRedis } from '../support/redis.ts';
import { startLossyLine } from './lossy-line.ts';

test('a queue whose very first command got no answer does not stay broken', async () => {
  const server = await startRedis({ tcp: true });
  const line = await startLossyLine(Number(new URL(server.url).port));
  const redis = new Redis({ port: line.port, commandTimeout: 200, autoResendUnfulfilledCommands: false });
  redis.on('error', () => {});
  onTestFinished(async () => {
    redis.disconnect();
    await line.stop();
    await server.stop();
  });
  await once(redis, 'ready');
  const queue = openRequestQueue(redis);
  const lost = line.loseAnswersAfter('info');
  await expect(queue.add('sign-in-0001', { to: '+14155550100', channel: 'voice', method: 'pound' })).rejects.toThrow();
  await lost;
  line.cut();
  await once(redis, 'ready');
  await queue.add('sign-in-0001', { to: '+14155550100', channel: 'voice', method: 'pound' });
  expect(await redis.lrange('{poundkey}:challenges:wait', 0, -1)).toEqual(['sign-in-0001']);
});
