import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problem } from '../../src/contract/http.ts';
import { type Answer, exchange } from '../support/callbacks.ts';
import { apiKey, startWorld, type World } from '../support/gateway.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
const ask = (method: string, path: string, body?: string | Buffer, more: Record<string, string> = {}) =>
  exchange(world.api, path, method, { ...headers, ...more }, body);
const base = { to: '+14155550100', channel: 'voice', method: 'pound' };

/** Every "no" has the shape of RFC 9457, a stable code, and nothing of what was asked. */
function refusal(answer: Answer) {
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  const told = problem.strict().parse(JSON.parse(answer.body));
  expect(told.status).toBe(answer.status);
  expect(told.type).toBe(`/problems/${told.code}`);
  return told;
}

describe('a body that is no JSON', () => {
  it.each([
    ['broken', '{"to":'],
    ['a form', 'to=%2B14155550100&channel=voice'],
    ['two documents', '{}{}'],
    ['XML', '<to>+14155550100</to>'],
    ['NaN', '{"lifetimeSeconds":NaN}'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
  ])('is told so: %s', async (_what, body) => {
    const answer = await ask('POST', '/v1/challenges', body);
    expect(refusal(answer)).toMatchObject({ status: 400, code: 'not-json' });
    expect(answer.body).not.toContain('4155550100');
  });

  it('is not one that is UTF-8 with a mark in front, in pieces, or without a content type', async () => {
    // Each for another subject: nobody is asked twice at once.
    const body = (subject: string) => JSON.stringify({ ...base, subject });
    const marked = (subject: string) => Buffer.from(`\uFEFF${body(subject)}`);
    for (const [sent, more] of [
      [marked('Zoë'), {}],
      [marked('Chloë'), { 'transfer-encoding': 'chunked' }],
      [body('Noël'), { 'content-type': 'application/json; charset="UTF-8"' }],
      [body('Raphaël'), { 'content-type': 'text/plain;charset=utf8' }],
    ] as const)
      expect(await ask('POST', '/v1/challenges', sent, more)).toMatchObject({ status: 202 });
  });

  it('is also one in a character set or an encoding that we do not read', async () => {
    const body = JSON.stringify(base);
    const odd = [{ 'content-type': 'application/json; charset=ebcdic' }, { 'content-encoding': 'rot13' }];
    for (const more of odd)
      expect(refusal(await ask('POST', '/v1/challenges', body, more))).toMatchObject({ status: 400, code: 'not-json' });
  });

  it('is not one that is JSON by another name', async () => {
    const answer = await ask('POST', '/v1/challenges', JSON.stringify({ ...base, to: '+1' }), {
      'content-type': 'text/plain',
    });
    expect(refusal(answer)).toMatchObject({ status: 422 });
  });
});

describe('a body that is too large', () => {
  const large = JSON.stringify({ ...base, metadata: { filler: 'x'.repeat(17_000) } });

  it('is refused by its declared length', async () => {
    expect(refusal(await ask('POST', '/v1/challenges', large))).toMatchObject({ status: 413, code: 'body-too-large' });
  });

  it('is refused while it comes, when no length is declared', async () => {
    const { 'content-type': type, authorization } = headers;
    const chunked = { 'content-type': type, authorization, 'transfer-encoding': 'chunked' };
    const answer = await exchange(world.api, '/v1/challenges', 'POST', chunked, large);
    expect(refusal(answer)).toMatchObject({ status: 413 });
  });

  it('is refused when it is only small while it is packed', async () => {
    const packed = gzipSync(`${' '.repeat(1_000_000)}{}`);
    expect(packed.byteLength).toBeLessThan(16_384);
    const answer = await ask('POST', '/v1/challenges', packed, { 'content-encoding': 'gzip' });
    expect(refusal(answer)).toMatchObject({ status: 413 });
  });
});

describe('a route', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/v1'],
    ['GET', '/v1/challenge/problem-1'],
    ['POST', '/v1/challenges/problem-1/approve'],
    ['POST', '/webhooks/twilio/sms'],
    ['GET', '/.env'],
    ['GET', '/v1/challenges/%ff%fe'],
    ['POST', '/v1/challenges/%/cancel'],
  ])('that is none is told so: %s %s', async (method, path) => {
    expect(refusal(await ask(method, path))).toMatchObject({ status: 404, code: 'unknown-route' });
  });

  it.each([
    ['PUT', '/v1/challenges', 'POST, GET'],
    ['DELETE', '/v1/challenges/problem-1', 'GET'],
    ['POST', '/v1/challenges/problem-1', 'GET'],
    ['GET', '/v1/challenges/problem-1/check', 'POST'],
    ['PATCH', '/v1/challenges/problem-1/cancel', 'POST'],
  ])('has its methods: %s %s is told which', async (method, path, allowed) => {
    const answer = await ask(method, path);
    expect(refusal(answer)).toMatchObject({ status: 405, code: 'method-not-allowed' });
    expect(answer.headers.allow).toBe(allowed);
  });
});

describe('an id that no challenge can have', () => {
  it.each(['short', '12345678', 'a'.repeat(65), 'with%20blank', 'a%2Fb%2Fc%2Fd', '%00%00%00%00%00%00%00%00'])(
    'is unknown: %s',
    async (id) => {
      for (const [method, path] of [
        ['GET', `/v1/challenges/${id}`],
        ['POST', `/v1/challenges/${id}/check`],
        ['POST', `/v1/challenges/${id}/cancel`],
      ] as const)
        expect(refusal(await ask(method, path, method === 'POST' ? '{"code":"1234"}' : undefined))).toMatchObject({
          status: 404,
          code: 'unknown-challenge',
        });
    },
  );
});

describe('every answer', () => {
  it('keeps the habits of a careful server', async () => {
    for (const path of ['/livez', '/v1/challenges/problem-1', '/nowhere']) {
      const { headers } = await ask('GET', path);
      expect(headers['x-powered-by']).toBeUndefined();
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['content-security-policy']).toMatch(/default-src '(self|none)'/);
    }
  });
});
