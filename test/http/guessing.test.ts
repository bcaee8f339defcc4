import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unpackState } from '../../src/redis/state.ts';
import { storedOf } from '../support/callbacks.ts';
import { crowd } from '../support/crowd.ts';
import { startWorld, type World } from '../support/gateway.ts';

/** Guesses of one code, and how many of them are on their way at the same time. */
const guesses = 2_000;
const atOnce = 100;

let world: World;
beforeAll(async () => {
  world = await startWorld({ POUNDKEY_LOG_LEVEL: 'info' });
});
afterAll(() => world.stop());

async function texted(id: string, to: string) {
  await world.request('POST', '/v1/challenges', { id, to, channel: 'sms', method: 'code' });
  const code = /\d{6}/.exec((await world.simulator.phone(to).waitForText()).body)?.[0] ?? '';
  await world.heard(id, ({ status }) => status === 'delivered');
  return code;
}
const closesOf = (id: string) =>
  world.published.filter((result) => result.id === id && result.type !== 'challenge.progress');
/** What stands in the streams of the challenge's outcome, which is what counts. */
async function streamed(id: string) {
  const streams = await world.client.keys('poundkey:*:results');
  const entries = await Promise.all(streams.map((stream) => world.client.xrange(stream, '-', '+')));
  const results = entries.flat().map(([, [, json]]) => JSON.parse(json ?? '{}'));
  return results.filter((result) => result.id === id && result.type === 'challenge.closed');
}

describe(`a crowd of ${guesses} guessers, ${atOnce} at a time`, () => {
  it('gets exactly five looks at one code, and then nobody gets in, not even with the right one', async () => {
    const code = await texted('guessing-wrong-1', '+14155550100');
    const wrong = Array.from({ length: guesses }, (_, i) =>
      String((Number(code) + 1 + i) % 1_000_000).padStart(6, '0'),
    );
    const told = await crowd(
      world,
      '/v1/challenges/guessing-wrong-1/check',
      wrong.map((code) => ({ code })),
      atOnce,
    );
    expect(told).toHaveLength(guesses);
    expect(new Set(told.map(({ status }) => status))).toEqual(new Set([200]));
    // Each look leaves one try less, and no two looks leave the same: four of them go on, the fifth ends it for all others.
    const left = told.map(({ body }) => Number(body['triesLeft'])).filter((tries) => tries > 0);
    expect(left.sort()).toEqual([1, 2, 3, 4]);
    const over = told.filter(({ body }) => body['status'] === 'denied' && body['reason'] === 'wrong-code');
    expect(over).toHaveLength(guesses - 4);
    expect(unpackState((await storedOf(world, 'guessing-wrong-1')).state)).toMatchObject({ wrongCodes: 5 });
    const [late] = await crowd(world, '/v1/challenges/guessing-wrong-1/check', [{ code }]);
    expect(late?.body).toEqual({ status: 'denied', reason: 'wrong-code', triesLeft: 0 });
    expect(closesOf('guessing-wrong-1')).toHaveLength(1);
    expect(await streamed('guessing-wrong-1')).toHaveLength(1);
  });

  it('with one right guess among them ends in one outcome, approved or denied, and all are told the same', async () => {
    const code = await texted('guessing-mixed-1', '+14155550101');
    const mixed = Array.from({ length: 200 }, (_, i) => ({ code: i === 3 ? code : String(i).padStart(6, '7') }));
    const told = await crowd(world, '/v1/challenges/guessing-mixed-1/check', mixed, atOnce);
    const outcomes = new Set(told.filter(({ body }) => body['triesLeft'] === 0).map(({ body }) => body['reason']));
    expect(outcomes.size).toBe(1);
    expect(['code-accepted', 'wrong-code']).toContain([...outcomes][0]);
    expect(await streamed('guessing-mixed-1')).toHaveLength(1);
  });
});

describe('200 right answers at the same moment', () => {
  it('are one approval: one result is published and one is kept', async () => {
    const code = await texted('guessing-right-1', '+14155550102');
    const told = await crowd(world, '/v1/challenges/guessing-right-1/check', Array(200).fill({ code }));
    for (const { status, body } of told)
      expect({ status, body }).toEqual({
        status: 200,
        body: { status: 'approved', reason: 'code-accepted', triesLeft: 0 },
      });
    const approved = expect.objectContaining({ status: 'approved', reason: 'code-accepted' });
    expect(await world.closed('guessing-right-1')).toEqual(approved);
    expect(closesOf('guessing-right-1')).toEqual([approved]);
    expect(await streamed('guessing-right-1')).toEqual([approved]);
  });
});
