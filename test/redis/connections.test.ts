import { describe, expect, it } from 'vitest';
import { createLog } from '../../src/log.ts';
import { openConnections } from '../../src/redis/connections.ts';
import { startRedis } from '../support/redis.ts';

describe('the connections of a process', () => {
  it('are opened when asked, tell when Redis goes and comes, come back by themselves, and end all at once', async () => {
    const redis = await startRedis({ tcp: true });
    const lines: string[] = [];
    const connections = openConnections(redis.url, createLog('info', { write: (line) => void lines.push(line) }));
    const all = [connections.connection, connections.patient, connections.subscriber];
    expect(all.map(({ status }) => status)).toEqual(['wait', 'wait', 'wait']);
    await connections.connect();
    expect(all.map(({ status }) => status)).toEqual(['ready', 'ready', 'ready']);
    await connections.connect();
    await redis.kill();
    await expect.poll(() => lines.join('')).toContain('Redis connection lost');
    await redis.restart();
    await expect.poll(() => all.map(({ status }) => status)).toEqual(['ready', 'ready', 'ready']);
    await expect.poll(() => lines.filter((line) => line.includes('Redis connection ready'))).toHaveLength(2);
    connections.disconnect();
    await expect.poll(() => all.map(({ status }) => status)).toEqual(['end', 'end', 'end']);
    await redis.stop();
  });

  it('say that Redis is not there instead of waiting for ever, and can be asked for again', async () => {
    const redis = await startRedis({ tcp: true });
    await redis.kill();
    const connections = openConnections(redis.url, createLog('silent'));
    await expect(connections.connect()).rejects.toThrow();
    await redis.restart();
    await expect
      .poll(() =>
        connections.connect().then(
          () => 'ready',
          () => 'not yet',
        ),
      )
      .toBe('ready');
    expect(await connections.connection.ping()).toBe('PONG');
    connections.disconnect();
    await redis.stop();
  });
});
