import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { assemble, type Gateway } from '../../src/assemble.ts';
import { createLog } from '../../src/log.ts';
import { configFor, startWorld, type World } from '../support/gateway.ts';

let world: World;
let workers: Gateway;
beforeAll(async () => {
  world = await startWorld({ POUNDKEY_ROLES: 'api,webhooks' });
  const { redis, simulator, webhooks } = world;
  workers = assemble(
    configFor({ redis, simulator, webhooks, env: { POUNDKEY_ROLES: 'workers' } }),
    createLog('silent'),
  );
  await workers.start();
});
afterAll(async () => {
  await workers.stop(2_000);
  await world.stop();
});

// Known: what a process remembers of a challenge is taken for the truth about an attempt that it has not seen begin.
it('a process that created a challenge takes news of the attempt that another process has placed', async () => {
  const phone = world.simulator.phone('+14155550100');
  const request = { id: 'two-processes-1', to: phone.number, channel: 'voice', method: 'pound' };
  await world.request('POST', '/v1/challenges', request);
  await phone.waitForCall();
  await vi.waitFor(() => expect(world.published.map(({ status }) => status)).toContain('ringing'), { timeout: 15_000 });
  phone.answer();
  await phone.waitForPrompt();
  phone.press('#');
  expect(await world.closed('two-processes-1')).toMatchObject({ status: 'approved', reason: 'pound-pressed' });
});
