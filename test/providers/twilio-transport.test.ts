import http from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { freePort } from '../../script/free-port.mjs';
import { createTransport, TooManyRequests, TransportError } from '../../src/providers/twilio-transport.ts';
import { answer, type Conduct, startWaywardProvider, type WaywardProvider } from '../support/wayward-provider.ts';

const password = 'the password of the account';
const number = '+14155550100';
const order = {
  method: 'post' as const,
  uri: 'https://api.twilio.com/2010-04-01/Accounts/AC1/Calls.json',
  username: 'AC1',
  password,
  headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  data: { To: number, StatusCallbackEvent: ['initiated', 'ringing'], Timeout: 45, Missing: undefined },
};

let provider: WaywardProvider;
let open: ReturnType<typeof createTransport>[];
beforeEach(async () => {
  provider = await startWaywardProvider();
  open = [];
});
afterEach(async () => {
  for (const transport of open) transport.close();
  await provider.stop();
});

function transport(timeoutMs = 2_000, baseUrl = provider.url) {
  const made = createTransport({ baseUrl, timeoutMs });
  open.push(made);
  return made;
}
const failure = async (sent: Promise<unknown>): Promise<Error> => {
  const error = await sent.then(
    () => new Error('it was answered'),
    (error: Error) => error,
  );
  // Whatever a caller logs of it, neither the password nor the number is in it.
  const told = [error.message, error.stack, JSON.stringify(error), ...Object.values(error)].join(' ');
  for (const secret of [password, Buffer.from(`AC1:${password}`).toString('base64'), number, '4155550100'])
    expect(told).not.toContain(secret);
  return error;
};

describe('a line that breaks', () => {
  it.each(['EHOSTUNREACH', 'ENETUNREACH'])(
    'with a late %s: what has left may have reached the provider',
    async (code) => {
      provider.conduct((socket) => socket.write(answer(201, '{"sid":"CA1"}')));
      const sender = transport();
      const asking = vi.spyOn(http, 'request');
      await sender.request(order);
      provider.conduct(() => undefined);
      const asked = failure(sender.request(order));
      await expect.poll(() => provider.requests.length).toBe(2);
      const [, second] = asking.mock.results.map(({ value }) => value as http.ClientRequest);
      expect(second?.reusedSocket).toBe(true);
      second?.socket?.destroy(Object.assign(new Error('late'), { code, syscall: 'read' }));
      expect(await asked).toMatchObject({ reached: true });
      asking.mockRestore();
    },
  );
});

describe('a request', () => {
  it('goes to the base address with the path, fields and credentials of the SDK', async () => {
    provider.conduct((socket) => socket.write(answer(201, '{"sid":"CA1"}')));
    const given = await transport(2_000, `${provider.url}/prefix/`).request(order);
    expect(given).toMatchObject({ statusCode: 201, body: '{"sid":"CA1"}' });
    const [head = '', body] = provider.requests[0]?.split('\r\n\r\n') ?? [];
    expect(head).toMatch(/^POST \/prefix\/2010-04-01\/Accounts\/AC1\/Calls\.json HTTP\/1\.1\r\n/);
    expect(head).toContain(`Authorization: Basic ${Buffer.from(`AC1:${password}`).toString('base64')}`);
    expect(head).toContain(`Host: ${new URL(provider.url).host}`);
    expect(body).toBe('To=%2B14155550100&StatusCallbackEvent=initiated&StatusCallbackEvent=ringing&Timeout=45');
    // Compressed answers would be read as garbage.
    expect(head).not.toMatch(/accept-encoding/i);
  });

  it('carries its parameters in the query when it reads', async () => {
    provider.conduct((socket) => socket.write(answer(200, '{}')));
    const { method: _post, data: _data, ...read } = order;
    await transport().request({ ...read, method: 'get', params: { To: number, PageSize: 50 } });
    expect(provider.requests[0]).toContain('GET /2010-04-01/Accounts/AC1/Calls.json?To=%2B14155550100&PageSize=50 ');
  });

  it('may carry half a character: it is sent, as the character for "unknown"', async () => {
    provider.conduct((socket) => socket.write(answer(201, '{}')));
    await transport().request({ ...order, data: { Body: 'a\ud83db' } });
    expect(provider.requests[0]).toContain('Body=a%EF%BF%BDb');
  });

  it('knows an IPv6 address for one, and does not look its name up', async () => {
    const error = await failure(transport(2_000, `http://[::1]:${await freePort()}`).request(order));
    expect(error.message).toMatch(/ECONNREFUSED|EADDRNOTAVAIL|ENETUNREACH|EAFNOSUPPORT/);
  });

  it('uses the connection of the one before it', async () => {
    provider.conduct((socket) => socket.write(answer(201, '{}')));
    const one = transport();
    for (let i = 0; i < 20; i++) await one.request(order);
    expect(provider.requests).toHaveLength(20);
    expect(provider.connections()).toBe(1);
  });
});

const drip = (socket: Socket, drop: string) => {
  const timer = setInterval(() => void socket.write(drop), 20);
  socket.on('close', () => clearInterval(timer));
};
const html = '<!doctype html><title>Sign in to the network</title>';

describe('one request and no more is made, and nobody claims that it did not arrive, when the provider', () => {
  it.each<[string, Conduct, RegExp]>([
    ['says nothing', () => undefined, /no answer in time/],
    [
      'drips a head',
      (socket) => {
        socket.write('HTTP/1.1 201 Created\r\n');
        drip(socket, 'X-A: b\r\n');
      },
      /no answer in time/,
    ],
    [
      'drips a body past the deadline',
      (socket) => {
        socket.write(answer(201, '', { 'Content-Length': '5000' }));
        drip(socket, '{');
      },
      /no answer in time/,
    ],
    ['resets the connection', (socket) => void socket.resetAndDestroy(), /connection failed: ECONNRESET/],
    ['closes the connection', (socket) => void socket.end(), /connection failed: ECONNRESET/],
    ['speaks another protocol', (socket) => void socket.end('SSH-2.0-OpenSSH_9.2\r\n'), /connection failed: HPE_/],
    [
      'resets in the middle of its answer',
      (socket) => void socket.write(answer(201, '{"sid":', { 'Content-Length': '99' }), () => socket.resetAndDestroy()),
      /answer broken off|connection failed/,
    ],
    [
      'closes in the middle of its answer',
      (socket) => void socket.end(answer(201, '{"sid":', { 'Content-Length': '99' })),
      /answer broken off/,
    ],
    ['answers without an end', (socket) => void socket.write(endless()), /answer too large/],
  ])('%s', async (_what, conduct, message) => {
    provider.conduct(conduct);
    const began = performance.now();
    const error = await failure(transport(300).request(order));
    expect(error).toBeInstanceOf(TransportError);
    expect(error).toMatchObject({ reached: true, message: expect.stringMatching(message) });
    expect(performance.now() - began).toBeLessThan(1_500);
    expect(provider.requests).toHaveLength(1);
  });

  const endless = () => answer(201, 'x'.repeat(1_100_000), { 'Content-Length': '999999999' });
});

describe('an answer that is one is handed over as it is, and asked for once:', () => {
  it.each<[string, number, string, Record<string, string>]>([
    ['a refusal', 400, '{"code":21211}', {}],
    ['a refusal of a proxy', 403, html, { 'Content-Type': 'text/html' }],
    ['a failure', 500, '{"code":20500}', {}],
    ['a failure in HTML', 502, html, { 'Content-Type': 'text/html' }],
    ['a failure without a word', 503, '', {}],
    ['a captive page', 200, html, { 'Content-Type': 'text/html' }],
    ['a redirect', 302, '', { Location: 'http://127.0.0.1:9/elsewhere' }],
    ['a permanent redirect', 308, '', { Location: '/2010-04-01/Accounts/AC1/Calls.json' }],
  ])('%s', async (_what, status, body, headers) => {
    provider.conduct((socket) => socket.write(answer(status, body, headers)));
    await expect(transport().request(order)).resolves.toMatchObject({ statusCode: status, body });
    expect(provider.requests).toHaveLength(1);
  });

  it('one that a hint went before', async () => {
    provider.conduct((socket) => socket.write(`HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${answer(201, '{}')}`));
    await expect(transport().request(order)).resolves.toMatchObject({ statusCode: 201, body: '{}' });
  });
});

describe('"too many requests" says that nothing was made of it, and when to come again:', () => {
  it.each([
    ['2', 2_000],
    ['0', 0],
    ['Wed, 21 Oct 2026 07:28:00 GMT', 0],
    ['-5', 0],
    ['Infinity', 0],
    ['1e999', 0],
    ['', 0],
  ])('%j', async (value, retryAfterMs) => {
    provider.conduct((socket) => socket.write(answer(429, '{"code":20429}', { 'Retry-After': value })));
    const error = await failure(transport().request(order));
    expect(error).toBeInstanceOf(TooManyRequests);
    expect(error).toMatchObject({ retryAfterMs });
    expect(provider.requests).toHaveLength(1);
  });
});

describe('a request that never left', () => {
  it('is known as such when nobody listens', async () => {
    const error = await failure(transport(2_000, `http://127.0.0.1:${await freePort()}`).request(order));
    expect(error).toMatchObject({ name: 'TransportError', reached: false });
  });
});
