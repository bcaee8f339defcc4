import { once } from 'node:events';
import { connect } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { challengeView } from '../../src/contract/http.ts';
import { readChallenge } from '../../src/http/challenges.ts';
import { listen } from '../../src/listen.ts';
import { startWorld, type World } from '../support/gateway.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({}, { deliverAfterMs: 3_600_000 });
});
afterAll(() => world.stop());

let made = 0;
/** A text that is on its way and will not be answered by itself. */
async function open(): Promise<string> {
  const id = `read-open-${++made}`;
  const to = `+1415555${6_000 + made}`;
  expect((await world.request('POST', '/v1/challenges', { id, to, channel: 'sms', method: 'code' })).status).toBe(202);
  await world.heard(id, ({ status }) => status === 'sent');
  return id;
}
const read = (id: string, query = '') => world.request('GET', `/v1/challenges/${id}${query}`);
const cancel = (id: string) => world.request('POST', `/v1/challenges/${id}/cancel`);
const timed = async <T>(work: Promise<T>): Promise<{ answer: T; ms: number }> => {
  const began = performance.now();
  return { answer: await work, ms: performance.now() - began };
};
describe('a view', () => {
  it('shows how far it has come, attempt by attempt, with no number and no code', async () => {
    const id = await open();
    const { status, body } = await read(id);
    expect(status).toBe(200);
    const view = challengeView.strict().parse(body);
    expect(view).toMatchObject({ status: 'sent', channel: 'sms', method: 'code', triesLeft: 5 });
    expect(view.attempts).toEqual([{ channel: 'sms', method: 'code', status: 'sent', at: expect.any(String) }]);
    const code = /\d{6}/.exec(world.simulator.messages().at(-1)?.body ?? '')?.[0] ?? 'none';
    for (const secret of ['415555', code]) expect(JSON.stringify(body)).not.toContain(secret);
  });

  it('keeps the outcome and its reason', async () => {
    const id = await open();
    await cancel(id);
    const view = challengeView.strict().parse((await read(id)).body);
    expect(view).toMatchObject({ status: 'canceled', reason: 'by-app', triesLeft: 0, closedAt: expect.any(String) });
    expect(view.attempts).toMatchObject([{ status: 'ended', reason: 'by-app' }]);
    // The very same as it was published: whoever waits needs no other way to hear it.
    expect(JSON.stringify(view.result)).toBe(JSON.stringify(await world.closed(id)));
  });

  it('of nothing is 404', async () => {
    expect(await read('no-such-challenge')).toMatchObject({ status: 404, body: { code: 'unknown-challenge' } });
  });
});

describe('a read that waits', () => {
  it('is answered as soon as the challenge closes, everybody of many', async () => {
    const id = await open();
    const waiting = Array.from({ length: 30 }, () => timed(read(id, '?wait=30')));
    // One that was asked later has waited its second, so these are waiting too.
    await read(id, '?wait=1');
    await cancel(id);
    for (const { answer, ms } of await Promise.all(waiting)) {
      expect(answer.body).toMatchObject({ status: 'canceled' });
      expect(ms).toBeGreaterThan(900);
      expect(ms).toBeLessThan(10_000);
    }
  });

  it('is answered when its time is over, with how far it is then', async () => {
    const id = await open();
    const { answer, ms } = await timed(read(id, '?wait=1'));
    expect(answer).toMatchObject({ status: 200, body: { status: 'sent' } });
    expect(ms).toBeGreaterThanOrEqual(990);
  });

  it('does not wait for what is closed, or for what is not there', async () => {
    const id = await open();
    await cancel(id);
    for (const which of [id, 'no-such-challenge'])
      expect((await timed(read(which, '?wait=60'))).ms).toBeLessThan(5_000);
  });

  it('looks again when the subscription comes back, so that a result lost meanwhile is not waited for', async () => {
    const id = await open();
    const waiting = timed(read(id, '?wait=60'));
    await read(id, '?wait=1');
    const killed = world.client.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    const canceled = await cancel(id);
    expect(await killed).toBeGreaterThanOrEqual(1);
    expect(canceled.status).toBe(200);
    const { answer, ms } = await waiting;
    expect(answer.body).toMatchObject({ status: 'canceled' });
    expect(ms).toBeLessThan(15_000);
  });

  it.each(['-1', '61', '1.5', 'soon', 'NaN', '1e3', '1&wait=2', 'Infinity'])(
    'is refused for ?wait=%s with what it must be',
    async (wait) => {
      const { status, body } = await read('read-open-1', `?wait=${wait}`);
      expect(status).toBe(422);
      expect(body).toMatchObject({ code: 'invalid-request', errors: [{ path: 'wait' }] });
    },
  );

  it('stops waiting when nobody waits for its answer any more', async () => {
    const { promise: gone, resolve } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const challenge = {
      ...{
        id: 'read-gone-1',
        app: 'default',
        subject: 's',
        locale: 'en',
        status: 'open',
        createdAt: 0,
        expiresAt: 9e12,
      },
      ...{ steps: [], attempts: [], maskedTo: '', metadata: {}, wrongCodes: 0, wrongKeys: 0, wrongReplies: [] },
    };
    const api = {
      store: { load: async () => ({ challenge, version: 1, now: 0 }) },
      watch: {
        closed(_id: string, _ms: number, signal: AbortSignal) {
          signal.addEventListener('abort', () => resolve());
          begin();
          return gone;
        },
      },
    };
    const app = express().get('/:id', (_request, response, next) => {
      response.locals['app'] = 'default';
      next();
    });
    app.get('/:id', readChallenge(api as unknown as Parameters<typeof readChallenge>[0]));
    const listener = await listen(app, { host: '127.0.0.1', port: 0, setting: 'A_PORT' });
    onTestFinished(() => listener.close(0));
    const socket = connect(Number(new URL(listener.url).port), '127.0.0.1');
    socket.write('GET /read-gone-1?wait=60 HTTP/1.1\r\nHost: a\r\n\r\n');
    await begun;
    socket.destroy();
    await once(socket, 'close');
    await gone;
  });
});
