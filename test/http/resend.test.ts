import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { challengeView } from '../../src/contract/http.ts';
import { exchange } from '../support/callbacks.ts';
import { apiKey, otherApiKey, startWorld, type World } from '../support/gateway.ts';
import { age } from '../workers/age.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

let made = 0;
async function ask(request: Record<string, unknown>) {
  made += 1;
  const id = `resend-http-${made}`;
  const phone = world.simulator.phone(`+1415555${7_000 + made}`);
  const body = { id, to: phone.number, lifetimeSeconds: 600, ...request };
  expect((await world.request('POST', '/v1/challenges', body)).status).toBe(202);
  return { id, phone };
}
const resend = (id: string, body?: unknown) => world.request('POST', `/v1/challenges/${id}/resend`, body);
const older = (id: string, seconds: number) => expect.poll(() => age(world.client, id, seconds)).toBe(true);
const codeIn = (body: string) => /\d{6}/.exec(body)?.[0] ?? 'none';

describe('asking again', () => {
  it('texts the same code again, and the code of either text approves', async () => {
    const { id, phone } = await ask({ channel: 'sms', method: 'code' });
    const first = codeIn((await phone.waitForText()).body);
    await world.heard(id, ({ status }) => status === 'delivered');
    await world.request('POST', `/v1/challenges/${id}/check`, { code: '000000' });
    await older(id, 30);
    const { status, body } = await resend(id);
    expect(status).toBe(202);
    expect(challengeView.strict().parse(body)).toMatchObject({ attempts: [{}, { channel: 'sms', method: 'code' }] });
    expect(body['triesLeft']).toBe(first === '000000' ? 5 : 4);
    expect(codeIn((await phone.waitForText()).body)).toBe(first);
    await world.request('POST', `/v1/challenges/${id}/check`, { code: first });
    expect(await world.closed(id)).toMatchObject({ status: 'approved', reason: 'code-accepted' });
  });

  it('too early says how long to wait, as the view does, and sends nothing', async () => {
    const { id, phone } = await ask({ channel: 'sms', method: 'code' });
    await phone.waitForText();
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    const told = await exchange(world.api, `/v1/challenges/${id}/resend`, 'POST', headers, '{}');
    expect(told.status).toBe(429);
    expect(JSON.parse(told.body)).toMatchObject({ code: 'resend-too-early' });
    const wait = Number(told.headers['retry-after']);
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(30);
    const { body } = await world.request('GET', `/v1/challenges/${id}`);
    const { resendAt, createdAt } = challengeView.strict().parse(body);
    expect(Date.parse(String(resendAt)) - Date.parse(createdAt)).toBeGreaterThanOrEqual(30_000);
    expect(phone.messages()).toHaveLength(1);
  });

  it('by twenty fingers at once sends one text', async () => {
    const { id, phone } = await ask({ channel: 'sms', method: 'code' });
    await phone.waitForText();
    await world.heard(id, ({ status }) => status === 'delivered');
    await older(id, 30);
    const told = await Promise.all(Array.from({ length: 20 }, () => resend(id, {})));
    expect(told.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(told.filter(({ body }) => body['code'] === 'resend-too-early')).toHaveLength(19);
    await phone.waitForText();
    await expect
      .poll(async () => ((await world.request('GET', `/v1/challenges/${id}`)).body['attempts'] as unknown[]).length)
      .toBe(2);
    expect(phone.messages()).toHaveLength(2);
  });

  it('for the text that was to come sends it now, while the phone rings, and the reply hangs up', async () => {
    const next = [{ channel: 'sms', method: 'reply', afterSeconds: 300 }];
    const { id, phone } = await ask({ channel: 'voice', method: 'match', next });
    await phone.waitForCall();
    expect(await resend(id, { channel: 'sms' })).toMatchObject({ status: 202, body: { method: 'reply' } });
    const text = await phone.waitForText();
    await phone.text('+14155550002', codeIn(text.body));
    expect(await world.closed(id)).toMatchObject({ status: 'approved', reason: 'reply-accepted', channel: 'sms' });
    expect((await phone.waitForHangup())?.status).toBe('canceled');
  });

  it('for a call in place of a text calls the same number and says the same code', async () => {
    const { id, phone } = await ask({ channel: 'sms', method: 'code' });
    const code = codeIn((await phone.waitForText()).body);
    await older(id, 30);
    expect((await resend(id, { channel: 'voice' })).status).toBe(202);
    await phone.waitForCall();
    phone.answer();
    const asked = (await phone.waitForPrompt()).transcript.join(' ');
    phone.press(/press (\d) to hear/.exec(asked)?.[1] ?? '');
    const said = (await phone.waitForPrompt()).transcript.join(' ');
    expect(said).toContain([...code].join(', '));
    phone.hangup();
    await world.request('POST', `/v1/challenges/${id}/check`, { code });
    expect(await world.closed(id)).toMatchObject({ reason: 'code-accepted', channel: 'voice' });
  });

  it('rings no phone twice at once', async () => {
    const { id, phone } = await ask({ channel: 'voice', method: 'pound' });
    await phone.waitForCall();
    await older(id, 60);
    expect(await resend(id)).toMatchObject({ status: 409, body: { code: 'still-under-way' } });
  });

  it('is refused for a weaker way, for what is over, and for another app', async () => {
    const { id, phone } = await ask({ channel: 'voice', method: 'match' });
    await phone.waitForCall();
    await older(id, 60);
    for (const way of [{ method: 'pound' }, { channel: 'sms' }, { channel: 'voice', method: 'code' }])
      expect(await resend(id, way)).toMatchObject({ status: 409, body: { code: 'way-not-allowed' } });
    const theirs = await world.request('POST', `/v1/challenges/${id}/resend`, {}, otherApiKey);
    expect(theirs).toMatchObject({ status: 404, body: { code: 'unknown-challenge' } });
    expect(await resend('no-such-challenge')).toMatchObject({ status: 404 });
    await world.request('POST', `/v1/challenges/${id}/cancel`);
    const { status, body } = await resend(id);
    expect({ status, code: body['code'] }).toEqual({ status: 409, code: 'challenge-closed' });
    expect((await world.request('GET', `/v1/challenges/${id}`)).body).not.toHaveProperty('resendAt');
  });

  it('a sixth time is refused', async () => {
    const { id, phone } = await ask({ channel: 'sms', method: 'code' });
    for (const seconds of [30, 60, 120, 240]) {
      await phone.waitForText();
      await expect
        .poll(async () => (await world.request('GET', `/v1/challenges/${id}`)).body['status'])
        .toBe('delivered');
      await older(id, seconds);
      expect((await resend(id)).status).toBe(202);
    }
    await phone.waitForText();
    expect(await resend(id)).toMatchObject({ status: 429, body: { code: 'resend-used-up' } });
  });

  it('at the end of its time closes it and says so', async () => {
    const { id, phone } = await ask({ channel: 'sms', method: 'code', lifetimeSeconds: 30 });
    await phone.waitForText();
    await older(id, 31);
    expect(await resend(id)).toMatchObject({ status: 409, body: { code: 'challenge-closed' } });
    expect(await world.closed(id)).toMatchObject({ status: 'expired' });
  });

  it.each([
    [{ channel: 'fax' }, 'channel'],
    [{ channel: 'sms', method: 'pound' }, 'method'],
    [{ to: '+14155550100' }, ''],
    [[], ''],
  ])('with faults is told each: %j', async (body, path) => {
    const { id } = await ask({ channel: 'sms', method: 'code' });
    const answer = await resend(id, body);
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid-request', errors: [{ path }] } });
  });
});

describe('a call or text that comes to nothing', () => {
  it.each([
    ['busy', { channel: 'voice', method: 'match' }],
    ['unreachable', { channel: 'voice', method: 'pound' }],
    ['no-answer', { channel: 'voice', method: 'code' }],
    ['undelivered', { channel: 'sms', method: 'code' }],
  ] as const)('is followed at once by the next step: %s', async (mode, way) => {
    const phone = world.simulator.phone(`+1415555${8_000 + ++made}`);
    phone.behave(mode);
    const other = world.simulator.phone(`+1415555${8_500 + made}`);
    const next = [{ channel: 'sms', method: 'code', afterSeconds: 600, to: other.number }];
    const id = `resend-http-${made}`;
    await world.request('POST', '/v1/challenges', { id, to: phone.number, lifetimeSeconds: 600, ...way, next });
    const code = codeIn((await other.waitForText()).body);
    await world.request('POST', `/v1/challenges/${id}/check`, { code });
    expect(await world.closed(id)).toMatchObject({ status: 'approved', channel: 'sms' });
  });
});
