import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from './support/gateway.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const codeIn = (body: string): string => /\d{4,8}/.exec(body)?.[0] ?? '';
const statuses = (id: string) => world.published.filter((result) => result.id === id).map(({ status }) => status);

describe('one challenge, all the way from the queue to the published result', () => {
  it('voice, pound: the phone rings, says what it is about, takes # and the sign-in is approved', async () => {
    const phone = world.simulator.phone('+14155550100');
    await world.enqueue('line-pound-1', {
      to: '+14155550100',
      channel: 'voice',
      method: 'pound',
      subject: 'user-42',
      context: { action: 'sign in to Payroll' },
      metadata: { case: 'a' },
    });
    await phone.waitForCall();
    await world.heard('line-pound-1', ({ status }) => status === 'ringing');
    phone.answer();
    await phone.waitForPrompt();
    const said = phone.call()?.transcript.join(' ') ?? '';
    expect(said).toContain('This is Poundkey');
    expect(said).toContain('sign in to Payroll');
    expect(said).toContain('press the pound key');
    phone.press('#');
    const result = await world.closed('line-pound-1');
    expect(result).toMatchObject({
      ...{ v: 1, status: 'approved', reason: 'pound-pressed', channel: 'voice', method: 'pound' },
      ...{ app: 'default', subject: 'user-42', metadata: { case: 'a' } },
    });
    await phone.waitForHangup();
    expect(phone.call()?.transcript.at(-1)).toContain('You are verified');
    expect(statuses('line-pound-1')).toEqual(['sent', 'ringing', 'answered', 'approved']);
  });

  it('sms, code: the texted code is checked over HTTP, once right and before that once wrong', async () => {
    const phone = world.simulator.phone('+14155550101');
    await world.enqueue('line-code-1', { to: '+14155550101', channel: 'sms', method: 'code' });
    const text = await phone.waitForText();
    expect(text.body).toMatch(/^\d{6} is your code for Poundkey\. It is valid for 3 minutes/);
    const check = (code: string) => world.request('POST', '/v1/challenges/line-code-1/check', { code });
    const wrong = codeIn(text.body) === '000000' ? '000001' : '000000';
    expect((await check(wrong)).body).toMatchObject({ triesLeft: 4 });
    expect((await check(codeIn(text.body))).body).toMatchObject({ status: 'approved', reason: 'code-accepted' });
    expect(await world.closed('line-code-1')).toMatchObject({
      status: 'approved',
      reason: 'code-accepted',
      channel: 'sms',
      method: 'code',
    });
  });

  it('sms, reply: a wrong reply gets one helpful text back, the right one approves', async () => {
    const phone = world.simulator.phone('+14155550102');
    await world.enqueue('line-reply-1', { to: '+14155550102', channel: 'sms', method: 'reply', replyTo: 'auth-7' });
    const text = await phone.waitForText();
    await phone.text('+14155550002', 'who is this?');
    expect((await phone.waitForText()).body).toContain('not the code we sent');
    await phone.text('+14155550002', 'still wrong');
    await phone.text('+14155550002', `It is ${codeIn(text.body)}.`);
    expect(await world.closed('line-reply-1')).toMatchObject({
      status: 'approved',
      reason: 'reply-accepted',
      method: 'reply',
    });
    expect(phone.messages().filter(({ from }) => from === '+14155550002')).toHaveLength(2);
  });
});

describe('the same over HTTP', () => {
  it('creates, rings, and answers a waiting read as soon as the person has pressed #', async () => {
    const phone = world.simulator.phone('+31612345678');
    const created = await world.request('POST', '/v1/challenges', {
      to: '06 12345678',
      country: 'NL',
      channel: 'voice',
      method: 'pound',
    });
    expect(created.status).toBe(202);
    expect(created.body).toMatchObject({ channel: 'voice', method: 'pound', to: '+31•••••5678' });
    const waiting = world.request('GET', `/v1/challenges/${created.body['id']}?wait=30`);
    await phone.waitForCall();
    phone.answer();
    await phone.waitForPrompt();
    phone.press('#');
    expect((await waiting).body).toMatchObject({ status: 'approved', reason: 'pound-pressed' });
  });

  it('cancels a ringing call, and the phone stops ringing', async () => {
    const phone = world.simulator.phone('+14155550104');
    const { body } = await world.request('POST', '/v1/challenges', {
      to: '+14155550104',
      channel: 'voice',
      method: 'pound',
    });
    await phone.waitForCall();
    const canceled = await world.request('POST', `/v1/challenges/${body['id']}/cancel`);
    expect(canceled.body).toMatchObject({ status: 'canceled', reason: 'by-app' });
    await phone.waitForHangup();
    expect(await world.closed(String(body['id']))).toMatchObject({ status: 'canceled', reason: 'by-app' });
  });

  it('a busy phone is answered for by the text that was to come next, at once', async () => {
    const phone = world.simulator.phone('+14155550105');
    phone.behave('busy');
    const next = [{ channel: 'sms', method: 'code', afterSeconds: 60 }];
    const { body } = await world.request('POST', '/v1/challenges', {
      to: '+14155550105',
      channel: 'voice',
      method: 'pound',
      next,
    });
    const text = await phone.waitForText();
    const checked = await world.request('POST', `/v1/challenges/${body['id']}/check`, { code: codeIn(text.body) });
    expect(checked.body).toMatchObject({ status: 'approved', reason: 'code-accepted' });
  });
});
