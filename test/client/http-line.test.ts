import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Asked, type Client, ClientError, createClient } from '../../src/client/client.ts';
import type { ChallengeResult, ClosedResult } from '../../src/contract/result.ts';
import { approved, request, stepsOf } from './line.ts';
import { apiKey, type PretendApi, sendJson, sendProblem, startPretendApi, viewOf } from './pretend-api.ts';
import { resultOf } from './pretend-gateway.ts';

const id = 'sign-in-0001';
const sent = resultOf(id, { status: 'sent' });
const ringing = resultOf(id, { status: 'ringing' });
const end = resultOf(id, approved) as ClosedResult;

let api: PretendApi;
let client: Client;
beforeEach(async () => {
  api = await startPretendApi();
  client = createClient({ url: `${api.url}/`, apiKey });
});
afterEach(async () => {
  client.close();
  vi.useRealTimers();
  await api.stop();
});

type Respond = (response: ServerResponse, headers: Record<string, unknown>) => void;
/** An API that takes the challenge and says these things of its events, one after the other, and of reads. */
function takes(events: Respond[], read: Respond = (response) => sendProblem(response, 503, 'unavailable')): void {
  api.answer(({ method, path, headers }, response) => {
    if (method === 'POST') sendJson(response, 202, viewOf(id));
    else if (path.endsWith('/events')) (events.shift() ?? (() => {}))(response, headers);
    else read(response, headers);
  });
}
/** Events as the gateway sends them; the id tells which step it is. */
function tell(response: ServerResponse, ...results: ChallengeResult[]): ServerResponse {
  if (!response.headersSent) response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders();
  for (const result of results) {
    const place = ['sent', 'ringing', 'approved'].indexOf(result.status) + (result.id === id ? 0 : 10);
    response.write(`id: 7-${place}\nevent: ${result.type}\ndata: ${JSON.stringify(result)}\n\n`);
  }
  return response;
}
const ask = (): Promise<Asked> => client.challenge({ ...request, id });
const eventsAsked = () => api.received.filter(({ path }) => path.endsWith('/events'));

describe('asking', () => {
  test('posts the request with an id of its own and the key, and gives the number to be shown', async () => {
    api.answer(({ method }, response) => {
      if (method === 'POST') sendJson(response, 202, viewOf('any', { matchNumber: '42' }));
    });
    const asked = await client.challenge({ ...request, method: 'match' });
    expect(asked.matchNumber).toBe('42');
    expect(asked.id).toMatch(/^[A-Za-z0-9_-]{8,64}$/);
    expect(api.received[0]).toMatchObject({
      path: '/v1/challenges',
      body: { ...request, method: 'match', id: asked.id },
      headers: { authorization: `Bearer ${apiKey}` },
    });
  });

  test('rejects with the reason of the gateway and each fault', async () => {
    const errors = [{ path: 'to', message: 'is no phone number' }];
    api.answer((_, response) => {
      const body = { type: 't', title: 't', status: 422, detail: 'Each is named.', code: 'invalid-request', errors };
      response.writeHead(422, { 'Content-Type': 'application/problem+json' }).end(JSON.stringify(body));
    });
    const refused = await ask().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ClientError);
    expect(refused).toMatchObject({ code: 'invalid-request', challengeId: id, detail: 'Each is named.', errors });
    expect(api.received).toHaveLength(1);
  });

  test('asks again with the same id until it is answered', async () => {
    let tries = 0;
    api.answer(({ method }, response) => {
      if (method !== 'POST') return;
      tries += 1;
      if (tries === 1) response.destroy();
      else if (tries === 2) response.writeHead(502).end('<h1>Bad Gateway</h1>');
      else if (tries === 3) sendProblem(response, 503, 'unavailable');
      else sendJson(response, 202, viewOf(id));
    });
    const asked = await client.challenge(request);
    const ids = api.received.slice(0, 4).map(({ body }) => (body as { id: string }).id);
    expect(ids).toEqual([asked.id, asked.id, asked.id, asked.id]);
  });

  test('says that it was not asked when nobody answers', async () => {
    await api.stop();
    const error = await ask().catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'not-asked',
      challengeId: id,
      message: expect.stringContaining('ECONNREFUSED'),
    });
    expect(String((error as Error).stack)).not.toContain(apiKey);
    api = await startPretendApi();
  });

  test('an abort while asking ends the wait, and cancels what was asked all the same', async () => {
    const abort = new AbortController();
    const asking = client.challenge({ ...request, id }, { signal: abort.signal });
    const post = Promise.withResolvers<ServerResponse>();
    api.answer(({ path }, response) => {
      if (path === '/v1/challenges') post.resolve(response);
      else sendProblem(response, 404, 'unknown-challenge');
    });
    const response = await post.promise;
    abort.abort(new Error('changed my mind'));
    await expect(asking).rejects.toThrow('changed my mind');
    await api.has(2);
    const canceled = Promise.withResolvers<string>();
    api.answer(({ path }, other) => {
      sendJson(other, 200, viewOf(id));
      canceled.resolve(path);
    });
    sendJson(response, 202, viewOf(id));
    expect(await canceled.promise).toBe(`/v1/challenges/${id}/cancel`);
  });

  test('tells what is wrong with an address', () => {
    expect(() => createClient({} as never)).toThrow('createClient needs url and apiKey, or redisUrl.');
    expect(() => createClient({ url: 'localhost:8080', apiKey })).toThrow('url must start with http:// or https://.');
  });
});

describe('hearing', () => {
  test('gives each step in order, then the outcome, also to whoever comes late', async () => {
    takes([(response) => tell(response, sent, ringing, end).end()]);
    const asked = await ask();
    expect(await asked.outcome).toEqual(end);
    for (const _ of [1, 2]) expect(await stepsOf(asked)).toEqual(['sent', 'ringing']);
    expect(eventsAsked()).toHaveLength(1);
  });

  test('goes on where a stream broke off', async () => {
    takes([
      (response) => tell(response, sent).end(),
      (response) => response.destroy(),
      (response) => tell(response, ringing, end),
    ]);
    const asked = await ask();
    expect(await asked.outcome).toEqual(end);
    expect(await stepsOf(asked)).toEqual(['sent', 'ringing']);
    expect(eventsAsked().map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '7-0', '7-0']);
  });

  test('hears each step once where the place is not passed on', async () => {
    takes([(response) => tell(response, sent, ringing).end(), (response) => tell(response, sent, ringing, end).end()]);
    const asked = await ask();
    await asked.outcome;
    expect(await stepsOf(asked)).toEqual(['sent', 'ringing']);
  });

  test('believes nothing about other challenges, and passes over steps that it does not know', async () => {
    const strange = { ...ringing, status: 'new-in-version-2' } as never;
    takes([(response) => tell(response, { ...end, id: 'somebody-else' }, strange, sent, end).end()]);
    const asked = await ask();
    expect(await asked.outcome).toEqual(end);
  });

  test.each([
    ['there is no such route', (response) => sendProblem(response, 404, 'unknown-route')],
    ['a page comes instead', (response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<p>')],
    ['it is over and said already', (response) => response.writeHead(204).end()],
  ] satisfies [string, Respond][])('reads the outcome where the stream cannot be had: %s', async (_, events) => {
    const waits: string[] = [];
    takes([events, events, events], (response) => {
      waits.push(api.received.at(-1)?.path ?? '');
      sendJson(response, 200, waits.length < 2 ? viewOf(id) : viewOf(id, { status: 'approved', result: end }));
    });
    expect(await (await ask()).outcome).toEqual(end);
    expect(waits).toEqual([`/v1/challenges/${id}?wait=20`, `/v1/challenges/${id}?wait=20`]);
  });

  test('asks the stream for the steps when a read was quicker with the outcome', async () => {
    takes(
      [(response) => sendProblem(response, 503, 'unavailable'), (response) => tell(response, sent, end).end()],
      (response) => sendJson(response, 200, viewOf(id, { status: 'approved', result: end })),
    );
    const asked = await ask();
    expect(await asked.outcome).toEqual(end);
    expect(await stepsOf(asked)).toEqual(['sent']);
  });

  test('reads the outcome when nothing comes on the stream, not even a sign of life', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const opened = Promise.withResolvers<void>();
    takes([(response) => void opened.resolve(tell(response) as never)], (response) =>
      sendJson(response, 200, viewOf(id, { status: 'approved', result: end })),
    );
    const asked = await ask();
    await opened.promise;
    const over = vi.fn();
    void asked.outcome.then(over);
    await vi.waitFor(() => {
      vi.advanceTimersByTime(25_000);
      expect(over).toHaveBeenCalledWith(end);
    }, 15_000);
  });

  test('rejects when an outcome cannot be understood', async () => {
    takes([(response) => tell(response, { ...end, reason: 'new-in-version-2' } as never).end()]);
    await expect((await ask()).outcome).rejects.toMatchObject({ code: 'unreadable-result', challengeId: id });
  });

  test.each([
    [404, 'unknown-challenge'],
    [401, 'wrong-key'],
  ])('gives up when the gateway itself says that there is no hope: %s %s', async (status, code) => {
    const refuse: Respond = (response) => sendProblem(response, status, code);
    takes([refuse], refuse);
    await expect((await ask()).outcome).rejects.toMatchObject({ code, challengeId: id });
  });

  test('does not give up for what a proxy says, nor when it is told to wait', async () => {
    takes([
      (response) => response.writeHead(404).end('<h1>default backend</h1>'),
      (response) => sendProblem(response, 429, 'too-many-requests', { 'Retry-After': '1' }),
      (response) => tell(response, end).end(),
    ]);
    expect(await (await ask()).outcome).toEqual(end);
  });

  test('gives up when lifetime and grace are over, and says where to look', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const opened = Promise.withResolvers<ServerResponse>();
    takes([(response) => opened.resolve(tell(response, sent))]);
    const asked = await client.challenge({ ...request, id, lifetimeSeconds: 60 });
    await asked.progress[Symbol.asyncIterator]().next();
    vi.advanceTimersByTime(91_000);
    (await opened.promise).end();
    await expect(asked.outcome).rejects.toMatchObject({ code: 'no-outcome', challengeId: id });
    await expect(asked.outcome).rejects.toThrow(`GET /v1/challenges/${id}`);
  });

  test('closing ends what is awaited, at once', async () => {
    takes([(response) => tell(response, sent)]);
    const asked = await ask();
    client.close();
    await expect(asked.outcome).rejects.toMatchObject({ code: 'client-closed' });
    await expect(ask()).rejects.toMatchObject({ code: 'not-asked' });
  });
});
