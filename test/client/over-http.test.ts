/** The client over HTTP with everything real but the carrier; between the two a line that can be cut. */

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../script/free-port.mjs';
import { assemble, type Gateway } from '../../src/assemble.ts';
import { type Client, type ClosedResult, createClient } from '../../src/client/client.ts';
import { createLog } from '../../src/log.ts';
import { apiKey, startWorld, type World } from '../support/gateway.ts';
import { stepsOf } from './line.ts';
import { startLossyLine } from './lossy-line.ts';

let world: World;
let client: Client;
const closers: (() => Promise<unknown> | undefined)[] = [];
beforeAll(async () => {
  world = await startWorld();
  client = createClient({ url: world.api, apiKey });
}, 30_000);
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
afterAll(async () => {
  client?.close();
  await world?.stop();
});

let last = 4_155_551_000;
const newNumber = (): string => `+1${++last}`;
const call = (to: string) => ({ to, channel: 'voice', method: 'pound', subject: `of ${to}` }) as const;

/** What was published about a challenge, as a subscriber saw it. */
const publishedAbout = (id: string) => world.published.filter((result) => result.id === id);

describe('one challenge', () => {
  test('is asked, followed step by step, and its outcome is the one that was published', async () => {
    const to = newNumber();
    world.simulator.phone(to).behave('press-pound');
    const asked = await client.challenge({ ...call(to), metadata: { session: 's-1' } });
    const outcome = await asked.outcome;
    expect(outcome).toMatchObject({ status: 'approved', reason: 'pound-pressed', metadata: { session: 's-1' } });
    const published = publishedAbout(asked.id);
    expect(JSON.stringify(outcome)).toBe(JSON.stringify(published.at(-1)));
    expect(await stepsOf(asked)).toEqual(published.slice(0, -1).map(({ status }) => status));
  });

  test('by text is checked: a wrong code leaves tries, the right one approves', async () => {
    const to = newNumber();
    const asked = await client.challenge({ to, channel: 'sms', method: 'code', subject: `of ${to}` });
    await world.heard(asked.id, ({ status }) => status === 'sent');
    const code = /\d{6}/.exec(world.simulator.messages().at(-1)?.body ?? '')?.[0] ?? 'none';
    const wrong = code === '000000' ? '000001' : '000000';
    expect(await asked.check(wrong)).toMatchObject({ triesLeft: 4 });
    expect(await asked.check(code)).toMatchObject({ status: 'approved', reason: 'code-accepted' });
    expect(await asked.outcome).toMatchObject({ reason: 'code-accepted' });
  });

  test('is asked again: too early is told with the time to wait, another way begins now', async () => {
    const to = newNumber();
    const next = [{ channel: 'sms', method: 'code', afterSeconds: 120 } as const];
    const asked = await client.challenge({ ...call(to), next });
    await world.simulator.phone(to).waitForCall();
    const early = await asked.resend().catch((error: unknown) => error);
    expect(early).toMatchObject({ code: 'resend-too-early', challengeId: asked.id });
    expect((early as { retryAfterSeconds?: number }).retryAfterSeconds).toBeGreaterThan(0);
    const view = await asked.resend({ channel: 'sms', method: 'code' });
    expect(view.attempts.map(({ channel }) => channel)).toEqual(['voice', 'sms']);
    const { body } = await world.simulator.phone(to).waitForText();
    expect(await asked.check(/\d{6}/.exec(body)?.[0] ?? 'none')).toMatchObject({ status: 'approved' });
    await expect(asked.resend()).rejects.toMatchObject({ code: 'challenge-closed' });
  });

  test('that is refused rejects with the reason, and nobody hears of it', async () => {
    const before = world.published.length;
    const refused = client.challenge({ ...call('+442079460000'), id: 'refused-0001' });
    await expect(refused).rejects.toMatchObject({ code: 'country-blocked', challengeId: 'refused-0001' });
    await expect(client.challenge({ ...call('+1'), to: 'x' })).rejects.toMatchObject({
      code: 'invalid-request',
      errors: [{ path: 'to', message: expect.any(String) }],
    });
    expect(world.published).toHaveLength(before);
  });

  test('rings nobody when its asker has left: an abort hangs up', async () => {
    const to = newNumber();
    const abort = new AbortController();
    const asked = await client.challenge(call(to), { signal: abort.signal });
    const phone = world.simulator.phone(to);
    await phone.waitForCall();
    abort.abort(new Error('the page was closed'));
    await expect(asked.outcome).rejects.toThrow('the page was closed');
    expect(await world.closed(asked.id)).toMatchObject({ status: 'canceled', reason: 'by-app' });
    expect(await phone.waitForHangup()).toMatchObject({ status: 'canceled' });
  });

  test('the same id again is the same challenge, and hears all of it', async () => {
    const to = newNumber();
    world.simulator.phone(to).behave('press-pound');
    const both = await Promise.all([1, 2].map(() => client.challenge({ ...call(to), id: 'sign-in-0001' })));
    const outcomes = await Promise.all(both.map(({ outcome }) => outcome));
    expect(outcomes[0]).toEqual(outcomes[1]);
    const late = await client.challenge({ ...call(to), id: 'sign-in-0001' });
    expect(await late.outcome).toEqual(outcomes[0]);
    expect(await stepsOf(late)).toEqual(await stepsOf(both[0] as never));
  });
});

describe('a line that breaks', () => {
  test('again and again costs no step and no outcome', async () => {
    const line = await startLossyLine(Number(new URL(world.api).port));
    const far = createClient({ url: `http://127.0.0.1:${line.port}`, apiKey });
    closers.push(async () => far.close(), line.stop);
    const phones = Array.from({ length: 20 }, () => world.simulator.phone(newNumber()));
    const asked = await Promise.all(phones.map(({ number }) => far.challenge(call(number))));
    for (const [index, phone] of phones.entries()) {
      await phone.waitForCall();
      if (index % 3 === 0) line.cut();
      phone.answer();
      await phone.waitForPrompt();
      if (index % 4 === 0) line.cut();
      phone.press('#');
    }
    for (const { id } of asked) await world.closed(id);
    line.cut();
    for (const one of asked) {
      const published = publishedAbout(one.id);
      expect(await one.outcome).toEqual(published.at(-1));
      expect(await stepsOf(one)).toEqual(published.slice(0, -1).map(({ status }) => status));
    }
  });

  test('a gateway that is restarted while the person answers: all of it is heard from the next one', async () => {
    const port = await freePort();
    const api = () => assemble({ ...world.config, roles: new Set(['api'] as const), port }, createLog('silent'));
    let gateway: Gateway = api();
    closers.push(() => gateway.stop(1_000));
    await gateway.start();
    const far = createClient({ url: `http://127.0.0.1:${port}`, apiKey });
    closers.unshift(async () => far.close());
    const to = newNumber();
    const asked = await far.challenge(call(to));
    const first = await asked.progress[Symbol.asyncIterator]().next();
    expect(first.done).toBe(false);
    await gateway.stop(1_000);
    const phone = world.simulator.phone(to);
    await phone.waitForCall();
    phone.answer();
    await phone.waitForPrompt();
    phone.press('#');
    const outcome: ClosedResult = await world.closed(asked.id);
    gateway = api();
    await gateway.start();
    expect(await asked.outcome).toEqual(outcome);
    expect(await stepsOf(asked)).toEqual(
      publishedAbout(asked.id)
        .slice(0, -1)
        .map(({ status }) => status),
    );
  });
});
