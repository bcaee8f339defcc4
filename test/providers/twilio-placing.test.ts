import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../script/free-port.mjs';
import type { Phone } from '../../src/challenge/phone.ts';
import { createLog } from '../../src/log.ts';
import type { Placement } from '../../src/ports.ts';
import { createTwilio } from '../../src/providers/twilio.ts';
import { answer, type Conduct, startWaywardProvider } from '../support/wayward-provider.ts';

const password = 'the-token-of-the-account';
const number = '+14155550100' as Phone;
const code = '561166';
const ref = { id: 'challenge-1', attempt: 0, nonce: 'nonce-0123456789' };
const sid = `CA${'0a'.repeat(16)}`;
const html = '<!doctype html><title>Sign in to the network</title>';
const refusal = (code: number, message = `The 'To' number ${number} is not valid.`) =>
  JSON.stringify({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status: 400 });

/** Asks a provider of this conduct for a call and for a text: what each came to, how often it was asked, what was logged. */
async function place(conduct: Conduct, apiBaseUrl?: string) {
  const wayward = await startWaywardProvider();
  wayward.conduct(conduct);
  const lines: string[] = [];
  const provider = createTwilio(
    { log: createLog('debug', { write: (line) => void lines.push(line) }) },
    {
      accountSid: `AC${'5'.repeat(32)}`,
      user: `AC${'5'.repeat(32)}`,
      password,
      apiBaseUrl: apiBaseUrl ?? wayward.url,
      publicUrl: 'https://poundkey.example',
      callFrom: '+14155550001',
      textFrom: { from: '+14155550002' },
    },
  );
  const [call, text] = await Promise.all([
    provider.call({ to: number, ref, ringSeconds: 30 }),
    provider.text({ to: number, ref, body: `Your code is ${code}.`, validitySeconds: 120 }),
  ]);
  provider.close();
  await wayward.stop();
  const logged = lines.join('');
  for (const secret of [password, Buffer.from(password).toString('base64').slice(0, 20), number, '4155550100', code])
    expect(logged).not.toContain(secret);
  expect(call).toEqual(text);
  return { placement: call, requests: wayward.requests.length, lines };
}
const says = (status: number, body: string, headers: Record<string, string> = {}): Conduct => {
  return (socket) => void socket.write(answer(status, body, headers));
};

describe('what a definite no means for the person, each with one request:', () => {
  it.each<[number, number, string]>([
    [400, 21211, 'number-invalid'],
    [400, 21214, 'unreachable'],
    [400, 21215, 'country-blocked'],
    [400, 21216, 'number-blocked'],
    [400, 21217, 'number-invalid'],
    [400, 21408, 'country-blocked'],
    [400, 21610, 'opted-out'],
    [400, 21612, 'unreachable'],
    [400, 21614, 'number-invalid'],
    [400, 21205, 'provider-refused'],
    [401, 20003, 'provider-refused'],
    [403, 20403, 'provider-refused'],
    [404, 20404, 'provider-refused'],
  ])('%i with %i is %s', async (status, code, reason) => {
    const { placement, requests, lines } = await place(says(status, refusal(code)));
    expect(placement).toEqual({ kind: 'failed', reason });
    expect(requests).toBe(2);
    // The operator can look the provider's own code up.
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      Array(2).fill(expect.objectContaining({ status, providerCode: code })),
    );
  });

  it.each([
    ['in HTML', html],
    ['without a word', ''],
    ['with a code that is no number', '{"code":"21211"}'],
    ['without a reason', '{}'],
    ['with a reason that is no text', '{"code":21211.5,"message":{"a":1}}'],
    ['that is JSON of another kind', 'null'],
  ])('one %s is provider-refused', async (_how, body) => {
    const { placement } = await place(says(403, body));
    expect(placement).toEqual({ kind: 'failed', reason: 'provider-refused' });
  });
});

describe('"not now" is told as such, so that the same attempt may be tried again:', () => {
  it.each<[string, Record<string, string>, number]>([
    ['with a time', { 'Retry-After': '3' }, 3_000],
    ['without a time', {}, 0],
  ])('429 %s', async (_how, headers, retryAfterMs) => {
    const { placement, requests } = await place(says(429, refusal(20429), headers));
    expect(placement).toEqual({ kind: 'busy', retryAfterMs });
    expect(requests).toBe(2);
  });

  it('nobody listens', async () => {
    const { placement } = await place(() => undefined, `http://127.0.0.1:${await freePort()}`);
    expect(placement).toEqual({ kind: 'busy', retryAfterMs: 0 });
  });
});

describe.concurrent('whatever may have rung is unknown, and never asked for twice:', () => {
  it.each<[string, Conduct]>([
    ['500', says(500, refusal(20500))],
    ['502 in HTML', says(502, html)],
    ['503 without a word', says(503, '')],
    ['503 without a reason', says(503, '{}')],
    ['504 with a body that breaks off', (socket) => void socket.end(answer(504, '{', { 'Content-Length': '9' }))],
    ['408', says(408, refusal(20408))],
    ['a redirect', says(302, '', { Location: 'http://127.0.0.1:9/' })],
    ['a captive page', says(200, html)],
    ['an answer without an id', says(201, '{}')],
    ['an answer that is null', says(201, 'null')],
    ['an empty answer', says(201, '')],
    ['an id that is none', says(201, JSON.stringify({ sid: `${sid}; DROP` }))],
    ['an id that is a list', says(201, JSON.stringify({ sid: [sid] }))],
    ['half an answer', (socket) => void socket.end(answer(201, `{"sid":"${sid}`, { 'Content-Length': '9999' }))],
    ['a reset before a byte', (socket) => void socket.resetAndDestroy()],
    ['a body without an end', (socket) => void socket.write(answer(201, 'x'.repeat(1_100_000), huge))],
    ['silence', () => undefined],
  ])('%s', async (_what, conduct) => {
    const { placement, requests } = await place(conduct);
    expect(placement).toEqual({ kind: 'unknown' } satisfies Placement);
    expect(requests).toBe(2);
  });
  const huge = { 'Content-Length': '999999999' };
});

describe('a yes', () => {
  let placed: Awaited<ReturnType<typeof place>>;
  beforeAll(async () => {
    placed = await place(says(201, JSON.stringify({ sid, status: 'queued', date_created: 'nonsense', price: {} })));
  });
  afterAll(() => expect(placed.lines).toEqual([]));

  it('is taken with its id, whatever else is in it', () => {
    expect(placed.placement).toEqual({ kind: 'placed', sid });
    expect(placed.requests).toBe(2);
  });
});
