import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../script/free-port.mjs';
import { resultsChannel } from '../../src/contract/names.ts';
import { startWorld, type World } from '../support/gateway.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { runCommand, startCommand } from './program.ts';

const result = {
  ...{ v: 1, id: 'tail-0001', channel: 'voice', method: 'pound', app: 'default', subject: 'user-42', metadata: {} },
  ...{ at: '2026-11-22T10:00:00.000Z', type: 'challenge.closed', status: 'failed', reason: 'busy' },
};

describe('poundkey tail', () => {
  let world: World;
  let bare: TestRedis;
  let publisher: Redis;
  beforeAll(async () => {
    world = await startWorld();
    bare = await startRedis({ tcp: true });
    publisher = new Redis(bare.url);
    publisher.on('error', () => undefined);
  });
  afterAll(async () => {
    publisher?.disconnect();
    await bare?.stop();
    await world?.stop();
  });

  async function listen(url: string, ...args: string[]) {
    const tail = startCommand(['tail', ...args], { REDIS_URL: url });
    await tail.says(/Listening for results/);
    return tail;
  }
  const start = (...args: string[]) => listen(bare.url, ...args);
  const publish = (value: unknown) => publisher.publish(resultsChannel, JSON.stringify(value));

  test('prints the steps and the outcome of a real challenge as they come, and leaves cleanly', async () => {
    world.simulator.phone('+14155550150').behave('press-pound');
    const tail = await listen(world.redis.url);
    await world.enqueue('tail-real-1', { to: '+14155550150', channel: 'voice', method: 'pound' });
    await tail.says(/approved +pound-pressed +voice pound +default +\S+ +tail-real-1\n/);
    tail.child.kill('SIGINT');
    const { status, stdout, stderr } = await tail.ended;
    expect({ status, stderr }).toEqual({ status: 0, stderr: 'Listening for results; Ctrl-C leaves.\n' });
    const steps = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ +/)[1]);
    expect(steps.at(0)).toBe('sent');
    expect(stdout).not.toContain('4155550150');
  });

  test('--json gives one object a line, --app only those of one app', async () => {
    const tail = await start('--json', '--app', 'payroll');
    await publish({ ...result, id: 'tail-0002' });
    await publish({ ...result, id: 'tail-0003', app: 'payroll' });
    await tail.says(/tail-0003/);
    tail.child.kill('SIGTERM');
    const { status, stdout } = await tail.ended;
    expect(status).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([{ ...result, id: 'tail-0003', app: 'payroll' }]);
  });

  test('goes on when something that is no result is published', async () => {
    const tail = await start();
    await publisher.publish(resultsChannel, 'no json at all');
    await publish(result);
    await tail.says(/tail-0001/);
    tail.child.kill('SIGINT');
    expect((await tail.ended).stderr).toContain('Something that is no result was published');
  });

  test('ends when nobody reads it any more', async () => {
    const tail = await start();
    tail.child.stdout?.destroy();
    // The pipe is known to be broken only once something is written to it.
    for (let number = 0; tail.child.exitCode === null && number < 200; number++) {
      await publish({ ...result, id: `tail-gone-${number}` });
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await tail.ended).toMatchObject({ status: 0 });
  });

  test('says in a sentence that Redis cannot be reached', async () => {
    const ran = await runCommand(['tail'], { REDIS_URL: `redis://127.0.0.1:${await freePort()}` });
    expect(ran).toMatchObject({ status: 1, stdout: '' });
    expect(ran.stderr).toMatch(/^✗ Redis cannot be reached: connect ECONNREFUSED .*REDIS_URL says where it is\.\n$/);
  });

  test('tells of a gap, and hears what comes after it', async () => {
    const tail = await start();
    await bare.restart();
    await tail.says(/Redis is away.*\n.*Redis is back/);
    while ((await publish({ ...result, id: 'tail-after' })) < 1);
    await tail.says(/tail-after/);
    tail.child.kill('SIGINT');
    expect((await tail.ended).status).toBe(0);
  });
});
