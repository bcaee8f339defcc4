import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noLimits } from '../support/apps.ts';
import { startWorld, type World } from '../support/gateway.ts';
import { age } from '../workers/age.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({}, {}, { rates: { ...noLimits, perNumber: [{ count: 3, seconds: 600 }] } });
});
afterAll(() => world.stop());

const older = (id: string, seconds: number) => expect.poll(() => age(world.client, id, seconds)).toBe(true);
const resend = (id: string, body: object = {}) => world.request('POST', `/v1/challenges/${id}/resend`, body);
const ask = async (id: string, to: string, more: object = {}) => {
  const body = { id, to, channel: 'sms', method: 'code', subject: id, lifetimeSeconds: 600, ...more };
  expect((await world.request('POST', '/v1/challenges', body)).status).toBe(202);
  await world.simulator.phone(to).waitForText();
  await world.heard(id, ({ status }) => status === 'delivered');
};

describe('asking again', () => {
  it('takes from the limit of the number, and is told the limit when nothing is left; too early it costs nothing', async () => {
    const to = '+14155559100';
    await ask('resend-limit-1', to);
    for (let times = 0; times < 5; times++)
      expect((await resend('resend-limit-1')).body['code']).toBe('resend-too-early');
    await older('resend-limit-1', 30);
    expect((await resend('resend-limit-1')).status).toBe(202);
    await ask('resend-limit-2', to);
    await older('resend-limit-2', 30);
    expect(await resend('resend-limit-2')).toMatchObject({
      status: 429,
      body: { code: 'rate-limited', limit: 'perNumber', retryAfterSeconds: expect.any(Number) },
    });
    expect(world.simulator.phone(to).messages()).toHaveLength(3);
  });

  it('for a way that was planned costs nothing: it was paid for at the beginning', async () => {
    const to = '+14155559101';
    for (const id of ['resend-limit-3', 'resend-limit-4']) await ask(id, to);
    await ask('resend-limit-5', to, { next: [{ channel: 'voice', method: 'code', afterSeconds: 300 }] });
    expect((await resend('resend-limit-5', { channel: 'voice' })).status).toBe(202);
  });
});
