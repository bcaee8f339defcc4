import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unpackState } from '../../src/redis/state.ts';
import { type Answer, callBack, placed, storedOf } from '../support/callbacks.ts';
import { startWorld, type World } from '../support/gateway.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ POUNDKEY_APP_NAME: 'Acme Bank' });
});
afterAll(() => world.stop());

let calls = 0;
/** A call that has been answered by hand, without the simulator: `press` sends what its Gather would. */
async function answered(request: Record<string, unknown> = {}) {
  const number = `+1415555${String(2_000 + ++calls)}`;
  const id = `voice-${number.slice(1)}`;
  await world.enqueue(id, { to: number, channel: 'voice', method: 'pound', ...request });
  await world.simulator.phone(number).waitForCall();
  await world.heard(id, ({ status }) => status === 'ringing');
  const call = placed(world, id);
  const first = await callBack(world, { path: call.voice, fields: call.fields });
  const press = (turn: number, Digits: string, sid = call.sid): Promise<Answer> =>
    callBack(world, { path: `${call.voice}/${turn}`, fields: { ...call.fields, CallSid: sid, Digits } });
  return { id, call, first, press, stored: () => storedOf(world, id) };
}
const wrongKeysOf = async ({ stored }: Awaited<ReturnType<typeof answered>>) =>
  unpackState((await stored()).state).wrongKeys;
/** The number of the question that this answer asks; none when it hangs up. */
const turnOf = ({ body }: Answer) => Number(/\/(\d+)#rc=/.exec(body)?.[1] ?? Number.NaN);

describe('an answered call', () => {
  it('says who asks and for what before it listens, and the same again when the provider asks again', async () => {
    const call = await answered({ context: { action: 'move </Say> & "all"' } });
    const before = await call.stored();
    const about = 'This is Acme Bank. Someone is asking to move &lt;/Say&gt; &amp; "all".';
    expect(call.first.body).toContain(about);
    expect(call.first.body.indexOf(about)).toBeLessThan(call.first.body.indexOf('<Gather'));
    for (let i = 0; i < 3; i++) expect((await callBack(world, placedAt(call))).body).toBe(call.first.body);
    expect(await call.stored()).toEqual(before);
  });

  it('can speak an action with half a character in it', async () => {
    const call = await answered({ context: { action: 'pay \ud83d' } });
    expect(call.first).toMatchObject({ status: 200, body: expect.stringContaining('Someone is asking to pay') });
  });

  it('takes the first key of a question and no other: a repeat hears the same and changes nothing', async () => {
    const call = await answered();
    const zero = await call.press(1, '0');
    expect(zero.body).toContain('To report that this was not you, press the pound key');
    const before = await call.stored();
    // The pound key that answers question 1 would approve; that question is over.
    for (const key of ['#', '0', '*', '', '7']) expect((await call.press(1, key)).body).toBe(zero.body);
    expect(await call.stored()).toEqual(before);
    expect((await call.press(3, '#')).body).toBe(zero.body);
    await call.press(turnOf(zero), '#');
    expect(await world.closed(call.id)).toMatchObject({ status: 'denied', reason: 'fraud-reported' });
  });

  it('counts one wrong key once, however often and however parallel the provider tells it', async () => {
    const call = await answered();
    const told = await Promise.all(Array.from({ length: 20 }, () => call.press(1, '7')));
    expect(new Set(told.map(({ body }) => body)).size).toBe(1);
    expect(await wrongKeysOf(call)).toBe(1);
    expect(turnOf(told[0] as Answer)).toBe(2);
  });

  it('is denied after three wrong keys, and says goodbye to every repeat of the last', async () => {
    const call = await answered();
    for (const turn of [1, 2]) await call.press(turn, '5');
    const last = await call.press(3, '5');
    expect(last.body).toContain('too many wrong keys');
    expect(last.body).toContain('<Hangup/>');
    expect((await call.press(3, '#')).body).toBe(last.body);
    expect(await world.closed(call.id)).toMatchObject({ status: 'denied', reason: 'wrong-key' });
  });

  it('approves once: of many pound keys at the same time all hear thank you and one result goes out', async () => {
    const call = await answered();
    const told = await Promise.all(Array.from({ length: 50 }, () => call.press(1, '#')));
    for (const { body } of told) expect(body).toContain('You are verified');
    expect(await world.closed(call.id)).toMatchObject({ status: 'approved', reason: 'pound-pressed' });
    await world.request('GET', `/v1/challenges/${call.id}`);
    expect(world.published.filter(({ id, type }) => id === call.id && type === 'challenge.closed')).toHaveLength(1);
  });

  it('that is answered after its challenge ended says so and asks nothing', async () => {
    const call = await answered();
    await world.request('POST', `/v1/challenges/${call.id}/cancel`);
    const over = await callBack(world, placedAt(call));
    expect(over.body).toContain('This request is already over');
    expect(over.body).toContain('<Hangup/>');
    expect((await call.press(1, '#')).body).toBe(over.body);
    expect(await world.closed(call.id)).toMatchObject({ status: 'canceled' });
  });
});

describe('whoever does not know the attempt', () => {
  const over =
    /^<\?xml[^>]*><Response><Say language="en-US">This request is already over[^<]*<\/Say><Hangup\/><\/Response>$/;

  it.each<[string, (path: string) => string]>([
    ['another nonce', (path) => path.replace(/[^/]+$/, 'nonce-of-my-own-')],
    ['its nonce cut short', (path) => path.slice(0, -1)],
    ['no attempt of that number', (path) => path.replace(/\/0\//, '/1/')],
    ['an attempt that is no number', (path) => path.replace(/\/0\//, '/__proto__/')],
    ['no such challenge', (path) => path.replace(/voice-\d+/, 'voice-of-nobody')],
  ])('is told that it is over, and not even whose it was: %s', async (_what, change) => {
    const call = await answered({ context: { action: 'open the vault' } });
    const before = await call.stored();
    for (const path of [change(call.call.voice), `${change(call.call.voice)}/1`]) {
      const told = await callBack(world, { path, fields: { ...call.call.fields, Digits: '#' } });
      expect(told.status).toBe(200);
      expect(told.body).toMatch(over);
    }
    expect(await call.stored()).toEqual(before);
  });

  it('cannot press a key for another call of the same attempt', async () => {
    const call = await answered();
    const before = await call.stored();
    await call.press(1, '#', `CA${'0'.repeat(32)}`);
    expect(await call.stored()).toEqual(before);
  });

  it('cannot make a call of a text', async () => {
    const id = 'voice-text-1';
    await world.enqueue(id, { to: '+14155551999', channel: 'sms', method: 'reply' });
    await world.heard(id, ({ status }) => status === 'delivered');
    const { status } = placed(world, id);
    const path = status.replace('/status/sms/', '/voice/');
    const fields = { AccountSid: world.simulator.accountSid, CallSid: `CA${'1'.repeat(32)}`, Digits: '#' };
    const before = await storedOf(world, id);
    for (const at of [path, `${path}/1`]) expect((await callBack(world, { path: at, fields })).body).toMatch(over);
    expect(await storedOf(world, id)).toEqual(before);
  });
});

const placedAt = ({ call }: { call: ReturnType<typeof placed> }) => ({ path: call.voice, fields: call.fields });

describe('a call that asks for several keys', () => {
  const matching = { method: 'match', matchNumber: '42' };
  it('takes a request without keys, as its Redirect would send it, for silence', async () => {
    const call = await answered(matching);
    const silent = await callBack(world, { path: `${call.call.voice}/1`, fields: call.call.fields });
    expect(silent.body).toContain('We did not hear a key');
    expect(turnOf(silent)).toBe(2);
    await call.press(2, '42#');
    expect(await world.closed(call.id)).toMatchObject({ status: 'approved', reason: 'number-matched' });
  });

  it('counts a wrong number once, however often and however parallel the provider tells it', async () => {
    const call = await answered(matching);
    const told = await Promise.all(Array.from({ length: 20 }, () => call.press(1, '43#')));
    expect(new Set(told.map(({ body }) => body)).size).toBe(1);
    expect(told[0]?.body).toContain('not the digits');
    expect(unpackState((await call.stored()).state)).toMatchObject({ wrongNumbers: 1, wrongKeys: 0 });
    await call.press(2, '42#');
    expect(await world.closed(call.id)).toMatchObject({ status: 'approved', reason: 'number-matched' });
  });

  it('approves nothing with the id of another call, in another turn, or with keys of another shape', async () => {
    const call = await answered(matching);
    const other = `CA${'f'.repeat(32)}`;
    await call.press(1, '42#', other);
    await call.press(2, '42#');
    for (const keys of ['42##', '#42', '4 2#', '42A', '42#From']) expect((await call.press(1, keys)).status).toBe(400);
    expect(unpackState((await call.stored()).state)).toMatchObject({ status: 'open', wrongNumbers: 0 });
  });
});
