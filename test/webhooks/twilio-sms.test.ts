import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callBack, storedOf } from '../support/callbacks.ts';
import { startWorld, type World } from '../support/gateway.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ POUNDKEY_APP_NAME: 'Acme Bank' });
});
afterAll(() => world.stop());

const empty = '<?xml version="1.0" encoding="UTF-8"?><Response/>';
const help = 'That is not the code we sent';
let numbers = 0;
let texts = 0;
const newNumber = () => `+1415555${String(3_000 + ++numbers)}`;
const newSid = () => `SM${String(++texts).padStart(32, '0')}`;

/** A challenge whose text has arrived, with the code that is in it. */
async function asked(id: string, to = newNumber(), request: Record<string, unknown> = {}) {
  await world.enqueue(id, { to, channel: 'sms', method: 'reply', subject: id, ...request });
  const { body } = await world.simulator.phone(to).waitForText();
  // The callback of the delivery must not come in between when the record is compared.
  await world.heard(id, ({ status }) => status === 'delivered');
  return { id, to, code: /\d{6}/.exec(body)?.[0] ?? '' };
}
const text = async (From: string, Body: string, MessageSid = newSid(), more: Record<string, string> = {}) => {
  const fields = { AccountSid: world.simulator.accountSid, MessageSid, From, To: '+14155550002', Body, ...more };
  return await callBack(world, { path: '/webhooks/twilio/sms', fields });
};
const view = async (id: string) => (await world.request('GET', `/v1/challenges/${id}`)).body;
const wrong = (code: string) => (code === '000001' ? '000002' : '000001');

describe('a reply', () => {
  it('with the code approves, and the answer to it has no more to say', async () => {
    const { id, to, code } = await asked('sms-right-1');
    expect(await text(to, `It is ${code}.`)).toMatchObject({ status: 200, body: empty });
    expect(await world.closed(id)).toMatchObject({ status: 'approved', reason: 'reply-accepted' });
  });

  it('that is wrong costs one try, however often and however parallel the provider tells it', async () => {
    const { id, to, code } = await asked('sms-wrong-1');
    const MessageSid = newSid();
    const told = await Promise.all(Array.from({ length: 20 }, () => text(to, wrong(code), MessageSid)));
    for (const { body } of told) expect(body).toContain(help);
    expect((await view(id))['triesLeft']).toBe(4);
  });

  it('that is wrong is helped once and not for ever, and the fifth one denies', async () => {
    const { id, to, code } = await asked('sms-wrong-2');
    expect((await text(to, wrong(code))).body).toContain(help);
    for (let i = 0; i < 4; i++) expect((await text(to, wrong(code))).body).toBe(empty);
    expect(await world.closed(id)).toMatchObject({ status: 'denied', reason: 'wrong-code' });
    expect((await text(to, code)).body).toBe(empty);
    expect((await view(id))['status']).toBe('denied');
  });

  it('with the code and another sender is nobody’s, and not answered', async () => {
    const { id, code } = await asked('sms-other-1');
    const before = await storedOf(world, id);
    expect(await text(newNumber(), code)).toMatchObject({ status: 200, body: empty });
    expect(await storedOf(world, id)).toEqual(before);
  });

  it('belongs to the challenge whose code it has, and costs the other one of that number nothing', async () => {
    const to = newNumber();
    const [first, second] = [await asked('sms-pair-1', to), await asked('sms-pair-2', to)];
    await text(to, second.code);
    expect(await world.closed(second.id)).toMatchObject({ status: 'approved' });
    expect(await view(first.id)).toMatchObject({ status: 'delivered', triesLeft: 5 });
    // What fits neither is a wrong answer to the one that still waits.
    await text(to, wrong(first.code));
    expect(await view(first.id)).toMatchObject({ triesLeft: 4 });
    await text(to, first.code);
    expect(await world.closed(first.id)).toMatchObject({ status: 'approved' });
  });

  it('of 0 denies every challenge that waits for this number, and says so once', async () => {
    const to = newNumber();
    const [first, second] = [await asked('sms-deny-1', to), await asked('sms-deny-2', to)];
    const { body } = await text(to, ' 0 ');
    expect(body.match(/<Message>/g)).toHaveLength(1);
    expect(body).toContain('Nobody was let in to Acme Bank');
    for (const { id } of [first, second])
      expect(await world.closed(id)).toMatchObject({ status: 'denied', reason: 'fraud-reported' });
    // It blocks nobody: the next challenge of this number can be answered.
    const third = await asked('sms-deny-3', to);
    await text(to, third.code);
    expect(await world.closed(third.id)).toMatchObject({ status: 'approved' });
  });

  it('approves once, of many right ones at the same time', async () => {
    const { id, to, code } = await asked('sms-race-1');
    const told = await Promise.all(Array.from({ length: 50 }, () => text(to, code)));
    for (const { body } of told) expect(body).toBe(empty);
    await view(id);
    expect(world.published.filter((result) => result.id === id && result.type === 'challenge.closed')).toHaveLength(1);
  });
});

describe('a text that answers nothing', () => {
  it.each([
    ['from nobody we asked', newNumber(), '123456'],
    ['of a short code', '22395', 'Your carrier says hello'],
    ['of a name', 'VERIZON', 'Your bill is ready'],
    ['from another network', 'whatsapp:+14155550100', '0'],
  ])('%s is taken and not answered', async (_what, from, body) => {
    expect(await text(from, body)).toMatchObject({ status: 200, body: empty });
  });

  it.each<[string, Record<string, string>]>([
    ['without an id', { MessageSid: '' }],
    ['with the id of a call', { MessageSid: `CA${'0'.repeat(32)}` }],
    ['with a body longer than any text', { Body: '1'.repeat(2_001) }],
  ])('%s cannot be one and is refused', async (_what, more) => {
    expect(await text('+14155550100', '0', newSid(), more)).toMatchObject({ status: 400, body: '' });
  });

  it('may be as long as a text can be, in any script', async () => {
    for (const character of ['1', '漢', '\u{1f4de}'])
      expect(await text(newNumber(), character.repeat(1_600 / character.length))).toMatchObject({ status: 200 });
  });
});

describe('the log', () => {
  it('has no number and no code in it', async () => {
    const { to, code } = await asked('sms-log-1');
    await text(to, wrong(code));
    await text(to, code);
    for (const secret of [to, to.slice(2), code]) expect(world.logged()).not.toContain(secret);
  });
});
