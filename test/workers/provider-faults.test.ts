/** A provider that misbehaves, through the whole gateway: whatever it does, nobody is rung or texted twice. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FaultRulesInput } from '../../simulator/faults/fault-rules.ts';
import { startWorld, type World } from '../support/gateway.ts';
import { age } from './age.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());
afterEach(() => void world.simulator.faults({}));

let ids = 0;
async function ask(faults: FaultRulesInput, method: 'pound' | 'code' = 'pound') {
  const id = `faulty-${++ids}`;
  const to = `+1415555${3_000 + ids}`;
  world.simulator.faults(faults);
  await world.enqueue(id, { to, channel: method === 'pound' ? 'voice' : 'sms', method });
  return { id, to, phone: world.simulator.phone(to) };
}
/** How often the provider was asked to call or text, and how often it did. */
const asked = (to: string) =>
  world.simulator
    .requests()
    .filter(
      ({ direction, method, url, fields }) =>
        direction === 'in' && method === 'POST' && /(Calls|Messages)\.json$/.test(url) && fields['To'] === to,
    ).length;
const rung = (to: string) => world.simulator.calls().filter((call) => call.to === to).length;
const next = (fault: string, times = 1) => ({ requests: [{ fault, of: 'create', next: times }] }) as FaultRulesInput;
const lostCallbacks = { callbacks: [{ fault: 'lose', probability: 1 }] } as FaultRulesInput;
/** Makes the challenge older again and again until it has closed. */
async function untilClosed(id: string) {
  const closed = world.closed(id);
  const isClosed = () => world.published.some((result) => result.id === id && result.type === 'challenge.closed');
  await expect.poll(async () => (await age(world.client, id, 4)) && isClosed()).toBe(true);
  return await closed;
}

describe('too many requests', () => {
  it('is tried again later, until it is taken: one ring', async () => {
    const { id, to, phone } = await ask(next('429', 2));
    await expect
      .poll(async () => (await age(world.client, id, 1)) && phone.call()?.live, { timeout: 10_000 })
      .toBe(true);
    phone.answer();
    await phone.waitForPrompt();
    phone.press('#');
    expect(await world.closed(id)).toMatchObject({ reason: 'pound-pressed' });
    expect([asked(to), rung(to)]).toEqual([3, 1]);
  });
});

/** The next look-up, and nothing else: what the provider has is looked for around the time of the request. */
const sooner = (id: string) => age(world.client, id, 2, ['lookupAt']);

describe('no clear answer', () => {
  it('500, 503, reset or garbage, and no call: asked once, never again, provider-unknown', async () => {
    const faults = (['500', '503', 'reset', 'garbage'] as const).map(
      (fault) => ({ fault, of: 'create', next: 1 }) as const,
    );
    const doubtful = await Promise.all(faults.map(() => ask({ requests: faults })));
    await Promise.all(
      doubtful.map(async ({ id, to }) => {
        expect(await untilClosed(id)).toMatchObject({ status: 'failed', reason: 'provider-unknown' });
        expect([asked(to), rung(to)]).toEqual([1, 0]);
      }),
    );
    expect(world.simulator.faults().requests).toEqual([]);
  });

  it.each(['accept-then-500', 'accept-then-reset'])(
    '%s: the call rings once, and its callback adopts it',
    async (fault) => {
      const { id, to, phone } = await ask(next(fault));
      await phone.waitForCall();
      await world.heard(id, ({ status }) => status === 'ringing');
      phone.answer();
      await phone.waitForPrompt();
      phone.press('#');
      expect(await world.closed(id)).toMatchObject({ reason: 'pound-pressed' });
      expect([asked(to), rung(to)]).toEqual([1, 1]);
    },
  );

  it('accept-then-500, and the call ends without having rung: its end adopts it, told once', async () => {
    const to = `+1415555${3_500 + ids}`;
    world.simulator.phone(to).behave('busy');
    world.simulator.faults(next('accept-then-500'));
    const id = `faulty-busy-${++ids}`;
    await world.enqueue(id, { to, channel: 'voice', method: 'pound' });
    expect(await world.closed(id)).toMatchObject({ status: 'failed', reason: 'busy' });
    expect([asked(to), rung(to)]).toEqual([1, 1]);
  });

  it('accept-then-500 and every callback lost: a look-up finds the call and adopts it', async () => {
    const { id, to, phone } = await ask({ ...next('accept-then-500'), ...lostCallbacks });
    await phone.waitForCall();
    await expect
      .poll(async () => (await sooner(id)) && world.published.some((result) => result.id === id), {
        timeout: 10_000,
      })
      .toBe(true);
    expect(world.published.filter((result) => result.id === id)).toMatchObject([{ status: 'sent' }]);
    await world.request('POST', `/v1/challenges/${id}/cancel`);
    await phone.waitForHangup();
    expect([asked(to), rung(to)]).toEqual([1, 1]);
  });

  it('about a text whose callbacks were lost: the text is found, and comes once', async () => {
    const { id, to, phone } = await ask({ ...next('accept-then-reset'), ...lostCallbacks }, 'code');
    const { body } = await phone.waitForText();
    await expect
      .poll(async () => (await sooner(id)) && world.published.some((result) => result.id === id), {
        timeout: 10_000,
      })
      .toBe(true);
    await world.request('POST', `/v1/challenges/${id}/check`, { code: /\d{6}/.exec(body)?.[0] });
    expect(await world.closed(id)).toMatchObject({ reason: 'code-accepted' });
    expect([asked(to), phone.messages().length]).toEqual([1, 1]);
  });

  // From here on the provider's clock is ahead of ours, and whatever it has made since is too young to be looked up.
  it('in time, and the challenge is canceled meanwhile: the call is hung up as soon as it rings', async () => {
    const { id, to, phone } = await ask({ latencyMs: 60_000 });
    await expect
      .poll(() => world.logged().includes(`"challengeId":"${id}","attempt":0,"placement":"unknown"`), {
        timeout: 8_000,
      })
      .toBe(true);
    await world.request('POST', `/v1/challenges/${id}/cancel`);
    world.simulator.faults({});
    await world.simulator.advance(60);
    await phone.waitForHangup();
    expect([asked(to), rung(to)]).toEqual([1, 1]);
    expect(await world.closed(id)).toMatchObject({ status: 'canceled' });
  });

  it('in time: a call that is made after we have given up waiting is adopted when it rings', async () => {
    const { id, to, phone } = await ask({ latencyMs: 60_000 });
    await expect
      .poll(() => world.logged().includes(`"challengeId":"${id}","attempt":0,"placement":"unknown"`), {
        timeout: 8_000,
      })
      .toBe(true);
    await world.simulator.advance(60);
    await phone.waitForCall();
    await world.heard(id, ({ status }) => status === 'ringing');
    phone.answer();
    await phone.waitForPrompt();
    phone.press('#');
    expect(await world.closed(id)).toMatchObject({ reason: 'pound-pressed' });
    expect([asked(to), rung(to)]).toEqual([1, 1]);
  });
});

describe('callbacks', () => {
  it.each(['duplicate', 'reorder'] as const)(
    'that are sent as %s change nothing: one outcome, each step told once',
    async (fault) => {
      const { id, phone } = await ask({ callbacks: [{ fault, probability: fault === 'reorder' ? 0.5 : 1 }] });
      await phone.waitForCall();
      phone.answer();
      await phone.waitForPrompt();
      phone.press('#');
      expect(await world.closed(id)).toMatchObject({ reason: 'pound-pressed' });
      await phone.waitForHangup();
      await world.simulator.advance(2);
      const told = world.published.filter((result) => result.id === id).map(({ status }) => status);
      expect(new Set(told).size).toBe(told.length);
      expect(told.at(-1)).toBe('approved');
    },
  );

  it('that never come end at the expiry, with a polite word for whoever answers too late', async () => {
    const { id, phone } = await ask(lostCallbacks);
    await phone.waitForCall();
    await expect.poll(() => age(world.client, id, 181)).toBe(true);
    world.simulator.faults({ requests: [{ fault: '500', of: 'change', next: 3 }] });
    phone.answer();
    await phone.waitForHangup();
    expect(phone.call()?.transcript.join(' ')).toContain('This request is already over.');
    expect(await world.closed(id)).toMatchObject({ status: 'expired', reason: 'not-answered' });
  });
});
