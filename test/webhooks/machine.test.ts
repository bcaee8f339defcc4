import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callBack, placed, storedOf } from '../support/callbacks.ts';
import { startWorld, type World } from '../support/gateway.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ POUNDKEY_MACHINE_DETECTION: 'on' });
});
afterAll(() => world.stop());

let made = 0;
async function call(request: Record<string, unknown> = {}) {
  made += 1;
  const id = `machine-${made}-x`;
  const phone = world.simulator.phone(`+1415556${7_000 + made}`);
  const ask = (mode: 'answer' | 'voicemail') => {
    phone.behave(mode);
    const body = { id, to: phone.number, channel: 'voice', method: 'match', ...request };
    return world.request('POST', '/v1/challenges', body);
  };
  return { id, phone, ask };
}
const askedOf = (id: string) =>
  world.simulator
    .requests()
    .find(({ kind, fields }) => kind === 'rest' && String(fields['Url'] ?? '').includes(`/${id}/`))?.fields ?? {};
const pathOf = (id: string) => new URL(String(askedOf(id)['AsyncAmdStatusCallback'])).pathname;

describe('a call to a machine', () => {
  it.each(['pound', 'match', 'code'])('ends as voicemail and is hung up, with no code said: %s', async (method) => {
    const { id, phone, ask } = await call({ method });
    await ask('voicemail');
    expect(await world.closed(id)).toMatchObject({ status: 'failed', reason: 'voicemail' });
    const over = await phone.waitForHangup();
    expect(over?.transcript.join(' ')).not.toMatch(/Your code is/);
    expect(askedOf(id)).toMatchObject({ MachineDetection: 'Enable', AsyncAmd: 'true' });
  });

  it('is followed by the next step at once', async () => {
    const { id, phone, ask } = await call({ next: [{ channel: 'sms', method: 'code', afterSeconds: 150 }] });
    await ask('voicemail');
    const code = /\d{6}/.exec((await phone.waitForText()).body)?.[0];
    await phone.waitForHangup();
    expect((await world.request('POST', `/v1/challenges/${id}/check`, { code })).body['status']).toBe('approved');
  });

  it('through a switchboard is not listened to for machines', async () => {
    const { id, ask } = await call({ extension: '4012' });
    await ask('answer');
    await world.heard(id, ({ status }) => status === 'answered');
    expect(askedOf(id)).toMatchObject({ SendDigits: '4012' });
    expect(askedOf(id)).not.toHaveProperty('MachineDetection');
  });
});

describe('a person', () => {
  it('is asked as ever, whatever the provider was told to listen for', async () => {
    const { id, phone, ask } = await call();
    const { body } = await ask('answer');
    await phone.waitForPrompt();
    phone.press(`${body['matchNumber']}#`);
    expect(await world.closed(id)).toMatchObject({ status: 'approved', reason: 'number-matched' });
  });

  it('who was heard as a person, or as nothing clear, is not hung up on', async () => {
    const { id, phone, ask } = await call();
    await ask('answer');
    await phone.waitForPrompt();
    const before = await storedOf(world, id);
    for (const AnsweredBy of ['human', 'unknown', 'constructor']) {
      const { fields } = placed(world, id);
      const told = await callBack(world, { path: pathOf(id), fields: { ...fields, AnsweredBy } });
      expect(told.status).toBe(204);
    }
    expect(await storedOf(world, id)).toEqual(before);
  });
});

describe('what tells of a machine', () => {
  it('late, twice, forged or about another call changes nothing', async () => {
    const { id, phone, ask } = await call();
    await ask('answer');
    await phone.waitForPrompt();
    const { fields } = placed(world, id);
    const path = pathOf(id);
    const AnsweredBy = 'machine_start';
    const before = await storedOf(world, id);
    const told = [
      [{ path, fields: { ...fields, AnsweredBy }, token: 'of somebody else' }, 403],
      [{ path, fields: { ...fields, AnsweredBy, CallSid: `CA${'0'.repeat(32)}` } }, 204],
      [{ path, fields: { ...fields, AnsweredBy: 'MACHINE START' } }, 400],
      [{ path: path.replace(/[^/]+$/, 'nonce-of-my-own-'), fields: { ...fields, AnsweredBy } }, 204],
    ] as const;
    for (const [callback, status] of told) expect((await callBack(world, callback)).status).toBe(status);
    expect(await storedOf(world, id)).toEqual(before);
    const all = Array.from({ length: 20 }, () => callBack(world, { path, fields: { ...fields, AnsweredBy } }));
    for (const { status } of await Promise.all(all)) expect(status).toBe(204);
    expect(await world.closed(id)).toMatchObject({ reason: 'voicemail' });
    await phone.waitForHangup();
    expect(world.published.filter((result) => result.id === id && result.type === 'challenge.closed')).toHaveLength(1);
  });
});
