import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../script/free-port.mjs';
import { type Simulator, startSimulator } from '../../simulator/start.ts';
import type { Phone } from '../../src/challenge/phone.ts';
import { createLog } from '../../src/log.ts';
import { createTwilio, type TwilioSettings } from '../../src/providers/twilio.ts';

const authToken = 'the-token-of-the-account';
const apiKey = { user: `SK${'7'.repeat(32)}`, password: 'the-secret-of-the-api-key' };
const ref = { id: 'challenge-1', attempt: 0, nonce: 'nonce-0123456789' };
const nobody = '+14155550100' as Phone;
const callOrder = { to: nobody, ref, ringSeconds: 30 };
const textOrder = { to: nobody, ref, body: 'Your code is 561166.', validitySeconds: 120 };

let simulator: Simulator;
let publicUrl: string;
let lines: string[];
const providers: ReturnType<typeof createTwilio>[] = [];
beforeAll(async () => {
  simulator = await startSimulator({ authToken, apiKeys: { [apiKey.user]: apiKey.password }, inboundUrl: null });
  // Nobody listens there: what Twilio calls back is not what is tested here.
  publicUrl = `http://127.0.0.1:${await freePort()}`;
});
afterEach(() => {
  for (const provider of providers.splice(0)) provider.close();
  simulator.reset();
});
afterAll(() => simulator.stop());

function twilio(settings: Partial<TwilioSettings> = {}) {
  lines = [];
  const log = createLog('debug', { write: (line) => void lines.push(line) });
  const made = createTwilio(
    { log },
    {
      accountSid: simulator.accountSid,
      user: simulator.accountSid,
      password: authToken,
      apiBaseUrl: simulator.url,
      publicUrl,
      callFrom: '+14155550001',
      textFrom: { from: '+14155550002' },
      ...settings,
    },
  );
  providers.push(made);
  return made;
}
const asked = () => simulator.requests().filter(({ direction }) => direction === 'in');

describe('a call', () => {
  it('is placed with one request, which says where to ask, what to tell and how long to ring', async () => {
    const placement = await twilio().call({ ...callOrder, extension: 'wwww4012#' });
    const [call] = simulator.calls();
    expect(placement).toEqual({ kind: 'placed', sid: call?.sid });
    expect(asked()).toHaveLength(1);
    const where = `${publicUrl}/webhooks/twilio`;
    expect(asked()[0]?.fields).toEqual({
      To: nobody,
      From: '+14155550001',
      Url: `${where}/voice/challenge-1/0/nonce-0123456789#rc=2&rp=all`,
      StatusCallback: `${where}/status/voice/challenge-1/0/nonce-0123456789#rc=2&rp=all`,
      StatusCallbackEvent: ['ringing', 'completed'],
      Timeout: '30',
      SendDigits: 'wwww4012#',
    });
  });

  it('is not even asked for without a number to call from', async () => {
    const placement = await twilio({ callFrom: undefined }).call(callOrder);
    expect(placement).toEqual({ kind: 'failed', reason: 'provider-refused' });
    expect(asked()).toEqual([]);
  });

  it('is ended when it is live, and gone when it is not there', async () => {
    const provider = twilio();
    const placement = await provider.call(callOrder);
    const sid = placement.kind === 'placed' ? placement.sid : '';
    expect(await provider.hangUp(sid)).toBe('ended');
    expect(simulator.calls()[0]?.status).toBe('canceled');
    expect(await provider.hangUp(`CA${'0'.repeat(32)}`)).toBe('gone');
  });

  it.each(['429', '500', '503', 'reset', 'garbage', 'accept-then-reset'] as const)(
    'whose end is answered with %s may be live: that is told as unknown',
    async (fault) => {
      const provider = twilio();
      const placement = await provider.call(callOrder);
      simulator.faults({ requests: [{ fault, of: 'change', next: 1 }] });
      expect(await provider.hangUp(placement.kind === 'placed' ? placement.sid : '')).toBe('unknown');
      expect(asked()).toHaveLength(2);
    },
  );
});

describe('a text', () => {
  it('is sent with one request, from a number, for as long as it is worth something', async () => {
    const placement = await twilio().text(textOrder);
    expect(placement).toEqual({ kind: 'placed', sid: simulator.messages()[0]?.sid });
    expect(asked()).toHaveLength(1);
    expect(asked()[0]?.fields).toEqual({
      To: nobody,
      From: '+14155550002',
      Body: 'Your code is 561166.',
      StatusCallback: `${publicUrl}/webhooks/twilio/status/sms/challenge-1/0/nonce-0123456789#rc=2&rp=all`,
      ValidityPeriod: '120',
    });
  });

  it('is sent by a messaging service where there is one', async () => {
    const messagingServiceSid = `MG${'a'.repeat(32)}`;
    expect(await twilio({ textFrom: { messagingServiceSid } }).text(textOrder)).toMatchObject({ kind: 'placed' });
    expect(asked()[0]?.fields).toMatchObject({ MessagingServiceSid: messagingServiceSid });
    expect(asked()[0]?.fields).not.toHaveProperty('From');
  });

  it('is not even asked for without a sender', async () => {
    const placement = await twilio({ textFrom: undefined }).text(textOrder);
    expect(placement).toEqual({ kind: 'failed', reason: 'provider-refused' });
    expect(asked()).toEqual([]);
  });
});

describe('credentials', () => {
  it('of an API key do for requests of the account', async () => {
    expect(await twilio(apiKey).call(callOrder)).toMatchObject({ kind: 'placed' });
    expect(await twilio(apiKey).text(textOrder)).toMatchObject({ kind: 'placed' });
  });

  it.each([
    ['of the account', { password: 'a-wrong-token' }],
    ['of an API key', { user: apiKey.user, password: 'a-wrong-secret' }],
  ])('%s that are wrong are a refusal, and no line of the log has them', async (_whose, wrong) => {
    expect(await twilio(wrong).call(callOrder)).toEqual({ kind: 'failed', reason: 'provider-refused' });
    expect(asked()).toHaveLength(1);
    const logged = lines.join('');
    expect(logged).toContain('"status":401');
    for (const secret of [wrong.password, authToken, nobody, '4155550100', 'Basic '])
      expect(logged).not.toContain(secret);
  });
});

describe('calls and texts to a number', () => {
  it('are found by when they were made, with their ids', async () => {
    const provider = twilio();
    const placed = [await provider.call(callOrder), await provider.call(callOrder)];
    await provider.call({ ...callOrder, to: '+14155550101' as Phone });
    const since = Date.now() - 60_000;
    const found = await provider.find({ channel: 'voice', to: nobody, since });
    expect(found).toHaveLength(2);
    expect(placed.map((each) => each.kind === 'placed' && each.sid)).toEqual(
      expect.arrayContaining([...found].map((each) => (typeof each === 'string' ? each : each.sid))),
    );
    expect(await provider.find({ channel: 'sms', to: nobody, since })).toEqual([]);
    expect(await provider.find({ channel: 'voice', to: nobody, since: Date.now() + 60_000 })).toEqual([]);
    await provider.text(textOrder);
    expect(await provider.find({ channel: 'sms', to: nobody, since })).toHaveLength(1);
  });

  it.each(['429', '500', '503', 'reset', 'garbage'] as const)(
    'are unknown, not none, when the provider answers %s, and it is asked once',
    async (fault) => {
      simulator.faults({ requests: [{ fault, of: 'read', next: 1 }] });
      expect(await twilio().find({ channel: 'sms', to: nobody, since: 0 })).toBe('unknown');
      expect(asked()).toHaveLength(1);
    },
  );
});
