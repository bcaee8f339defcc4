import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { challengeView } from '../../src/contract/http.ts';
import { exchange } from '../support/callbacks.ts';
import { apiKey, otherApiKey, startWorld, type World } from '../support/gateway.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** Nobody is ever rung at this number here: each test that rings has its own. */
const call = { to: '+14155550100', channel: 'voice', method: 'pound' };
const create = async (body: unknown, headers: Record<string, string> = {}, key = apiKey) => {
  const text = JSON.stringify(body);
  const sent = { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers };
  const answer = await exchange(world.api, '/v1/challenges', 'POST', sent, text);
  return { ...answer, told: JSON.parse(answer.body) };
};
const ringsOf = (number: string) => world.simulator.calls().filter(({ to }) => to === number).length;

describe('a challenge that is asked for', () => {
  it('is there at once, with its address and a view without number or code', async () => {
    const { status, headers, body, told } = await create({
      id: 'create-view-1',
      ...call,
      to: '+14155550110',
      code: '918273',
    });
    expect(status).toBe(202);
    expect(headers.location).toBe('/v1/challenges/create-view-1');
    const view = challengeView.strict().parse(told);
    expect(view).toMatchObject({ id: 'create-view-1', channel: 'voice', method: 'pound', to: '+1••••••0110' });
    expect(Date.parse(view.expiresAt) - Date.parse(view.createdAt)).toBe(180_000);
    for (const secret of ['4155550110', '918273']) expect(body).not.toContain(secret);
    await world.simulator.phone('+14155550110').waitForCall();
  });

  it('gets an id when it has none, another one each time', async () => {
    const told = await Promise.all(
      ['one', 'two', 'three'].map((subject) => create({ to: '+14155550111', channel: 'sms', method: 'code', subject })),
    );
    const ids = told.map(({ told }) => told.id);
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toMatch(/^c_[A-Za-z0-9_-]{22}$/);
  });

  it.each<[string, { to?: string; next?: unknown[] }, number, string]>([
    ['a number that is none', { to: '+1415' }, 422, 'number-invalid'],
    ['a premium number', { to: '+19005550100' }, 422, 'number-invalid'],
    ['a satellite number', { to: '+881612345678' }, 422, 'number-invalid'],
    ['a country that is not allowed', { to: '+447400123456' }, 403, 'country-blocked'],
    ['a next step to such a number', { next: [step('+447400123456')] }, 403, 'country-blocked'],
  ])('is refused with %s, and nothing is created or asked of the provider', async (_what, more, status, code) => {
    const answer = await create({ id: 'create-refused-1', ...call, ...more });
    expect(answer).toMatchObject({ status, told: { status, code } });
    expect(answer.body).not.toMatch(/\d{7}/);
    expect((await world.request('GET', '/v1/challenges/create-refused-1')).status).toBe(404);
    const dialled = world.simulator.requests().map(({ fields }) => fields['To']);
    expect(dialled).not.toContain(call.to);
    expect(dialled).not.toContain(String(more.to));
  });
});

const step = (to: string) => ({ channel: 'sms', method: 'code', afterSeconds: 30, to });

describe('a request with faults', () => {
  it('is told every one of them at once, and none with its value', async () => {
    const { status, body, told } = await create({
      id: 'no',
      to: 14155550199,
      channel: 'fax',
      method: 'pound',
      subject: 'line\nbreak',
      lifetimeSeconds: 9_999_999,
      code: 'letters and 918273',
      replyTo: 'a b',
      metadata: { large: 'y'.repeat(300) },
      context: { ip: '999.1.1.1', action: '', extra: 1 },
      next: [{ channel: 'sms', method: 'pound', afterSeconds: -1 }],
      pin: '4455',
    });
    expect({ status, code: told.code }).toEqual({ status: 422, code: 'invalid-request' });
    const paths = told.errors.map(({ path }: { path: string }) => path);
    for (const path of ['id', 'to', 'channel', 'subject', 'lifetimeSeconds', 'code', 'replyTo', 'metadata.large'])
      expect(paths).toContain(path);
    for (const path of ['context.ip', 'context.action', 'next.0.afterSeconds']) expect(paths).toContain(path);
    for (const value of ['14155550199', 'break', '9999999', '918273', 'yyy', '999.1', '4455', 'a b'])
      expect(body).not.toContain(value);
    expect(body).toContain('unknown field: pin');
  });

  it.each([
    ['nothing', null],
    ['a text', 'hello'],
    ['a number', 5],
    ['a list', [call]],
    ['an empty object', {}],
    ['a method that the channel does not have', { ...call, channel: 'sms' }],
    ['the app of another key', { ...call, app: 'other' }],
    ['an id that is no text', { ...call, id: 12345678 }],
    ['an id of digits alone', { ...call, id: '1234567890' }],
    ['a prototype', JSON.parse('{"__proto__":{"to":"+14155550100"},"channel":"voice","method":"pound"}')],
  ])('is refused with 422: %s', async (_what, body) => {
    const { status, told } = await create(body);
    expect(status).toBe(422);
    expect(told).toMatchObject({
      code: 'invalid-request',
      errors: expect.arrayContaining([{ path: expect.any(String), message: expect.any(String) }]),
    });
  });
});

describe('the same id again', () => {
  it('is the same challenge, and rings once, also when both come at the same moment', async () => {
    const to = '+14155550120';
    const told = await Promise.all(Array.from({ length: 20 }, () => create({ ...call, id: 'create-same-1', to })));
    for (const { status, told: view } of told)
      expect({ status, id: view.id }).toEqual({ status: 202, id: 'create-same-1' });
    await world.simulator.phone(to).waitForCall();
    // Also after it has begun.
    expect((await create({ ...call, id: 'create-same-1', to })).status).toBe(202);
    await world.request('POST', '/v1/challenges/create-same-1/cancel');
    const again = await create({ ...call, id: 'create-same-1', to });
    expect(again.told).toMatchObject({ status: 'canceled' });
    await world.simulator.phone(to).waitForHangup();
    expect(ringsOf(to)).toBe(1);
  });

  it('is one challenge when the queue has it too', async () => {
    const to = '+14155550121';
    const request = { ...call, to };
    await Promise.all([world.enqueue('create-both-1', request), create({ id: 'create-both-1', ...request })]);
    await world.simulator.phone(to).waitForCall();
    await world.request('POST', '/v1/challenges/create-both-1/cancel');
    await world.closed('create-both-1');
    expect(ringsOf(to)).toBe(1);
  });
});

describe('an Idempotency-Key', () => {
  const key = { 'idempotency-key': '3f1c 9/ä' };

  it('makes the same challenge of the same request, and tells its id', async () => {
    const to = '+14155550130';
    const told = await Promise.all(Array.from({ length: 10 }, () => create({ ...call, to }, key)));
    const ids = new Set(told.map(({ told }) => told.id));
    expect(ids.size).toBe(1);
    await world.simulator.phone(to).waitForCall();
    expect(ringsOf(to)).toBe(1);
  });

  it('belongs to its app: another one may use the same', async () => {
    const theSame = { ...call, to: '+14155550131' };
    const [mine, theirs] = [await create(theSame, key), await create(theSame, key, otherApiKey)];
    expect(theirs.status).toBe(202);
    expect(theirs.told.id).not.toBe(mine.told.id);
  });

  it('that is empty is refused: it would make one challenge of all', async () => {
    const { status, told } = await create({ ...call }, { 'idempotency-key': '' });
    expect({ status, errors: told.errors }).toEqual({
      status: 422,
      errors: [{ path: 'Idempotency-Key', message: 'must not be empty' }],
    });
  });

  it('gives way to an id', async () => {
    expect((await create({ ...call, to: '+14155550132', id: 'create-key-1' }, key)).told.id).toBe('create-key-1');
  });
});

describe('an id or a key that stands for another request already', () => {
  const to = '+14155550140';
  const first = {
    ...call,
    to,
    subject: 'user-42',
    metadata: { a: '1', b: '2' },
    context: { action: 'Payroll', ip: '::1' },
  };
  const others: [string, Record<string, unknown>][] = [
    ['another number', { to: '+14155550141' }],
    ['the same number otherwise written', { to: '+1 415 555 0140' }],
    ['another way', { channel: 'sms', method: 'code' }],
    ['another subject', { subject: 'user-43' }],
    ['another language', { locale: 'nl' }],
    ['another life', { lifetimeSeconds: 60 }],
    ['a further step', { next: [{ channel: 'sms', method: 'code', afterSeconds: 60 }] }],
    ['other metadata', { metadata: { a: '2', b: '1' } }],
    ['another context', { context: { action: 'Payroll', ip: '::2' } }],
    ['another listener', { replyTo: 'auth-8' }],
  ];

  it.each(others)('is refused with %s, and the first stays as it is', async (what, more) => {
    const id = `create-reused-${others.findIndex(([name]) => name === what)}`;
    const mine = { ...first, subject: `user-${id}` };
    expect((await create({ ...mine, id })).status).toBe(202);
    const { status, told } = await create({ ...mine, ...more, id });
    expect({ status, code: told.code }).toEqual({ status: 409, code: 'id-reused' });
    const key = { 'idempotency-key': `reused ${what}` };
    const other = { ...first, subject: `user-with-key-${id}` };
    expect((await create(other, key)).status).toBe(202);
    const refused = await create({ ...other, ...more }, key);
    expect(refused).toMatchObject({ status: 422, told: { code: 'idempotency-key-reused' } });
    // Whoever repeats the first is told of the first, also when it is over.
    expect((await create({ ...mine, id })).told).toMatchObject({ id });
    await world.request('POST', `/v1/challenges/${id}/cancel`);
    expect(await create({ ...mine, id })).toMatchObject({ status: 202, told: { id, status: 'canceled' } });
    expect(await create({ ...mine, ...more, id })).toMatchObject({ status: 409 });
  });

  it('is not said of the same request whose fields come in another order, or with what holds anyway', async () => {
    const mine = { ...first, subject: 'user-order' };
    expect((await create({ ...mine, id: 'create-order-1' })).status).toBe(202);
    const { metadata: _metadata, ...rest } = mine;
    const same = { lifetimeSeconds: 180, next: [], metadata: { b: '2', a: '1' }, ...rest, id: 'create-order-1' };
    expect((await create(same)).status).toBe(202);
  });

  it('is told apart from an id of another app', async () => {
    await create({ ...first, subject: 'user-foreign', id: 'create-foreign-1' });
    expect(await create({ ...first, subject: 'user-foreign', id: 'create-foreign-1' }, {}, otherApiKey)).toMatchObject({
      status: 409,
      told: { code: 'id-taken' },
    });
  });

  it('is one challenge when twenty come at once with two different requests: each of them is answered rightly', async () => {
    const bodies = Array.from({ length: 20 }, (_, n) => ({ ...first, id: 'create-raced-1', subject: `user-${n % 2}` }));
    const told = await Promise.all(bodies.map((body) => create(body)));
    const kept = (await world.client.keys('*:challenge:create-raced-1')).length;
    const statuses = [0, 1].map((half) => new Set(told.filter((_, n) => n % 2 === half).map(({ status }) => status)));
    expect({ kept, statuses: statuses.map((set) => [...set]).toSorted() }).toEqual({
      kept: 1,
      statuses: [[202], [409]],
    });
  });

  it('is answered as it was when the subject is asked nothing more today', async () => {
    const id = 'create-limited-1';
    const asked = { ...call, to: '+14155550142', channel: 'sms', method: 'code', subject: 'user-limited' };
    expect((await create({ ...asked, id })).status).toBe(202);
    for (let wrong = 0; wrong < 10; wrong++) {
      const other = `create-limited-${2 + Math.floor(wrong / 5)}`;
      if (wrong % 5 === 0) await create({ ...asked, subject: other, id: other });
      await world.request('POST', `/v1/challenges/${other}/check`, { code: '0000' });
    }
    expect((await create({ ...asked, id: 'create-limited-9' })).told.code).toBe('rate-limited');
    expect(await create({ ...asked, id })).toMatchObject({ status: 202, told: { id } });
  });
});
