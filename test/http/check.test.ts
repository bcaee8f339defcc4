import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkAnswer } from '../../src/contract/http.ts';
import { startWorld, type World } from '../support/gateway.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

let made = 0;
/** A text with a code that has arrived. */
async function texted(request: Record<string, unknown> = {}) {
  const id = `check-text-${++made}`;
  const to = `+1415555${7_000 + made}`;
  await world.request('POST', '/v1/challenges', { id, to, channel: 'sms', method: 'code', ...request });
  const { body } = await world.simulator.phone(to).waitForText();
  return { id, code: /\d{6}/.exec(body)?.[0] ?? '' };
}
const check = (id: string, code: unknown) => world.request('POST', `/v1/challenges/${id}/check`, { code });
const wrong = (code: string) => (code === '000001' ? '000002' : '000001');

describe('a code', () => {
  it.each(['code', 'reply'])('that is right approves a challenge by %s, once', async (method) => {
    const { id, code } = await texted({ method });
    const { status, body } = await check(id, code);
    expect(status).toBe(200);
    expect(checkAnswer.strict().parse(body)).toEqual({ status: 'approved', reason: 'code-accepted', triesLeft: 0 });
    expect(await world.closed(id)).toMatchObject({ status: 'approved', reason: 'code-accepted' });
  });

  it('is right with blanks around it', async () => {
    const { id, code } = await texted();
    expect((await check(id, ` ${code}\n`)).body).toMatchObject({ status: 'approved' });
  });

  it('that the caller gave may be of letters, in either case', async () => {
    const { id } = await texted({ code: 'AbCd12' });
    expect((await check(id, 'abcd12')).body).toMatchObject({ status: 'approved' });
  });

  it('that is wrong costs a try each time, and the fifth one ends it, whatever comes then', async () => {
    const { id, code } = await texted();
    for (const triesLeft of [4, 3, 2, 1]) {
      const { status, body } = await check(id, wrong(code));
      expect(status).toBe(200);
      expect(checkAnswer.strict().parse(body)).toEqual({ status: expect.stringMatching(/sent|delivered/), triesLeft });
    }
    const denied = { status: 'denied', reason: 'wrong-code', triesLeft: 0 };
    expect((await check(id, wrong(code))).body).toEqual(denied);
    expect((await check(id, code)).body).toEqual(denied);
    expect(await world.closed(id)).toMatchObject({ status: 'denied', reason: 'wrong-code' });
  });

  it.each([
    ['longer by a digit', (code: string) => `${code}0`],
    ['shorter by a digit', (code: string) => code.slice(0, -1)],
    ['with a blank in it', (code: string) => `${code.slice(0, 3)} ${code.slice(3)}`],
    ['in other digits', (code: string) => code.replace(/\d/g, (d) => String.fromCharCode(0xff10 + Number(d)))],
  ])('is wrong when it is %s', async (_how, change) => {
    const { id, code } = await texted();
    expect((await check(id, change(code))).body).toMatchObject({ triesLeft: 4 });
  });

  it('of one challenge is wrong for another', async () => {
    const [one, other] = [await texted(), await texted()];
    expect(one.code).not.toBe(other.code);
    expect((await check(other.id, one.code)).body).toMatchObject({ triesLeft: 4 });
  });

  it('is not looked at any more once the challenge is over', async () => {
    const { id, code } = await texted();
    await world.request('POST', `/v1/challenges/${id}/cancel`);
    expect((await check(id, code)).body).toEqual({ status: 'canceled', reason: 'by-app', triesLeft: 0 });
    expect(await world.closed(id)).toMatchObject({ status: 'canceled' });
  });

  it('comes too late when the time is over', async () => {
    const to = '+14155557900';
    const request = { to, channel: 'sms', method: 'code', lifetimeSeconds: 30, code: 'AbCd12' };
    await world.enqueue('check-late-1', request, { timestamp: Date.now() - 27_500 });
    await world.simulator.phone(to).waitForText();
    expect(await world.closed('check-late-1')).toMatchObject({ status: 'expired', reason: 'not-answered' });
    expect((await check('check-late-1', 'AbCd12')).body).toMatchObject({ status: 'expired', triesLeft: 0 });
  });
});

describe('a challenge that has no code', () => {
  it('answers 409 and is left alone', async () => {
    const request = { id: 'check-call-1', to: '+14155557901', channel: 'voice', method: 'pound' };
    await world.request('POST', '/v1/challenges', request);
    await world.heard('check-call-1', ({ status }) => status === 'ringing');
    expect(await check('check-call-1', '123456')).toMatchObject({ status: 409, body: { code: 'no-code-to-check' } });
    const { body } = await world.request('GET', '/v1/challenges/check-call-1');
    expect(body).toMatchObject({ status: 'ringing' });
    expect(body).not.toHaveProperty('triesLeft');
  });

  it('has one to check once a later step has sent it', async () => {
    const next = [{ channel: 'sms', method: 'code', afterSeconds: 600, to: '+14155557903' }];
    const request = { id: 'check-next-1', to: '+14155557902', channel: 'voice', method: 'pound', code: 'AbCd12', next };
    await world.request('POST', '/v1/challenges', request);
    await world.simulator.phone(request.to).waitForCall();
    expect(await check('check-next-1', 'AbCd12')).toMatchObject({ status: 409 });
    world.simulator.phone(request.to).decline();
    await world.simulator.phone('+14155557903').waitForText();
    expect((await check('check-next-1', 'AbCd12')).body).toMatchObject({ status: 'approved', reason: 'code-accepted' });
  });
});

describe('a check with faults', () => {
  it.each<[string, unknown, string]>([
    ['no body', undefined, 'code'],
    ['no code', {}, 'code'],
    ['an empty code', { code: '  ' }, 'code'],
    ['a number', { code: 123456 }, 'code'],
    ['a list', { code: ['123456'] }, 'code'],
    ['a code longer than any', { code: '1'.repeat(33) }, 'code'],
    ['a field too many', { code: '123456', attempt: 1 }, ''],
    ['a list for a body', ['123456'], ''],
  ])('is refused with 422 and costs no try: %s', async (_what, body, path) => {
    const { id } = await texted();
    const answer = await world.request('POST', `/v1/challenges/${id}/check`, body);
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid-request' } });
    expect(answer.body['errors']).toEqual([{ path, message: expect.any(String) }]);
    expect(JSON.stringify(answer.body)).not.toContain('123456');
    expect((await world.request('GET', `/v1/challenges/${id}`)).body).toMatchObject({ triesLeft: 5 });
  });
});
