import type { lookup } from 'node:dns';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createPostman, type PostmanOptions } from '../../src/outbound/postman.ts';
import type { Postman } from '../../src/ports/deliveries.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const secret = `whsec_${Buffer.from('s'.repeat(24)).toString('base64')}`;
const message = { id: 'r_1_5-0', json: '{"v":1,"subject":"Zoë"}', at: Date.now() };
let receiver: Receiver;
const opened: Postman[] = [];
const postman = (options: Partial<PostmanOptions> = {}): Postman => {
  const made = createPostman({ toPrivate: true, ...options });
  opened.push(made);
  return made;
};
const post = (options: Partial<PostmanOptions> = {}, url = receiver.url) =>
  postman(options).post({ url, secrets: [secret] }, message);

beforeAll(async () => {
  receiver = await startReceiver();
});
beforeEach(() => {
  receiver.posts.length = 0;
  receiver.answer((response) => void response.writeHead(204).end());
});
afterAll(async () => {
  for (const made of opened) made.close();
  await receiver.stop();
});

describe('a post', () => {
  test('carries the result letter for letter, and the signature over it', async () => {
    expect(await post()).toEqual({ kind: 'taken' });
    const [received] = receiver.posts;
    expect(received?.text).toBe(message.json);
    expect(received?.headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': 'r_1_5-0' });
    expect(received?.verified(secret)).toEqual({ v: 1, subject: 'Zoë' });
  });

  test.each([
    [200, { kind: 'taken' }],
    [202, { kind: 'taken' }],
    [410, { kind: 'gone' }],
    [400, { kind: 'failed', why: 'status 400' }],
    [500, { kind: 'failed', why: 'status 500' }],
    [304, { kind: 'failed', why: 'status 304' }],
  ])('is judged by the status alone: %s', async (status, verdict) => {
    receiver.answer((response) => void response.writeHead(status).end('{"error":"ignored"}'));
    expect(await post()).toEqual(verdict);
  });

  test('that is answered by another protocol has failed, at once, and so have others like it', async () => {
    receiver.answer(({ socket }) => {
      socket?.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    });
    const posts = Array.from({ length: 3 }, () => post({ timeoutMs: 60_000 }));
    for (const posted of await Promise.all(posts)) expect(posted).toMatchObject({ kind: 'failed' });
  });

  test('follows no redirect', async () => {
    const other = await startReceiver();
    receiver.answer((response) => void response.writeHead(307, { Location: other.url }).end());
    expect(await post()).toEqual({ kind: 'failed', why: 'status 307' });
    expect(other.posts).toEqual([]);
    await other.stop();
  });

  test('hears how long it has to wait', async () => {
    receiver.answer((response) => void response.writeHead(503, { 'Retry-After': '7' }).end());
    expect(await post()).toEqual({ kind: 'failed', why: 'status 503', retryAfterMs: 7_000 });
  });

  test('uses a connection again, and takes no more of an answer than a few kilobytes', async () => {
    const one = postman();
    const before = receiver.connections();
    for (const _ of [1, 2, 3]) await one.post({ url: receiver.url, secrets: [secret] }, message);
    expect(receiver.connections() - before).toBe(1);
    const cut = Promise.withResolvers<void>();
    receiver.answer((response) => {
      response.on('close', cut.resolve);
      response.writeHead(200);
      const pour = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        if (!response.destroyed) response.once('drain', pour);
      };
      pour();
    });
    expect(await one.post({ url: receiver.url, secrets: [secret] }, message)).toEqual({ kind: 'taken' });
    await cut.promise;
  });

  test('that is not answered, or cut off, or refused, has failed and says no more than how', async () => {
    receiver.answer(() => undefined);
    expect(await post({ timeoutMs: 50 })).toEqual({ kind: 'failed', why: 'no answer in time' });
    receiver.answer((response) => response.destroy());
    expect(await post()).toEqual({ kind: 'failed', why: 'ECONNRESET' });
    const gone = await startReceiver();
    await gone.stop();
    expect(await post({}, gone.url)).toEqual({ kind: 'failed', why: 'ECONNREFUSED' });
    expect(await post({}, receiver.url.replace('http:', 'https:'))).toMatchObject({ kind: 'failed' });
  });
});

describe('an address inside our own network', () => {
  const refused = { kind: 'failed', why: 'private address' };
  const port = () => new URL(receiver.url).port;

  test('is not connected to, however it is written', async () => {
    const before = receiver.connections();
    for (const host of ['127.0.0.1', 'localhost', '2130706433', '0x7f.1', '0', '[::1]', '[::ffff:127.0.0.1]'])
      expect(await post({ toPrivate: false }, `http://${host}:${port()}/`), host).toEqual(refused);
    expect(receiver.connections()).toBe(before);
  });

  test('is not connected to under a name that had another address before', async () => {
    const before = receiver.connections();
    const answers = ['127.0.0.1', '10.0.0.1'];
    const resolve: typeof lookup = ((_host: string, _options: unknown, callback: (...args: unknown[]) => void) =>
      callback(null, [{ address: answers.shift() ?? '::1', family: 4 }])) as never;
    for (const _ of [1, 2])
      expect(await post({ toPrivate: false, resolve }, `http://a.example:${port()}/`)).toEqual(refused);
    expect(receiver.connections()).toBe(before);
  });

  test('is connected to where that is allowed', async () => {
    expect(await post({ toPrivate: true }, `http://localhost:${port()}/`)).toEqual({ kind: 'taken' });
  });
});
