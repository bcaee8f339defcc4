import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callBack, placed, storedOf } from '../support/callbacks.ts';
import { startWorld, type World } from '../support/gateway.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({}, { deliverAfterMs: 3_600_000 });
});
afterAll(() => world.stop());

let numbers = 0;
/** A call that rings, or a text that is on its way, and what tells about it. */
async function underWay(channel: 'voice' | 'sms', more: Record<string, unknown> = {}) {
  const to = `+1415555${String(4_000 + ++numbers)}`;
  const id = `status-${to.slice(1)}`;
  await world.enqueue(id, { to, channel, method: channel === 'voice' ? 'pound' : 'reply', ...more });
  await world.heard(id, ({ status }) => status === (channel === 'voice' ? 'ringing' : 'sent'));
  const { status: path, fields, voice } = placed(world, id);
  const tell = (status: string, extra: Record<string, string> = {}, at = path) =>
    callBack(world, {
      path: at,
      fields: { ...fields, [channel === 'voice' ? 'CallStatus' : 'MessageStatus']: status, ...extra },
    });
  return { id, tell, path, answer: () => callBack(world, { path: voice, fields }), stored: () => storedOf(world, id) };
}
const view = async (id: string) => (await world.request('GET', `/v1/challenges/${id}`)).body;
const orders = <T>(items: readonly T[]): T[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((item, i) => orders(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));

describe('the end of a call or text is told with its own reason:', () => {
  it.each([
    ['voice', 'busy', {}, 'busy'],
    ['voice', 'no-answer', {}, 'no-answer'],
    ['voice', 'canceled', {}, 'no-answer'],
    ['voice', 'failed', {}, 'unreachable'],
    ['voice', 'completed', {}, 'hung-up'],
    ['sms', 'undelivered', { ErrorCode: '30003' }, 'undelivered'],
    ['sms', 'failed', { ErrorCode: '21610' }, 'opted-out'],
  ] as const)('%s %s %j is %s', async (channel, status, extra, reason) => {
    const { id, tell } = await underWay(channel);
    expect(await tell(status, extra)).toMatchObject({ status: 204, body: '' });
    expect(await world.closed(id)).toMatchObject({ status: 'failed', reason, channel });
  });
});

describe('what is told late, twice or out of order', () => {
  it.each(orders(['initiated', 'ringing', 'completed']))('ends a call the same way: %s, %s, %s', async (...told) => {
    const { id, tell } = await underWay('voice');
    for (const status of told) await tell(status);
    expect(await world.closed(id)).toMatchObject({ status: 'failed', reason: 'hung-up' });
  });

  it.each(orders(['queued', 'sent', 'delivered']))('delivers a text once: %s, %s, %s', async (...told) => {
    const { id, tell } = await underWay('sms');
    for (const status of [...told, ...told]) await tell(status);
    expect(await view(id)).toMatchObject({ status: 'delivered' });
    const heard = world.published.filter((result) => result.id === id).map(({ status }) => status);
    expect(heard).toEqual(['sent', 'delivered']);
  });

  it('never takes an answered call back to ringing', async () => {
    const { id, tell, answer, stored } = await underWay('voice');
    await answer();
    const before = await stored();
    for (const status of ['initiated', 'ringing', 'in-progress', 'queued']) await tell(status);
    expect(await stored()).toEqual(before);
    expect(await view(id)).toMatchObject({ status: 'answered' });
  });

  it('changes nothing once it is over', async () => {
    const { id, tell, stored } = await underWay('voice');
    await tell('busy');
    await world.closed(id);
    const before = await stored();
    for (const status of ['initiated', 'ringing', 'completed', 'no-answer', 'failed', 'busy'])
      expect(await tell(status)).toMatchObject({ status: 204, body: '' });
    expect(await stored()).toEqual(before);
  });
});

describe('a status', () => {
  it('without the nonce is taken and changes nothing, and looks the same from outside', async () => {
    const { tell, path, stored } = await underWay('voice');
    const before = await stored();
    const genuine = await tell('ringing');
    for (const at of [
      path.replace(/[^/]+$/, 'nonce-of-my-own-'),
      path.replace('/0/', '/7/'),
      path.replace(/\d{11}/, 'x'),
    ]) {
      const { status, body, headers } = await tell('busy', {}, at);
      expect({ status, body, headers: Object.keys(headers) }).toEqual({
        status: genuine.status,
        body: genuine.body,
        headers: Object.keys(genuine.headers),
      });
    }
    expect(await stored()).toEqual(before);
  });

  it.each(['in-progress', 'constructor', 'news-of-tomorrow'])(
    'of "%s" is taken and changes nothing',
    async (status) => {
      const { tell, stored } = await underWay('voice');
      const before = await stored();
      expect(await tell(status)).toMatchObject({ status: 204 });
      expect(await stored()).toEqual(before);
    },
  );

  it.each([
    ['a call told as a text', 'voice', { MessageSid: `SM${'0'.repeat(32)}`, MessageStatus: 'delivered' }],
    ['a text told as a call', 'sms', { CallSid: `CA${'0'.repeat(32)}`, CallStatus: 'ringing' }],
  ] as const)('of the other kind is refused: %s', async (_what, channel, fields) => {
    const { path, stored } = await underWay(channel);
    const before = await stored();
    const answer = await callBack(world, { path, fields: { AccountSid: world.simulator.accountSid, ...fields } });
    expect(answer).toMatchObject({ status: 400, body: '' });
    expect(await stored()).toEqual(before);
  });

  it('starts the next step when the one before came to nothing', async () => {
    const { id, tell } = await underWay('voice', { next: [{ channel: 'sms', method: 'reply', afterSeconds: 120 }] });
    await tell('busy');
    await world.heard(id, ({ status, channel }) => status === 'sent' && channel === 'sms');
    expect(await view(id)).toMatchObject({ status: 'sent', channel: 'sms', attempts: [{ reason: 'busy' }, {}] });
  });
});
