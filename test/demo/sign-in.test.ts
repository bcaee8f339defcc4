import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type DemoServer, startDemoServer } from '../../demo/server.ts';
import { reasonsByStatus } from '../../src/contract/result.ts';
import { resultOf, startPretendGateway } from '../client/pretend-gateway.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { createVisitor } from './visitor.ts';

const call = { phone: '+14155550100', channel: 'voice' };
const waiting = '{poundkey}:challenges:wait';

let redis: TestRedis;
let gateway: ReturnType<typeof startPretendGateway>;
let server: DemoServer;
let visitor: ReturnType<typeof createVisitor>;
beforeAll(async () => {
  redis = await startRedis({ tcp: true });
  gateway = startPretendGateway(redis.options);
  const settings = { redisUrl: redis.url, host: '127.0.0.1', port: 0, simulatorUrl: 'http://127.0.0.1:9' };
  server = await startDemoServer(settings);
});
beforeEach(async () => {
  visitor = createVisitor(server.url);
  await gateway.redis.flushall();
});
afterAll(async () => {
  await server.stop();
  await gateway.stop();
  await redis.stop();
});

/** Begins a sign-in; its address, and what the gateway says of it. */
async function begin(form: Record<string, string> = call) {
  const response = await visitor.ask(form);
  const path = response.headers.get('location') ?? '';
  const id = path.split('/').at(-1) ?? '';
  const request = JSON.parse((await gateway.redis.hget(`{poundkey}:challenges:${id}`, 'data')) ?? '{}');
  const says = (change: Parameters<typeof resultOf>[1]) => gateway.publish(request.replyTo, resultOf(id, change));
  return { response, path, request, says };
}

describe('asking', () => {
  test('a call asks for the pound key, and the answer is a page of its own', async () => {
    const { response, path, request } = await begin();
    expect(response.status).toBe(303);
    expect(path).toMatch(/^\/sign-ins\/[\w-]{36}$/);
    expect(response.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Strict$/);
    expect(request).toMatchObject({ to: '+14155550100', channel: 'voice', method: 'pound' });
    expect(request.context).toEqual({ action: 'sign in to Payroll' });
  });

  test('a text asks for a reply', async () => {
    const { path, request } = await begin({ phone: '+31 6 1234 5678', channel: 'sms' });
    expect(request).toMatchObject({ to: '+31 6 1234 5678', channel: 'sms', method: 'reply' });
    expect(await visitor.read(path)).toContain('ends in 5678');
  });

  test.each([
    ['no number', { channel: 'voice' }],
    ['an empty number', { phone: '  ', channel: 'voice' }],
    ['a novel for a number', { phone: '1'.repeat(41), channel: 'voice' }],
    ['no way', { phone: '+14155550100' }],
    ['an unknown way', { phone: '+14155550100', channel: 'pigeon' }],
  ])('asks again for a form with %s', async (_what, form) => {
    const response = await visitor.ask(form as Record<string, string>);
    expect(response.status).toBe(422);
    expect(await response.text()).toContain('role="alert"');
    expect(await gateway.redis.llen(waiting)).toBe(0);
  });

  test('refuses a form that is far too large', async () => {
    const response = await visitor.ask({ ...call, phone: '1'.repeat(5_000) });
    expect(response.status).toBe(413);
    expect(await response.text()).toContain('That did not work');
  });

  test.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a neighbour on the same host', { 'sec-fetch-site': 'same-site' }, 403],
    ['another origin, in an old browser', { origin: 'https://evil.example' }, 403],
    ['an origin that hides', { origin: 'null' }, 403],
    ['our page', { 'sec-fetch-site': 'same-origin', origin: 'http://whatever' }, 303],
    ['no browser at all', {}, 303],
  ])('a form sent by %s', async (_who, headers, status) => {
    expect((await visitor.ask(call, headers as Record<string, string>)).status).toBe(status);
    expect(await gateway.redis.llen(waiting)).toBe(status === 303 ? 1 : 0);
  });

  test('says so within two seconds when Redis is away, and keeps the number', async () => {
    vi.spyOn(console, 'error').mockImplementationOnce(() => {});
    redis.freeze();
    const startedAt = performance.now();
    const response = await visitor.ask({ phone: '+14155550123', channel: 'sms' });
    redis.thaw();
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('value="+14155550123"');
  });
});

describe('the page while the phone is asked', () => {
  test('without JavaScript: reloads itself and shows each step, until the end', async () => {
    const { path, says } = await begin();
    const first = await visitor.read(path);
    expect(first).toContain('<noscript><meta http-equiv="refresh"');
    expect(first).toContain('Asked for a call');
    await says({ status: 'ringing' });
    await vi.waitFor(async () => expect(await visitor.read(path)).toContain('Your phone is ringing'));
    await says({ status: 'failed', reason: 'no-answer' });
    await vi.waitFor(async () => expect(await visitor.read(path)).toContain('Nobody answered'));
    const last = await visitor.read(path);
    expect(last).not.toContain('http-equiv="refresh"');
    expect(last).toContain('failed / no-answer');
    expect(last).toContain('Text me');
  });

  test('live: each step as it happens, then the end', async () => {
    const { path, says } = await begin();
    const events = await visitor.send(`${path}/events?after=1`);
    expect(events.headers.get('content-type')).toMatch(/^text\/event-stream/);
    await says({ status: 'ringing' });
    await says({ status: 'answered' });
    await says({ status: 'approved', reason: 'pound-pressed' });
    const text = await events.text();
    expect(text.match(/^event: .*|^id: .*/gm)).toEqual([
      ...['event: step', 'id: 2', 'event: step', 'id: 3', 'event: end', 'id: 4'],
    ]);
    expect(text).toContain('You are signed in');
    expect(text.split('\n').every((line) => line === '' || /^(event|id|data): /.test(line))).toBe(true);
  });

  test('live: a connection that was lost gets what it missed and nothing twice', async () => {
    const { path, says } = await begin();
    for (const status of ['sent', 'ringing', 'answered'] as const) await says({ status });
    await says({ status: 'approved', reason: 'pound-pressed' });
    const missed = await visitor.send(`${path}/events?after=1`, { headers: { 'last-event-id': '3' } });
    expect((await missed.text()).match(/^id: .*/gm)).toEqual(['id: 4', 'id: 5']);
  });

  test('belongs to the browser that began it', async () => {
    const { path } = await begin();
    const stranger = createVisitor(server.url);
    for (const address of [path, `${path}/events`]) expect((await stranger.send(address)).status).toBe(404);
    await stranger.ask(call);
    expect((await stranger.send(path)).status).toBe(404);
    expect((await visitor.send(path)).status).toBe(200);
  });

  test('has words for every way a challenge can end', async () => {
    for (const [status, reasons] of Object.entries(reasonsByStatus)) {
      for (const reason of reasons) {
        const { path, says } = await begin();
        const end = visitor.send(`${path}/events?after=1`);
        await says({ status, reason } as Parameters<typeof resultOf>[1]);
        expect(await (await end).text()).toMatch(/<h2>[^<]{5,}<\/h2><p>[^<]{5,}<\/p>/);
      }
    }
  });
});

describe('every page', () => {
  test('shows what people typed as text', async () => {
    const { path, says } = await begin({ phone: `"><script>alert('1')</script>&`, channel: 'voice' });
    await says({ status: 'failed', reason: 'number-invalid' });
    await vi.waitFor(async () => expect(await visitor.read(path)).toContain('no phone number we can reach'));
    const page = await visitor.read(path);
    expect(page).toContain('value="&#34;&#62;&#60;script&#62;alert(&#39;1&#39;)&#60;/script&#62;&#38;"');
    expect(page).not.toContain('<script>');
  });

  test('lets nothing in from elsewhere, and is kept nowhere', async () => {
    for (const path of ['/', '/nowhere']) {
      const { headers } = await visitor.send(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain('frame-src http://127.0.0.1:9;');
      expect(policy).not.toMatch(/unsafe|\*/);
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  test('is found, or says that it is not', async () => {
    expect((await visitor.send('/nowhere')).status).toBe(404);
    for (const file of ['/page.css', '/story.css', '/live.js', '/icon.svg'])
      expect((await visitor.send(file)).status).toBe(200);
  });
});
