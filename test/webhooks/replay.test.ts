import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WireEntry } from '../../simulator/wire/wire-log.ts';
import { callBack, type Fields } from '../support/callbacks.ts';
import { startWorld, type World } from '../support/gateway.ts';

const times = 100;
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** Everything that is stored about challenges, as Redis itself writes it down, and everything published. */
async function all() {
  const keys = (await world.client.keys('poundkey:*')).filter((key) => !key.endsWith(':alarms')).sort();
  const dumps = await Promise.all(
    keys.map(async (key) => [key, (await world.client.dumpBuffer(key))?.toString('hex')]),
  );
  return { dumps, published: [...world.published] };
}
const callbacks = () => world.simulator.requests().filter(({ direction }) => direction === 'out');

/** Sends each of these callbacks again a hundred times, as it was and in any order; tells what came back. */
async function replay(entries: readonly WireEntry[]): Promise<string[]> {
  const [order = []] = fc.sample(fc.shuffledSubarray([...Array(entries.length * times).keys()], full(entries)), {
    seed: 20_261_122,
    numRuns: 1,
  });
  const answers = new Set<string>();
  const send = async () => {
    for (let next = order.pop(); next !== undefined; next = order.pop()) {
      const { url, fields, signature } = entries[next % entries.length] as WireEntry;
      const headers = { 'X-Twilio-Signature': signature ?? '' };
      const { status, body } = await callBack(world, {
        path: new URL(url).pathname,
        fields: fields as Fields,
        headers,
      });
      answers.add(`${status} ${body}`);
    }
  };
  await Promise.all(Array.from({ length: 16 }, send));
  return [...answers];
}
const full = ({ length }: readonly WireEntry[]) => ({ minLength: length * times });

describe(`every callback of a whole conversation, told ${times} times over in any order, leaves all as it was:`, () => {
  it('a call with a slip, a second thought and an approval, while it goes on and after it', async () => {
    const phone = world.simulator.phone('+14155550100');
    await world.enqueue('replay-call-1', { to: phone.number, channel: 'voice', method: 'pound' });
    await phone.waitForCall();
    phone.answer();
    for (const key of ['5', '0', '*']) {
      await phone.waitForPrompt();
      phone.press(key);
    }
    await phone.waitForPrompt();

    const open = await all();
    const soFar = callbacks();
    expect(soFar.length).toBeGreaterThanOrEqual(5);
    // Every repeat of a key hears the question that is being asked now.
    const told = await replay(soFar);
    expect(told.filter((answer) => answer.startsWith('200'))).toHaveLength(1);
    expect(await all()).toEqual(open);
    const { body } = await world.request('GET', '/v1/challenges/replay-call-1');
    expect(body).toMatchObject({ status: 'answered' });

    phone.press('#');
    await world.closed('replay-call-1');
    await phone.waitForHangup();
    const closed = await all();
    expect(callbacks().length).toBeGreaterThan(soFar.length);
    for (const answer of await replay(callbacks())) expect(answer).toMatch(/^204 $|^200 .*<Hangup\/>/);
    expect(await all()).toEqual(closed);
  });

  it('a text with a wrong reply and the right one, while it goes on and after it', async () => {
    world.simulator.reset();
    const phone = world.simulator.phone('+14155550101');
    await world.enqueue('replay-text-1', { to: phone.number, channel: 'sms', method: 'reply' });
    const { body } = await phone.waitForText();
    await world.heard('replay-text-1', ({ status }) => status === 'delivered');
    const code = /\d{6}/.exec(body)?.[0] ?? '';
    await phone.text('+14155550002', code === '000001' ? '000002' : '000001');

    const open = await all();
    const told = await replay(callbacks());
    expect(told).toHaveLength(2);
    expect(await all()).toEqual(open);
    const { body: view } = await world.request('GET', '/v1/challenges/replay-text-1');
    expect(view).toMatchObject({ status: 'delivered', triesLeft: 4 });

    await phone.text('+14155550002', code);
    expect(await world.closed('replay-text-1')).toMatchObject({ status: 'approved', reason: 'reply-accepted' });
    const closed = await all();
    await replay(callbacks());
    expect(await all()).toEqual(closed);
  });

  it('a text that was denied with 0', async () => {
    world.simulator.reset();
    const phone = world.simulator.phone('+14155550102');
    await world.enqueue('replay-deny-1', { to: phone.number, channel: 'sms', method: 'reply' });
    await phone.waitForText();
    await world.heard('replay-deny-1', ({ status }) => status === 'delivered');
    await phone.text('+14155550002', '0');
    await world.closed('replay-deny-1');
    const closed = await all();
    await replay(callbacks());
    expect(await all()).toEqual(closed);
    // Nor does it deny what was asked of the same number since.
    const denials = callbacks().filter(({ fields }) => fields['Body'] === '0');
    expect(denials).toHaveLength(1);
    await world.enqueue('replay-deny-2', { to: phone.number, channel: 'sms', method: 'reply' });
    await phone.waitForText();
    await world.heard('replay-deny-2', ({ status }) => status === 'delivered');
    expect(await replay(denials)).toEqual([expect.stringMatching(/^200 .*<Response ?\/>$/s)]);
    expect((await world.request('GET', '/v1/challenges/replay-deny-2')).body).toMatchObject({ status: 'delivered' });
    await phone.text('+14155550002', '0');
    expect(await world.closed('replay-deny-2')).toMatchObject({ status: 'denied', reason: 'fraud-reported' });
  });

  it('texts with codes, right and wrong: none is a wrong answer to what was asked since', async () => {
    world.simulator.reset();
    const phone = world.simulator.phone('+14155550103');
    const asked = async (id: string) => {
      await world.enqueue(id, { to: phone.number, channel: 'sms', method: 'reply' });
      // Between them it is told that one was wrong, and that one was right.
      let code: string | undefined;
      while (code === undefined) code = /\d{6}/.exec((await phone.waitForText()).body)?.[0];
      await world.heard(id, ({ status }) => status === 'delivered');
      return code;
    };
    for (const id of ['replay-codes-1', 'replay-codes-2']) {
      const code = await asked(id);
      await phone.text('+14155550002', code === '000000' ? '111111' : '000000');
      await phone.text('+14155550002', code);
      expect(await world.closed(id)).toMatchObject({ status: 'approved' });
    }
    const texts = callbacks().filter(({ fields }) => fields['Body'] !== undefined);
    expect(texts).toHaveLength(4);
    const code = await asked('replay-codes-3');
    await replay(texts);
    expect((await world.request('GET', '/v1/challenges/replay-codes-3')).body).toMatchObject({ triesLeft: 5 });
    await phone.text('+14155550002', code);
    expect(await world.closed('replay-codes-3')).toMatchObject({ status: 'approved' });
  });
});
