import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { problem } from '../../src/contract/http.ts';
import { crowd } from '../support/crowd.ts';
import { startWorld, type World } from '../support/gateway.ts';

const bodies = 2_000;
let world: World;
beforeAll(async () => {
  // Nobody is rung: what becomes of a good request is not what is asked here.
  world = await startWorld({ POUNDKEY_LOG_LEVEL: 'warn', POUNDKEY_ROLES: 'api' });
});
afterAll(() => world.stop());

const anything = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.string({ unit: 'binary', maxLength: 40 }));
const ways = [
  { channel: 'sms', method: 'code' },
  { channel: 'sms', method: 'reply' },
  { channel: 'voice', method: 'pound' },
  { channel: 'sms', method: 'pound' },
] as const;
const right = {
  id: fc.stringMatching(/^[A-Za-z_-]{8,20}$/),
  country: fc.constantFrom('NL', 'US'),
  subject: fc.string({ minLength: 1, maxLength: 20 }),
  locale: fc.constantFrom('en-US', 'nl', 'xx'),
  lifetimeSeconds: fc.integer({ min: 30, max: 600 }),
  code: fc.constantFrom('1234', 'AbCd12'),
  context: fc.record({ action: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }) }),
  replyTo: fc.constantFrom('auth-7'),
  metadata: fc.dictionary(fc.string({ minLength: 1, maxLength: 5 }), fc.string({ unit: 'binary', maxLength: 5 })),
  next: fc.array(fc.record({ channel: fc.constant('sms'), method: fc.constant('code'), afterSeconds: fc.nat(99) })),
};
const to = fc.constantFrom('+14155550100', '+31612345678', '+14155550101', '0612345678', '+1');
const field = fc.oneof(
  { arbitrary: fc.constantFrom('to', 'channel', 'method', 'extension', 'app', ...Object.keys(right)), weight: 5 },
  { arbitrary: fc.string({ maxLength: 8 }), weight: 1 },
);
/** A request that is right, or in some fields anything. */
const request = fc
  .tuple(
    fc.constantFrom(...ways),
    to,
    fc.record(right, { requiredKeys: [] }),
    fc.dictionary(field, anything, { maxKeys: 3 }),
  )
  .map(([way, to, asked, spoiled]) => ({ ...way, to, ...asked, ...spoiled }));
const body = fc.oneof({ arbitrary: request, weight: 4 }, { arbitrary: anything, weight: 1 });

it(`${bodies} random bodies get an answer that names what is wrong, and none is an error of ours`, async () => {
  const asked = fc.sample(body, { numRuns: bodies, seed: 20_261_122 });
  const third = Math.floor(asked.length / 4);
  const told = [
    ...(await crowd(world, '/v1/challenges', asked.slice(third), 20)),
    ...(await crowd(world, '/v1/challenges/no-such-challenge/check', asked.slice(0, third), 20)),
  ];
  expect(told).toHaveLength(bodies);
  const counts: Record<number, number> = {};
  for (const { status, body } of told) {
    counts[status] = (counts[status] ?? 0) + 1;
    if (status === 202) continue;
    expect(problem.strict().parse(body)).toMatchObject({ status });
    expect([400, 403, 404, 409, 413, 422]).toContain(status);
    if (status === 409) expect(body['code']).toBe('already-in-progress');
  }
  // It was not all turned away for the same reason.
  expect(counts[202]).toBeGreaterThan(80);
  expect(counts[409]).toBeGreaterThan(5);
  expect(counts[422]).toBeGreaterThan(500);
  expect(world.logged()).not.toMatch(/"level":(50|60)/);
}, 60_000);
