import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../script/free-port.mjs';
import { assemble, type Gateway } from '../src/assemble.ts';
import { createLog } from '../src/log.ts';
import { configFor, startWorld, type World } from './support/gateway.ts';

/** Calls are answered at one gateway and texts at another, which know of each other only what Redis tells them. */
let world: World;
let forTexts: Gateway;
beforeAll(async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  world = await startWorld({ POUNDKEY_LOG_LEVEL: 'warn' }, { inboundUrl: `${url}/webhooks/twilio/sms` });
  const { redis, simulator } = world;
  const env = { POUNDKEY_ROLES: 'webhooks' };
  forTexts = assemble(configFor({ redis, simulator, webhooks: url, env }), createLog('silent'));
  await forTexts.start();
});
afterAll(async () => {
  await forTexts.stop(2_000);
  await world.stop();
});

const codeIn = (body: string) => /\d{6}/.exec(body)?.[0] ?? 'none';
const phoneOf = (index: number) => world.simulator.phone(`+1415${5_560_000 + index}`);
const over = 'is already over';

/** Rings and texts one phone at once; resolves when the call listens and the text is there. */
async function askedBoth(index: number) {
  const phone = phoneOf(index);
  phone.behave('answer');
  const next = [{ channel: 'sms', method: 'reply', afterSeconds: 0 }];
  const id = `side-${index}-x`;
  const body = { id, to: phone.number, channel: 'voice', method: 'pound', next };
  const { status } = await world.request('POST', '/v1/challenges', body);
  expect(status).toBe(202);
  const [, text] = await Promise.all([phone.waitForPrompt(), phone.waitForText()]);
  return { id, phone, code: codeIn(text.body) };
}
const closesOf = (id: string) =>
  world.published.filter((result) => result.id === id && result.type === 'challenge.closed');

describe('a call and a text side by side', () => {
  it('answered at the same instant a thousand times have one outcome each, and no call is left', {
    timeout: 400_000,
  }, async () => {
    const count = 1_000;
    let begun = 0;
    const one = async () => {
      while (begun < count) {
        const { id, phone, code } = await askedBoth(begun++);
        // A key goes further inside the simulator than a text does: which of them Redis sees first is left to chance.
        const texting = (async () => {
          for (let turns = begun % 60; turns > 0; turns--) await new Promise(setImmediate);
          await phone.text('+14155550002', code);
        })();
        phone.press('#');
        await texting;
        const view = await world.request('GET', `/v1/challenges/${id}?wait=30`);
        expect(view.body['status']).toBe('approved');
        await phone.waitForHangup();
        const answers = phone.messages().filter(({ body }) => body.includes(over));
        expect(answers).toHaveLength(view.body['reason'] === 'pound-pressed' ? 1 : 0);
      }
    };
    await Promise.all(Array.from({ length: 20 }, one));
    await expect.poll(() => world.published.filter(({ type }) => type === 'challenge.closed').length).toBe(count);
    const closes = world.published.filter((result) => result.type === 'challenge.closed');
    expect(new Set(closes.map(({ id }) => id)).size).toBe(count);
    const reasons = Map.groupBy(closes, ({ reason }) => reason);
    expect([...reasons.keys()].sort()).toEqual(['pound-pressed', 'reply-accepted']);
  });

  it('end together when the text is answered: the phone that rings stops ringing', async () => {
    const phone = phoneOf(2_001);
    const next = [{ channel: 'sms', method: 'reply', afterSeconds: 0 }];
    const body = { id: 'side-ringing', to: phone.number, channel: 'voice', method: 'match', next };
    await world.request('POST', '/v1/challenges', body);
    const [, text] = await Promise.all([phone.waitForCall(), phone.waitForText()]);
    await phone.text('+14155550002', codeIn(text.body));
    expect(await world.closed('side-ringing')).toMatchObject({ reason: 'reply-accepted' });
    expect((await phone.waitForHangup())?.status).toBe('canceled');
  });

  it('end together when the call is answered: a late reply is told so once, and nobody is told twice', async () => {
    const { id, phone, code } = await askedBoth(2_002);
    phone.press('#');
    await world.closed(id);
    for (const late of [code, '0', 'Who are you?', code]) await phone.text('+14155550002', late);
    expect(phone.messages().filter(({ body }) => body.includes(over))).toHaveLength(1);
    expect(closesOf(id)).toMatchObject([{ status: 'approved', reason: 'pound-pressed' }]);
  });

  it('that are over leave the answer to the one that is not', async () => {
    const first = await askedBoth(2_003);
    first.phone.press('#');
    await world.closed(first.id);
    await first.phone.waitForHangup();
    const body = { id: 'side-second', to: first.phone.number, channel: 'sms', method: 'reply', subject: 'another' };
    await world.request('POST', '/v1/challenges', body);
    const text = await first.phone.waitForText();
    await first.phone.text('+14155550002', codeIn(text.body) === '000000' ? '000001' : '000000');
    expect(first.phone.messages().at(-1)?.body).toContain('not the code we sent');
  });
});
