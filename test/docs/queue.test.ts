import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { partitionOf } from '../../src/contract/names.ts';
import { startWorld, type World } from '../support/gateway.ts';
import { promised, python, run, samples } from './programs.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 30_000);
afterAll(() => world?.stop());

const [pubSub = '', streams = '', partition = ''] = samples('queue.md', 'python');

describe('docs/queue.md', () => {
  test('asks with BullMQ alone; redis-cli finds the outcome in the stream', async () => {
    const [asking = ''] = samples('queue.md', 'ts');
    const [, finding = ''] = samples('queue.md', 'sh');
    world.simulator.phone('+14155550106').behave('press-pound');
    expect(await run(asking, 'ts', world).ended).toBe(promised(asking));
    await world.closed('sign-in-0106');
    expect(await run(finding, 'sh', world).ended).toBe(promised(finding));
  });

  test('asks with redis-cli alone', async () => {
    const [asking = ''] = samples('queue.md', 'sh');
    world.simulator.phone('+14155550109').behave('press-pound');
    expect(await run(asking, 'sh', world).ended).toContain(promised(asking).replace(/\D/g, ''));
    expect(await world.closed('sign-in-0109')).toMatchObject({ status: 'approved', reason: 'pound-pressed' });
  });

  test('names the partition that it has', () => {
    expect(promised(partition)).toBe(String(partitionOf('sign-in-0106')));
  });

  test.skipIf(python === '')('computes the partition in Python', async () => {
    expect(await run(partition, 'py', world).ended).toBe(promised(partition));
  });

  test.skipIf(python === '')('hears by pub/sub in Python', async () => {
    world.simulator.phone('+14155550107').behave('press-pound');
    expect(await run(pubSub, 'py', world).ended).toBe(promised(pubSub));
  });

  test.skipIf(python === '')('reads the streams with a cursor in Python', async () => {
    const before = { to: '+14155550108', channel: 'sms', method: 'reply', id: 'stream-0001' };
    await world.request('POST', '/v1/challenges', before);
    const program = run(streams, 'py', world);
    await program.says(/^stream-0001 sent -$/);
    await world.request('POST', '/v1/challenges/stream-0001/cancel');
    await program.says(/^stream-0001 canceled by-app$/);
  });
});
