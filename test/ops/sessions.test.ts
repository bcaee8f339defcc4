import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../../script/free-port.mjs';
import { assemble } from '../../src/assemble.ts';
import { createLog } from '../../src/log.ts';
import { configFor, startWorld, type World } from '../support/gateway.ts';
import { signInCookie } from '../support/operator.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ POUNDKEY_OPERATORS: 'ann:correct horse battery' });
});
afterAll(() => world.stop());

/** What a gateway with these operators, on the same Redis, answers to a cookie. */
async function statusWith(operators: string, cookie: string): Promise<number> {
  const webhooks = `http://127.0.0.1:${await freePort()}`;
  const env = { POUNDKEY_OPERATORS: operators, POUNDKEY_ROLES: 'api' };
  const gateway = assemble(configFor({ ...world, webhooks, env }), createLog('silent'));
  const { privateUrl } = await gateway.start();
  await expect.poll(async () => (await fetch(`${privateUrl}/readyz`)).status, { timeout: 5_000 }).toBe(200);
  const { status } = await fetch(`${privateUrl}/ops`, { headers: { cookie }, redirect: 'manual' });
  await gateway.stop(2_000);
  return status;
}

it('a session ends with its operator: taken out of the settings, or given another password there', async () => {
  const cookie = await signInCookie(world.api, 'ann', 'correct horse battery');
  expect(await statusWith('bob:another long password,ann:correct horse battery', cookie)).toBe(200);
  expect(await statusWith('ann:a new long password', cookie)).toBe(303);
  expect(await statusWith('bob:correct horse battery', cookie)).toBe(303);
});
