/** Every way a challenge can end today, through the whole gateway, with a pretend carrier at its other end. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PhoneHandle } from '../../simulator/phone-handle.ts';
import { partitions, resultsStream } from '../../src/contract/names.ts';
import { type ChallengeResult, closedResult } from '../../src/contract/result.ts';
import { startWorld, type World } from '../support/gateway.ts';
import { age } from './age.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ POUNDKEY_COUNTRIES: 'US' }, { refuseAfterMs: 20 });
});
afterAll(() => world.stop());

let ids = 0;
const asked: string[] = [];
/** Asks for a challenge to a phone of its own. */
async function ask(method: 'pound' | 'code' | 'reply', more: Record<string, unknown> = {}, options = {}) {
  const id = `ending-${++ids}`;
  const to = String(more['to'] ?? `+1415555${String(2_000 + ids)}`);
  asked.push(id);
  await world.enqueue(id, { channel: method === 'pound' ? 'voice' : 'sms', method, ...more, to }, options);
  return { id, phone: world.simulator.phone(to) };
}
async function answered(more: Record<string, unknown> = {}): Promise<{ id: string; phone: PhoneHandle }> {
  const { id, phone } = await ask('pound', more);
  await phone.waitForCall();
  phone.answer();
  await phone.waitForPrompt();
  return { id, phone };
}
async function press(phone: PhoneHandle, ...keys: string[]): Promise<void> {
  for (const key of keys) {
    await phone.waitForPrompt();
    phone.press(key);
  }
}
const check = (id: string, code: string) => world.request('POST', `/v1/challenges/${id}/check`, { code });
const codeIn = (body: string) => /\d{6}/.exec(body)?.[0] ?? '';
const wrongFor = (body: string) => (codeIn(body) === '000000' ? '000001' : '000000');
const ends = async (id: string, status: string, reason: string) =>
  expect(await world.closed(id)).toMatchObject({ status, reason });

describe('a call', () => {
  it('approved: pound-pressed', async () => {
    const { id, phone } = await answered();
    phone.press('#');
    await ends(id, 'approved', 'pound-pressed');
  });

  it('denied: fraud-reported, by zero and then pound', async () => {
    const { id, phone } = await answered();
    await press(phone, '0', '#');
    await ends(id, 'denied', 'fraud-reported');
  });

  it('denied: wrong-key, by three of them', async () => {
    const { id, phone } = await answered();
    await press(phone, '5', '1', '9');
    await ends(id, 'denied', 'wrong-key');
  });

  it.each(['busy', 'no-answer', 'unreachable'] as const)('failed: %s', async (reason) => {
    const to = `+1415555${{ busy: 1001, 'no-answer': 1002, unreachable: 1003 }[reason]}`;
    world.simulator.phone(to).behave(reason);
    const { id } = await ask('pound', { to });
    await ends(id, 'failed', reason);
  });

  it('failed: busy, when it is declined', async () => {
    const { id, phone } = await ask('pound');
    await phone.waitForCall();
    phone.decline();
    await ends(id, 'failed', 'busy');
  });

  it('failed: hung-up', async () => {
    const { id, phone } = await answered();
    phone.hangup();
    await ends(id, 'failed', 'hung-up');
  });

  it('failed: no-input, after three silences', async () => {
    const { id, phone } = await answered();
    for (let silence = 0; silence < 3; silence++) {
      await phone.waitForPrompt();
      await world.simulator.advance(9);
    }
    await ends(id, 'failed', 'no-input');
    expect(phone.call()?.transcript.filter((said) => said === 'We did not hear a key.')).toHaveLength(2);
  });

  it('failed: no-input, by a machine that answers', async () => {
    world.simulator.phone('+14155551004').behave('voicemail');
    const { id, phone } = await ask('pound', { to: '+14155551004' });
    for (let silence = 0; silence < 3; silence++) {
      await phone.waitForPrompt();
      await world.simulator.advance(9);
    }
    await ends(id, 'failed', 'no-input');
  });
});

describe('a text', () => {
  it('approved: code-accepted', async () => {
    const { id, phone } = await ask('code');
    await check(id, codeIn((await phone.waitForText()).body));
    await ends(id, 'approved', 'code-accepted');
  });

  it('approved: reply-accepted', async () => {
    world.simulator.phone('+14155551010').behave('reply-code');
    const { id } = await ask('reply', { to: '+14155551010' });
    await ends(id, 'approved', 'reply-accepted');
  });

  it('denied: fraud-reported, by a reply of 0', async () => {
    const { id, phone } = await ask('reply');
    await phone.waitForText();
    await phone.text('+14155550002', ' 0. ');
    await ends(id, 'denied', 'fraud-reported');
  });

  it.each(['code', 'reply'] as const)('denied: wrong-code, by five wrong answers to a %s', async (method) => {
    const { id, phone } = await ask(method);
    const { body } = await phone.waitForText();
    for (let wrong = 0; wrong < 5; wrong++) {
      if (method === 'code') await check(id, wrongFor(body));
      else await phone.text('+14155550002', wrongFor(body));
    }
    await ends(id, 'denied', 'wrong-code');
  });

  it('failed: undelivered', async () => {
    world.simulator.phone('+14155551011').behave('undelivered');
    const { id } = await ask('code', { to: '+14155551011' });
    await ends(id, 'failed', 'undelivered');
  });

  it('failed: opted-out, once the person has texted STOP', async () => {
    const phone = world.simulator.phone('+14155551012');
    await phone.text('+14155550002', 'STOP');
    const { id } = await ask('code', { to: '+14155551012' });
    await ends(id, 'failed', 'opted-out');
  });
});

describe('a number', () => {
  it.each([
    ['+19005550100', 'pound', 'number-invalid'],
    ['+442079460018', 'pound', 'country-blocked'],
    ['+15005550001', 'pound', 'number-invalid'],
    ['+15005550002', 'pound', 'unreachable'],
    ['+15005550003', 'pound', 'country-blocked'],
    ['+15005550004', 'pound', 'number-blocked'],
    ['+15005550001', 'code', 'number-invalid'],
    ['+15005550003', 'code', 'country-blocked'],
    ['+15005550009', 'code', 'number-invalid'],
  ] as const)('%s for %s fails: %s', async (to, method, reason) => {
    const { id } = await ask(method, { to });
    await ends(id, 'failed', reason);
  });
});

describe('a provider', () => {
  it('that refuses for a reason of its own fails: provider-refused; so does a channel that we cannot send from', async () => {
    const poor = await startWorld({ TWILIO_CALL_FROM: '', TWILIO_TEXT_FROM: '+15005550007' });
    await poor.enqueue('refused-text', { to: '+14155552000', channel: 'sms', method: 'code' });
    await poor.enqueue('refused-call', { to: '+14155552001', channel: 'voice', method: 'pound' });
    for (const id of ['refused-text', 'refused-call'])
      expect(await poor.closed(id)).toMatchObject({ status: 'failed', reason: 'provider-refused' });
    await poor.stop();
  });

  it('that never said whether it took the call fails: provider-unknown', async () => {
    world.simulator.faults({ requests: [{ fault: '500', of: 'create', next: 1 }] });
    const { id } = await ask('pound');
    const closed = world.closed(id);
    await expect
      .poll(async () => (await age(world.client, id, 4)) && world.published.some((result) => result.id === id), {
        timeout: 15_000,
      })
      .toBe(true);
    expect(await closed).toMatchObject({ status: 'failed', reason: 'provider-unknown' });
  });
});

describe('time', () => {
  it('expired: not-answered, and the phone stops ringing', async () => {
    const { id, phone } = await ask('pound', { lifetimeSeconds: 30 });
    await phone.waitForCall();
    await expect.poll(() => age(world.client, id, 30)).toBe(true);
    await ends(id, 'expired', 'not-answered');
    await phone.waitForHangup();
  });

  it('expired: not-sent, when the request comes off the queue with less than a second to live', async () => {
    const { id, phone } = await ask('pound', { lifetimeSeconds: 30 }, { timestamp: Date.now() - 29_500 });
    await ends(id, 'expired', 'not-sent');
    expect(phone.call()).toBeNull();
  });

  it('expired: not-sent, when it was over before it came off the queue', async () => {
    const { id } = await ask('pound', { lifetimeSeconds: 30 }, { timestamp: Date.now() - 31_000 });
    await ends(id, 'expired', 'not-sent');
  });
});

describe('the app', () => {
  it('canceled: by-app, while it rings and while somebody listens; either call is hung up', async () => {
    const ringing = await ask('pound');
    await ringing.phone.waitForCall();
    const talking = await answered();
    for (const { id, phone } of [ringing, talking]) {
      await world.request('POST', `/v1/challenges/${id}/cancel`);
      await ends(id, 'canceled', 'by-app');
      await phone.waitForHangup();
    }
  });

  it('canceled: by-app, and hung up although the provider was down at first', async () => {
    const { id, phone } = await ask('pound');
    await phone.waitForCall();
    world.simulator.faults({ requests: [{ fault: '503', of: 'change', next: 1 }] });
    await world.request('POST', `/v1/challenges/${id}/cancel`);
    await ends(id, 'canceled', 'by-app');
    await phone.waitForHangup();
  });

  it('failed: rate-limited, for a subject that has answered wrong ten times', async () => {
    for (let challenges = 0; challenges < 2; challenges++) {
      const { id, phone } = await ask('code', { subject: 'clumsy' });
      const { body } = await phone.waitForText();
      for (let tries = 0; tries < 5; tries++) await check(id, wrongFor(body));
      await ends(id, 'denied', 'wrong-code');
    }
    const { id, phone } = await ask('pound', { subject: 'clumsy' });
    await ends(id, 'failed', 'rate-limited');
    expect(phone.call()).toBeNull();
  });

  it('failed: invalid-request', async () => {
    const { id } = await ask('pound', { lifetimeSeconds: 7 });
    await ends(id, 'failed', 'invalid-request');
  });
});

describe('all of them', () => {
  it('ended exactly once, in the streams and as a subscriber heard it, and nothing followed', async () => {
    const entries = await Promise.all(
      Array.from({ length: partitions }, (_, p) => world.client.xrange(resultsStream(p), '-', '+')),
    );
    const stored = entries.flat().map(([, [, json]]) => JSON.parse(json ?? '') as ChallengeResult);
    for (const results of [stored, world.published]) {
      const closes = results.filter((result) => result.type === 'challenge.closed');
      expect(closes.map(({ id }) => id).sort()).toEqual([...asked].sort());
      for (const id of asked) {
        const own = results.filter((result) => result.id === id);
        expect(closedResult.safeParse(own.at(-1)).success, id).toBe(true);
      }
    }
  });
});
