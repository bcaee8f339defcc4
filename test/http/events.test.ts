import { once } from 'node:events';
import { connect } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { partitionOf } from '../../src/contract/names.ts';
import { challengeResult } from '../../src/contract/result.ts';
import { followChallenge } from '../../src/http/events.ts';
import { listen } from '../../src/listen.ts';
import type { Tell } from '../../src/ports/result-feed.ts';
import { openEvents } from '../support/event-stream.ts';
import { apiKey, otherApiKey, startWorld, type World } from '../support/gateway.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

let made = 0;
/** A call that rings and is not answered by itself. */
async function ringing() {
  const id = `events-call-${++made}`;
  const phone = world.simulator.phone(`+1415555${7_000 + made}`);
  await world.request('POST', '/v1/challenges', { id, to: phone.number, channel: 'voice', method: 'pound' });
  await phone.waitForCall();
  return { id, phone };
}
const open = async (id: string, options: Parameters<typeof openEvents>[1] = {}) => {
  const stream = await openEvents(`${world.api}/v1/challenges/${id}/events`, options);
  onTestFinished(stream.close);
  return stream;
};
const publishedOf = (id: string) => world.published.filter((result) => result.id === id);

describe('the events of a challenge that closed long before its outcome was written', () => {
  it('are all told, and end with it: the commit lay in a Redis that stood still', async () => {
    const { id, phone } = await ringing();
    phone.answer();
    await phone.waitForPrompt();
    phone.press('#');
    await world.closed(id);
    // As if it had been written a minute later: an entry is of when it was, whatever the outcome says.
    const stream = `poundkey:{${partitionOf(id)}}:results`;
    const entries = await world.client.xrange(stream, '-', '+');
    const [entry, fields] =
      entries.find(([, [, json]]) => json?.includes(`"id":"${id}"`) && json.includes('challenge.closed')) ?? [];
    await world.client.xdel(stream, String(entry));
    await world.client.xadd(stream, `${Number.parseInt(String(entry), 10) + 60_000}-0`, ...(fields ?? []));
    const told = await (await open(id)).ended;
    expect(told.at(-1)).toMatchObject({ event: 'challenge.closed' });
  });
});

describe('the events of a challenge', () => {
  it('are what was published, from the beginning, one after the other, and end with the outcome', async () => {
    const { id, phone } = await ringing();
    const early = await open(id);
    expect(early.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
    });
    expect((await early.arrived(1))[0]?.event).toBe('challenge.progress');
    phone.answer();
    await phone.waitForPrompt();
    const midway = await open(id);
    phone.press('#');
    const [told, toldMidway] = await Promise.all([early.ended, midway.ended]);
    expect(toldMidway).toEqual(told);
    await world.closed(id);
    expect(told.map(({ data }) => challengeResult.parse(JSON.parse(data)))).toEqual(publishedOf(id));
    for (const { event, data } of told) expect(event).toBe(JSON.parse(data).type);
    expect(JSON.parse(told.at(-1)?.data ?? '')).toMatchObject({ type: 'challenge.closed', status: 'approved' });
    // Who comes when it is over gets all of it as well.
    expect(await (await open(id)).ended).toEqual(told);
  });

  it('go on after the last that was seen, and say to stop when there is none to come', async () => {
    const { id } = await ringing();
    const first = await open(id);
    const [seen] = await first.arrived(1);
    first.close();
    await world.request('POST', `/v1/challenges/${id}/cancel`);
    const all = await (await open(id)).ended;
    const rest = await (await open(id, { lastEventId: String(seen?.id) })).ended;
    expect(rest).toEqual(all.slice(1));
    expect(await open(id, { lastEventId: String(all.at(-1)?.id) })).toMatchObject({ status: 204 });
    expect(await (await open(id, { lastEventId: '' })).ended).toEqual(all);
  });

  it('are there for a hundred listeners of many challenges at once', async () => {
    const calls = await Promise.all([1, 2, 3, 4, 5].map(() => ringing()));
    const streams = await Promise.all(calls.flatMap(({ id }) => Array.from({ length: 20 }, () => open(id))));
    await Promise.all(calls.map(({ id }) => world.request('POST', `/v1/challenges/${id}/cancel`)));
    for (const [index, stream] of streams.entries()) {
      const told = await stream.ended;
      expect(told.map(({ data }) => JSON.parse(data))).toEqual(publishedOf(calls[Math.floor(index / 20)]?.id ?? ''));
    }
  });
});

describe('a stream is not opened', () => {
  it.each<[string, string, string, number, string]>([
    ['for another app', 'events-call-1', otherApiKey, 404, 'unknown-challenge'],
    ['for nobody', 'events-call-1', 'no-such-key', 401, 'wrong-key'],
    ['of what is not there', 'no-such-challenge', apiKey, 404, 'unknown-challenge'],
    ['of what cannot be there', 'short', apiKey, 404, 'unknown-challenge'],
  ])('%s', async (_whom, id, key, status, code) => {
    const response = await fetch(`${world.api}/v1/challenges/${id}/events`, {
      headers: { Authorization: `Bearer ${key}` },
    });
    expect({ status: response.status, told: await response.json() }).toMatchObject({ status, told: { code } });
  });

  it.each(['x', '1', '1-', '-1', '1-1-1', '(1-1', '9'.repeat(40)])('after the event %j', async (lastEventId) => {
    const response = await fetch(`${world.api}/v1/challenges/events-call-1/events`, {
      headers: { Authorization: `Bearer ${apiKey}`, 'Last-Event-ID': lastEventId },
    });
    expect({ status: response.status, told: await response.json() }).toMatchObject({
      status: 422,
      told: { errors: [{ path: 'Last-Event-ID', message: 'must be the id of an event' }] },
    });
  });
});

/** The route alone, with a beat of 5 ms and a challenge that is whatever the test says. */
async function pretend(challenge: () => Record<string, unknown> | undefined, past: (tell: Tell) => void) {
  const { promise: gone, resolve } = Promise.withResolvers<void>();
  const { promise: joined, resolve: join } = Promise.withResolvers<Tell>();
  const api = {
    clock: { now: () => 10_000_000 },
    store: { load: async () => (challenge() === undefined ? undefined : { challenge: challenge() }) },
    feed: {
      async follow(_challenge: unknown, _after: string | undefined, tell: Tell, signal: AbortSignal) {
        signal.addEventListener('abort', () => resolve());
        past(tell);
        join(tell);
      },
    },
  };
  const app = express().get('/:id', (_request, response, next) => {
    response.locals['app'] = 'default';
    next();
  });
  app.get('/:id', followChallenge(api as unknown as Parameters<typeof followChallenge>[0], 5));
  const listener = await listen(app, { host: '127.0.0.1', port: 0, setting: 'A_PORT' });
  onTestFinished(() => listener.close(0));
  return { url: `${listener.url}/events-pretend-1`, joined, gone };
}
const waiting = { app: 'default', status: 'open', expiresAt: 20_000_000 };

describe('a stream on which nothing happens', () => {
  it('is kept alive by comments, and what comes then comes', async () => {
    const { url, joined } = await pretend(
      () => waiting,
      () => undefined,
    );
    const stream = await openEvents(url);
    await expect.poll(stream.comments).toBeGreaterThan(3);
    expect(stream.events).toEqual([]);
    (await joined)({ entry: '1-1', type: 'challenge.closed', json: '{}' });
    expect(await stream.ended).toEqual([{ id: '1-1', event: 'challenge.closed', data: '{}' }]);
  });

  it.each<[string, Record<string, unknown> | undefined]>([
    ['is gone', undefined],
    ['has closed without a word', { ...waiting, status: 'expired' }],
  ])('ends when its challenge is overdue and %s', async (_how, later) => {
    let known: Record<string, unknown> | undefined = { ...waiting, expiresAt: 0 };
    const { url, joined } = await pretend(
      () => known,
      () => undefined,
    );
    const stream = await openEvents(url);
    await joined;
    // As long as it is open there, its listener waits.
    await expect.poll(stream.comments).toBeGreaterThan(3);
    known = later;
    expect(await stream.ended).toEqual([]);
  });
});

describe('a listener', () => {
  it('that goes away is let go at once', async () => {
    const { url, joined, gone } = await pretend(
      () => waiting,
      () => undefined,
    );
    const stream = await openEvents(url);
    await joined;
    stream.close();
    await gone;
  });

  it('that does not read what it is sent is cut off', async () => {
    const json = JSON.stringify({ filler: 'x'.repeat(1_000_000) });
    const { url, joined, gone } = await pretend(
      () => waiting,
      (tell) => {
        for (let count = 1; count <= 20; count++) tell({ entry: `${count}-0`, type: 'challenge.progress', json });
      },
    );
    const { hostname, port, pathname } = new URL(url);
    const socket = connect(Number(port), hostname).on('error', () => undefined);
    socket.write(`GET ${pathname} HTTP/1.1\r\nHost: a\r\n\r\n`);
    socket.pause();
    await joined;
    await gone;
    socket.resume();
    await once(socket, 'close');
  });
});
