import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closedResult } from '../../src/contract/result.ts';
import { intake } from '../../workers/intake.ts';
import { type Bench, pound, startBench, texted } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());
beforeEach(() => bench.clear());

const closedOf = async (id: string) => (await bench.told(id)).map((result) => closedResult.parse(result));

describe('a good request', () => {
  it('becomes a challenge with a job for its first step, and nothing is told yet', async () => {
    await bench.request('good-one-1', { ...pound, subject: 'user-42', metadata: { a: 'b' } });
    expect(await bench.challenge('good-one-1')).toMatchObject({ status: 'open', subject: 'user-42', app: 'default' });
    expect(bench.queued).toEqual([{ type: 'dispatch', id: 'good-one-1', attempt: 0, round: 0, channel: 'voice' }]);
    expect(await bench.told('good-one-1')).toEqual([]);
    expect(bench.provider.asked).toEqual([]);
  });

  it('lives from when its job was made, and a time ahead of ours counts as now', async () => {
    await bench.request('lives-from-1', pound, 100);
    expect(await bench.challenge('lives-from-1')).toMatchObject({ expiresAt: bench.now() + 80_000 });
    await bench.request('lives-from-2', pound, -86_400);
    expect(await bench.challenge('lives-from-2')).toMatchObject({ expiresAt: bench.now() + 180_000 });
  });

  it.each([Number.NaN, 0, -5, Number.POSITIVE_INFINITY])(
    'made at %s, which is no time, counts as made now',
    async (enqueuedAt) => {
      const id = `no-time-${enqueuedAt}`.replace(/[^\w-]/g, '_');
      await intake(bench.deps)({ id, data: { ...pound, subject: id }, enqueuedAt });
      expect(await bench.challenge(id)).toMatchObject({ status: 'open', expiresAt: bench.now() + 180_000 });
    },
  );

  it('that has expired on its way closes as not sent, without anybody being asked to dial', async () => {
    for (const [n, ago] of [180, 181, 1e9].entries()) {
      await bench.request(`too-late-${n}`, { ...pound, replyTo: 'auth-7' }, ago);
      expect(await closedOf(`too-late-${n}`)).toMatchObject([
        { status: 'expired', reason: 'not-sent', channel: 'voice' },
      ]);
    }
    expect(bench.queued).toEqual([]);
  });

  it('again changes nothing: not while it is open, not with other data, not when it is over', async () => {
    await bench.request('again-and-again', pound);
    await bench.request('again-and-again', pound);
    await bench.request('again-and-again', { ...texted, subject: 'another' });
    expect(bench.queued).toHaveLength(1);
    await bench.give('again-and-again', { type: 'cancel', by: 'by-app' });
    await bench.request('again-and-again', pound);
    await bench.request('again-and-again', { nonsense: true });
    await bench.request('again-and-again', { ...pound, to: '+1900' });
    expect(bench.queued).toHaveLength(1);
    expect(await closedOf('again-and-again')).toMatchObject([{ status: 'canceled' }]);
  });

  it('begins all steps that stand side by side', async () => {
    const next = [0, 0, 5].map((afterSeconds) => ({ channel: 'sms', method: 'code', afterSeconds }));
    await bench.request('side-by-side', { ...pound, next });
    expect(bench.queued.map((job) => job.type === 'dispatch' && job.attempt)).toEqual([0, 1, 2]);
  });
});

describe('a request for a number that may not be dialled', () => {
  let refused = 0;
  it.each([
    ['+141', 'number-invalid'],
    ['not a number', 'number-invalid'],
    ['+19005550100', 'number-invalid'],
    ['4155550100', 'number-invalid'],
    ['+881612345678', 'number-invalid'],
    ['+442079460018', 'country-blocked'],
  ])('%s closes as %s, once, with the number in no result', async (to, reason) => {
    // An id is logged: who makes it of a number has told it.
    const id = `refused-${++refused}-times`;
    await bench.request(id, { ...pound, to, subject: 'user-42', replyTo: 'auth-7' });
    await bench.request(id, { ...pound, to });
    expect(await closedOf(id)).toMatchObject([{ status: 'failed', reason, subject: 'user-42', channel: 'voice' }]);
    expect(JSON.stringify(await bench.told(id))).not.toContain(`"${to}"`);
    expect(bench.queued).toEqual([]);
    expect(await bench.challenge(id)).toMatchObject({ status: 'failed', reason, attempts: [] });
  });

  it('is refused for any of its steps, before the first is dialled', async () => {
    const next = [{ channel: 'sms', method: 'code', afterSeconds: 30, to: '+442079460018' }];
    await bench.request('refused-later', { ...pound, next });
    expect(await closedOf('refused-later')).toMatchObject([{ reason: 'country-blocked' }]);
    expect(bench.queued).toEqual([]);
  });
});

describe('a request that does not parse', () => {
  const shapes: [string, unknown][] = [
    ['null', null],
    ['nothing', undefined],
    ['a number', 7],
    ['a text', 'call +14155550100'],
    ['true', true],
    ['a list', [pound]],
    ['an empty list', []],
    ['an empty object', {}],
    ['an unknown field', { ...pound, color: 'red' }],
    ['a method of another channel', { ...pound, method: 'reply' }],
    ['an unknown channel', { ...pound, channel: 'fax' }],
    ['a number that is a number', { ...pound, to: 14_155_550_100 }],
    ['a lifetime too short', { ...pound, lifetimeSeconds: 29 }],
    ['a lifetime that is text', { ...pound, lifetimeSeconds: '180' }],
    ['too many steps', { ...pound, next: Array.from({ length: 5 }, () => ({ ...texted, afterSeconds: 0 })) }],
    ['prototype tricks', JSON.parse('{"__proto__":{"to":"+14155550100"},"constructor":1}')],
    ['deep nonsense', { to: { to: { to: [] } }, metadata: { a: { b: 1 } }, context: [], next: {} }],
    ['huge fields', { ...pound, subject: 'x'.repeat(100_000), metadata: { a: 'y'.repeat(100_000) } }],
  ];
  it.each(shapes)('%s gets exactly one result, with its id and every fault', async (name, data) => {
    const id = `shape-${name.replace(/\W/g, '_')}`;
    await bench.request(id, data);
    await bench.request(id, data);
    const [result, ...more] = await closedOf(id);
    expect(more).toEqual([]);
    expect(result).toMatchObject({ id, status: 'failed', reason: 'invalid-request', app: 'default' });
    expect(result?.errors?.length).toBeGreaterThan(0);
    expect(JSON.stringify(result)).not.toMatch(/5550100|x{200}|y{200}/);
    expect(JSON.stringify(result).length).toBeLessThan(10_000);
    expect(await bench.challenge(id)).toBeUndefined();
    expect(bench.queued).toEqual([]);
  });

  it.each([
    ['given by the queue itself', '17'],
    ['too short', 'short'],
    ['too long', 'x'.repeat(65)],
    ['huge', 'x'.repeat(100_000)],
    ['with a space', 'with a space'],
    ['with a colon', 'repeat:abc:17'],
    ['that is a number', '+14155550100'],
    ['empty', ''],
    ['of another alphabet', 'идентификатор'],
  ])('an id %s is echoed, and the rest of the request is as it was', async (_name, id) => {
    const envelope = { subject: 'user-42', app: 'payroll', metadata: { case: 'a' } };
    await bench.request(id, { ...texted, ...envelope });
    const [result, ...more] = await closedOf(id);
    expect(more).toEqual([]);
    expect(result).toMatchObject({ ...envelope, id, reason: 'invalid-request', channel: 'sms', method: 'code' });
    expect(new Set(result?.errors?.map(({ path }) => path))).toEqual(new Set(['id']));
  });

  it('is told to whoever asked, as far as that can be read', async () => {
    const told: [string, string][] = [];
    const publishRejected: typeof bench.store.publishRejected = async (mark, { id }, replyTo) => {
      told.push([id, String(replyTo)]);
      return await bench.store.publishRejected(mark, { ...(await bench.told('none')), id } as never, replyTo);
    };
    const handle = intake({ ...bench.deps, store: { ...bench.store, publishRejected } });
    for (const [id, replyTo] of Object.entries({ 'reply-to-1': 'auth-7', 'reply-to-2': 'no channel', 'reply-to-3': 7 }))
      await handle({ id, data: { replyTo }, enqueuedAt: bench.now() });
    expect(told).toEqual([
      ['reply-to-1', 'auth-7'],
      ['reply-to-2', 'undefined'],
      ['reply-to-3', 'undefined'],
    ]);
  });

  it('keeps what is right of its envelope and leaves what is wrong', async () => {
    await bench.request('envelope-1', {
      channel: 'fax',
      method: 'pound',
      app: 'b a d',
      subject: 7,
      metadata: { a: 'b' },
    });
    const [result] = await closedOf('envelope-1');
    expect(result).toMatchObject({ method: 'pound', app: 'default', subject: 'unknown', metadata: { a: 'b' } });
    expect(result).not.toHaveProperty('channel');
  });

  it('with an id that the queue gives again after it was emptied is another request', async () => {
    await bench.request('17000', {}, 10);
    await bench.request('17000', {}, 10);
    await bench.request('17000', {}, 5);
    expect(await closedOf('17000')).toHaveLength(2);
  });

  it('takes its id: the same id with a better request stays what it was', async () => {
    await bench.request('better-later', { to: 7 });
    await bench.request('better-later', pound);
    expect(await closedOf('better-later')).toMatchObject([{ reason: 'invalid-request' }]);
    expect(bench.queued).toEqual([]);
  });

  it('leaves no number in the log, not even when the id is one', async () => {
    await bench.request('+14155550100', { to: '+14155550100' });
    expect(bench.logged()).not.toContain('5550100');
  });
});

describe('when Redis fails', () => {
  it('the request is not lost: the handler throws, and the queue brings it again', async () => {
    const fail = () => Promise.reject(new Error('Command timed out'));
    const broken = intake({ ...bench.deps, store: { ...bench.store, create: fail, publishRejected: fail } });
    for (const data of [pound, { ...pound, to: '+1' }, {}])
      await expect(broken({ id: 'comes-again', data, enqueuedAt: bench.now() })).rejects.toThrow('timed out');
  });
});
