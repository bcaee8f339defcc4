import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { WireEntry } from '../../simulator/wire/wire-log.ts';
import { callBack, placed } from '../support/callbacks.ts';
import { startWorld, type World } from '../support/gateway.ts';

let world: World;
beforeAll(async () => {
  // Texts do not arrive by themselves: that one has is what a test here tells.
  world = await startWorld({}, { deliverAfterMs: 3_600_000 });
});
afterEach(() => world.redis.thaw());
afterAll(() => world.stop());

/** Resolves with what we sent as soon as one of it was answered so. */
async function answeredWith(status: number, kind: WireEntry['kind']): Promise<WireEntry> {
  for (;;) {
    const found = world.simulator.requests().find((entry) => entry.status === status && entry.kind === kind);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('while Redis stands still', () => {
  it('a key is not acknowledged, within a few seconds, and not lost: the provider’s own retry approves', async () => {
    const phone = world.simulator.phone('+14155550100');
    await world.enqueue('frozen-call-1', { to: phone.number, channel: 'voice', method: 'pound' });
    await phone.waitForCall();
    phone.answer();
    await phone.waitForPrompt();
    world.redis.freeze();
    phone.press('#');
    const refused = await answeredWith(503, 'document');
    expect(refused.durationMs).toBeLessThan(4_000);
    expect(refused.answer).toBe('');
    world.redis.thaw();
    expect(await world.closed('frozen-call-1')).toMatchObject({ status: 'approved', reason: 'pound-pressed' });
    expect((await phone.waitForHangup())?.transcript.join(' ')).toContain('You are verified');
  });

  it('neither is a reply or a status, and each counts once when it is told again', async () => {
    const to = '+14155550101';
    await world.enqueue('frozen-text-1', { to, channel: 'sms', method: 'reply' });
    await world.heard('frozen-text-1', ({ status }) => status === 'sent');
    const code = /\d{6}/.exec(world.simulator.messages().at(-1)?.body ?? '')?.[0] ?? '';
    const { status: path, fields } = placed(world, 'frozen-text-1');
    const reply = (Body: string, MessageSid: string) => ({
      path: '/webhooks/twilio/sms',
      fields: { AccountSid: world.simulator.accountSid, From: to, Body, MessageSid },
    });
    const told = [
      reply(code === '000001' ? '000002' : '000001', `SM${'1'.repeat(32)}`),
      reply(code, `SM${'2'.repeat(32)}`),
      { path, fields: { ...fields, MessageStatus: 'delivered' } },
    ];
    world.redis.freeze();
    const began = performance.now();
    for (const answer of await Promise.all(told.map((callback) => callBack(world, callback))))
      expect(answer).toMatchObject({ status: 503, body: '' });
    expect(performance.now() - began).toBeLessThan(4_000);
    world.redis.thaw();
    const [wrong, right, delivered] = told;
    if (!wrong || !right || !delivered) throw new Error('nothing was told');
    for (let i = 0; i < 3; i++) expect((await callBack(world, wrong)).status).toBe(200);
    for (let i = 0; i < 3; i++) expect((await callBack(world, delivered)).status).toBe(204);
    const { body: view } = await world.request('GET', '/v1/challenges/frozen-text-1');
    expect(view).toMatchObject({ status: 'delivered', triesLeft: 4 });
    await callBack(world, right);
    expect(await world.closed('frozen-text-1')).toMatchObject({ status: 'approved', reason: 'reply-accepted' });
  });

  it('a forgery is still turned away at once', async () => {
    world.redis.freeze();
    const path = '/webhooks/twilio/voice/frozen-call-1/0/nonce/1';
    const fields = { AccountSid: world.simulator.accountSid, CallSid: `CA${'0'.repeat(32)}`, Digits: '#' };
    expect(await callBack(world, { path, fields, token: 'another-token' })).toMatchObject({ status: 403 });
  });
});
