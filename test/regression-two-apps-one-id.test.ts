/** Ids are shared by all apps: one that another app has taken must not bring its outcome, nor show it, nor end it. */
import { createHmac } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClient } from '../src/client/client.ts';
import { apiKey, otherApiKey, startWorld, type World } from './support/gateway.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const byOther = (id: string, to: string) =>
  world.request(
    'POST',
    '/v1/challenges',
    { id, to, channel: 'voice', method: 'pound', subject: 'mallory' },
    otherApiKey,
  );

it('an approval of another app under the same id is not taken for one’s own', async () => {
  world.simulator.phone('+14155559999').behave('press-pound');
  expect((await byOther('taken-0001', '+14155559999')).status).toBe(202);
  await world.closed('taken-0001');
  const client = createClient({ redisUrl: world.redis.url });
  const asked = await client.challenge({ id: 'taken-0001', to: '+14155550100', channel: 'voice', method: 'pound' });
  expect(await asked.outcome).toMatchObject({
    status: 'failed',
    reason: 'invalid-request',
    app: 'default',
    errors: [{ path: 'id', message: 'belongs to a challenge of another app' }],
  });
  expect(world.simulator.calls().filter(({ to }) => to === '+14155550100')).toEqual([]);
  client.close();
});

it('the same while the other app’s challenge is still open, and that one goes on undisturbed', async () => {
  const phone = world.simulator.phone('+14155559998');
  await byOther('taken-0002', '+14155559998');
  await phone.waitForCall();
  const client = createClient({ redisUrl: world.redis.url });
  const asked = await client.challenge({ id: 'taken-0002', to: '+14155550101', channel: 'voice', method: 'pound' });
  expect(await asked.outcome).toMatchObject({ status: 'failed', app: 'default' });
  phone.answer();
  await phone.waitForPrompt();
  phone.press('#');
  await world.heard('taken-0002', ({ app, status }) => app === 'other' && status === 'approved');
  client.close();
});

it('an app’s list has nothing of what another app asks under an id that was once its own', async () => {
  await byOther('taken-0003', '+14155559997');
  await world.request('POST', '/v1/challenges/taken-0003/cancel', undefined, otherApiKey);
  // As it goes by itself in the end.
  for (const key of await world.client.keys('*:challenge:taken-0003')) await world.client.del(key);
  const request = { id: 'taken-0003', to: '+14155550104', channel: 'sms', method: 'code', subject: 'alice' };
  expect((await world.request('POST', '/v1/challenges', request)).status).toBe(202);
  const { body } = await world.request('GET', '/v1/challenges', undefined, otherApiKey);
  expect((body['challenges'] as { id: string }[]).map(({ id }) => id)).not.toContain('taken-0003');
  const own = await world.request('GET', '/v1/challenges');
  expect((own.body['challenges'] as { id: string }[]).map(({ id }) => id)).toContain('taken-0003');
});

it('nobody can work out which id another app’s Idempotency-Key will get', async () => {
  const guessed = createHmac('sha256', 'default').update('login-4711').digest('base64url').slice(0, 30);
  await byOther(`k_${guessed}`, '+14155559996');
  const headers = { Authorization: `Bearer ${apiKey}`, 'Idempotency-Key': 'login-4711' };
  const body = JSON.stringify({ to: '+14155550103', channel: 'sms', method: 'code' });
  const response = await fetch(`${world.api}/v1/challenges`, { method: 'POST', headers, body });
  expect(response.status).toBe(202);
});

it('a block ends what is being asked of the subject: no resend, and no next step', async () => {
  const next = [{ channel: 'voice', method: 'code', afterSeconds: 1 }];
  const request = { id: 'blocked-0001', to: '+14155550105', channel: 'sms', method: 'code', subject: 'user-g', next };
  await world.request('POST', '/v1/challenges', request);
  await world.heard('blocked-0001', ({ status }) => status === 'delivered');
  expect((await world.request('POST', '/v1/blocks', { subject: 'user-g', reason: 'phone stolen' })).status).toBe(201);
  expect(await world.closed('blocked-0001')).toMatchObject({ status: 'canceled', reason: 'by-app' });
  const again = await world.request('POST', '/v1/challenges/blocked-0001/resend', { channel: 'voice' });
  expect(again).toMatchObject({ status: 409, body: { code: 'challenge-closed' } });
  // Its next step was for a second later.
  await wait(1_200);
  expect(world.simulator.calls().filter(({ to }) => to === '+14155550105')).toEqual([]);
});
