import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ClientError, createClient } from '../../src/client/client.ts';
import { approved, request, stepsOf, useLine } from './line.ts';
import { apiKey, type PretendApi, sendJson, sendProblem, startPretendApi, viewOf } from './pretend-api.ts';
import { resultOf } from './pretend-gateway.ts';

const line = useLine();
let api: PretendApi;
beforeEach(async () => {
  api = await startPretendApi();
});
afterEach(() => api.stop());
const client = () => line.client({}, { url: api.url, apiKey });

describe('a challenge that was asked by the queue', () => {
  test('is checked, sent again and canceled over HTTP, with the key', async () => {
    const asked = await client().challenge({ ...request, id: 'sign-in-0001' });
    api.answer(({ path }, response) => {
      const checked = path.endsWith('/check');
      sendJson(response, checked ? 200 : 202, checked ? { status: 'sent', triesLeft: 4 } : viewOf('sign-in-0001'));
    });
    expect(await asked.check('561166')).toEqual({ status: 'sent', triesLeft: 4 });
    expect(await asked.resend()).toMatchObject({ id: 'sign-in-0001', status: 'ringing' });
    expect(await asked.resend({ channel: 'sms', method: 'code' })).toMatchObject({ id: 'sign-in-0001' });
    expect(await asked.cancel()).toMatchObject({ id: 'sign-in-0001' });
    expect(api.received.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['POST', '/v1/challenges/sign-in-0001/check', { code: '561166' }],
      ['POST', '/v1/challenges/sign-in-0001/resend', {}],
      ['POST', '/v1/challenges/sign-in-0001/resend', { channel: 'sms', method: 'code' }],
      ['POST', '/v1/challenges/sign-in-0001/cancel', {}],
    ]);
    expect(new Set(api.received.map(({ headers }) => headers.authorization))).toEqual(new Set([`Bearer ${apiKey}`]));
  });

  test('may be steered before a worker has taken it', async () => {
    const asked = await client().challenge(request);
    const checking = asked.check('561166');
    await api.has(2);
    api.answer((_, response) => sendJson(response, 200, { status: 'approved', reason: 'code-accepted', triesLeft: 0 }));
    expect(await checking).toMatchObject({ reason: 'code-accepted' });
  });

  test('that became no challenge is unknown at once', async () => {
    const asked = await client().challenge(request);
    await line.gateway.publish('me', resultOf(asked.id, { status: 'failed', reason: 'country-blocked' }));
    await asked.outcome;
    await expect(asked.check('561166')).rejects.toMatchObject({ code: 'unknown-challenge', challengeId: asked.id });
    expect(api.received).toHaveLength(1);
  });

  test('hears each "no" as the gateway says it, with the time to wait', async () => {
    const asked = await client().challenge(request);
    api.answer((_, response) => sendProblem(response, 429, 'resend-too-early', { 'Retry-After': '17' }));
    const refused = await asked.resend().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ClientError);
    expect(refused).toMatchObject({
      code: 'resend-too-early',
      challengeId: asked.id,
      detail: 'It is resend-too-early.',
      retryAfterSeconds: 17,
    });
    api.answer((_, response) => response.writeHead(502).end('<h1>Bad Gateway</h1>'));
    await expect(asked.cancel()).rejects.toMatchObject({ code: 'unreadable-answer' });
    api.answer((_, response) => sendJson(response, 200, { something: 'else' }));
    await expect(asked.cancel()).rejects.toMatchObject({ code: 'unreadable-answer' });
    api.answer((_, response) => response.writeHead(302, { Location: 'http://127.0.0.1:1/' }).end());
    await expect(asked.cancel()).rejects.toMatchObject({ code: 'not-done' });
    api.answer((_, response) => response.destroy());
    await expect(asked.check('1234')).rejects.toMatchObject({ code: 'not-done', challengeId: asked.id });
  });
});

describe('without URL and key', () => {
  test('says what each of them needs, and asks nobody', async () => {
    const asked = await line.client().challenge(request);
    const needs = { code: 'needs-url', challengeId: asked.id, message: expect.stringContaining('url and apiKey') };
    await expect(asked.check('561166')).rejects.toMatchObject(needs);
    await expect(asked.resend()).rejects.toMatchObject(needs);
    await expect(asked.cancel()).rejects.toMatchObject(needs);
    const { signal } = new AbortController();
    const asking = line.client().challenge({ ...request, id: 'sign-in-0002' }, { signal });
    await expect(asking).rejects.toMatchObject({ ...needs, challengeId: 'sign-in-0002' });
    expect(await line.gateway.redis.exists('{poundkey}:challenges:sign-in-0002')).toBe(0);
  });

  test('a URL without a key, or neither of use, is told when the client is made, and never repeated', () => {
    const redisUrl = 'redis://127.0.0.1:1';
    expect(() => createClient({ redisUrl, url: 'http://127.0.0.1:1' })).toThrow(/apiKey must be/);
    expect(() => createClient({ redisUrl, apiKey })).toThrow(/url must start/);
    expect(() => createClient({ redisUrl, url: 'gateway:8080', apiKey })).toThrow(/^((?!gateway).)*$/);
    expect(() => createClient({ redisUrl, url: 'http://gateway', apiKey: 'a\nb' })).toThrow(/^((?!a\nb).)*$/s);
  });
});

describe('an abort', () => {
  test('cancels the challenge, ends the listening of one, and lets everybody else hear the end', async () => {
    api.answer((_, response) => sendJson(response, 200, viewOf('sign-in-0003', { status: 'canceled' })));
    const one = client();
    const abort = new AbortController();
    const leaving = await one.challenge({ ...request, id: 'sign-in-0003' }, { signal: abort.signal });
    const staying = await one.challenge({ ...request, id: 'sign-in-0003' });
    abort.abort(new Error('changed my mind'));
    await expect(leaving.outcome).rejects.toThrow('changed my mind');
    expect(await stepsOf(leaving)).toEqual([]);
    await api.has(1);
    expect(api.received[0]).toMatchObject({ method: 'POST', path: '/v1/challenges/sign-in-0003/cancel' });
    await line.gateway.publish('me', resultOf('sign-in-0003', { status: 'canceled', reason: 'by-app' } as never));
    expect(await staying.outcome).toMatchObject({ reason: 'by-app' });
    await expect(one.challenge(request, { signal: abort.signal })).rejects.toThrow('changed my mind');
    expect(api.received).toHaveLength(1);
  });

  test('goes on trying while no worker has taken the challenge and while the gateway is away', async () => {
    const abort = new AbortController();
    const asked = await client().challenge({ ...request, id: 'sign-in-0004' }, { signal: abort.signal });
    abort.abort();
    await expect(asked.outcome).rejects.toThrow();
    await api.has(1);
    api.answer((_, response) => response.destroy());
    await api.has(2);
    api.answer((_, response) => response.writeHead(503).end());
    await api.has(3);
    api.answer((_, response) => sendJson(response, 200, viewOf('sign-in-0004')));
    await api.has(4);
  });

  test('of no use is told to whoever listens for trouble', async () => {
    const trouble = Promise.withResolvers<Error>();
    const one = line.client({ onConnectionError: trouble.resolve }, { url: api.url, apiKey });
    const abort = new AbortController();
    await one.challenge(request, { signal: abort.signal });
    api.answer((_, response) => sendProblem(response, 401, 'wrong-key'));
    abort.abort();
    expect(await trouble.promise).toMatchObject({ code: 'wrong-key' });
  });

  test('after the outcome cancels nothing, and leaves nothing on a signal that lives on', async () => {
    const abort = new AbortController();
    const asked = await client().challenge(request, { signal: abort.signal });
    await line.gateway.publish('me', resultOf(asked.id, { status: 'sent' }));
    await line.gateway.publish('me', resultOf(asked.id, approved));
    await asked.outcome;
    expect(await stepsOf(asked)).toEqual(['sent']);
    await vi.waitFor(() => expect(getEventListeners(abort.signal, 'abort')).toEqual([]), 15_000);
    abort.abort();
    await asked.cancel().catch(() => {});
    expect(api.received).toHaveLength(1);
  });

  test('troubles nobody who does not look at the outcome', async () => {
    const unhandled: unknown[] = [];
    const remember = (reason: unknown) => void unhandled.push(reason);
    process.on('unhandledRejection', remember);
    const abort = new AbortController();
    await client().challenge(request, { signal: abort.signal });
    api.answer((_, response) => sendProblem(response, 401, 'wrong-key'));
    abort.abort();
    await api.has(1);
    // Rejections are reported when a turn of the event loop has passed over them.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', remember);
    expect(unhandled).toEqual([]);
  });
});
