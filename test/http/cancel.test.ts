import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { challengeView } from '../../src/contract/http.ts';
import { otherApiKey, startWorld, type World } from '../support/gateway.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const cancel = (id: string, body?: unknown) => world.request('POST', `/v1/challenges/${id}/cancel`, body);

describe('canceling', () => {
  it('hangs up a phone that rings, and says so once however often it is asked', async () => {
    const phone = world.simulator.phone('+14155550100');
    const request = { id: 'cancel-ring-1', to: phone.number, channel: 'voice', method: 'pound' };
    await world.request('POST', '/v1/challenges', request);
    await phone.waitForCall();
    await world.heard('cancel-ring-1', ({ status }) => status === 'ringing');
    const told = await Promise.all(Array.from({ length: 10 }, () => cancel('cancel-ring-1')));
    for (const { status, body } of told) {
      expect(status).toBe(200);
      expect(challengeView.strict().parse(body)).toMatchObject({ status: 'canceled', reason: 'by-app' });
    }
    expect((await phone.waitForHangup())?.status).toBe('canceled');
    expect(await world.closed('cancel-ring-1')).toMatchObject({ status: 'canceled', reason: 'by-app' });
    expect((await cancel('cancel-ring-1')).body).toEqual(told[0]?.body);
    const closes = world.published.filter(({ id, type }) => id === 'cancel-ring-1' && type === 'challenge.closed');
    expect(closes).toHaveLength(1);
  });

  it('changes nothing about what has an outcome', async () => {
    const phone = world.simulator.phone('+14155550101');
    phone.behave('press-pound');
    const request = { id: 'cancel-late-1', to: phone.number, channel: 'voice', method: 'pound' };
    await world.request('POST', '/v1/challenges', request);
    await world.closed('cancel-late-1');
    expect(await cancel('cancel-late-1')).toMatchObject({ status: 200, body: { status: 'approved' } });
  });

  it('needs no body and minds none', async () => {
    const request = { to: '+14155550102', channel: 'sms', method: 'code' };
    await world.request('POST', '/v1/challenges', { id: 'cancel-body-1', ...request });
    expect((await cancel('cancel-body-1', { reason: 'changed my mind' })).body).toMatchObject({ status: 'canceled' });
  });

  it('is 404 for what is not there or belongs to another app, which goes on', async () => {
    const request = { id: 'cancel-other-1', to: '+14155550103', channel: 'sms', method: 'code' };
    await world.request('POST', '/v1/challenges', request);
    expect(await cancel('no-such-challenge')).toMatchObject({ status: 404, body: { code: 'unknown-challenge' } });
    const theirs = await world.request('POST', '/v1/challenges/cancel-other-1/cancel', undefined, otherApiKey);
    expect(theirs).toMatchObject({ status: 404, body: { code: 'unknown-challenge' } });
    const { body } = await world.request('GET', '/v1/challenges/cancel-other-1');
    expect(body).not.toHaveProperty('reason');
  });
});
