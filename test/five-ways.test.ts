/** One challenge, heard in every way there is. What each tells must be the same, letter for letter. */
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Asked, createClient } from '../src/client/client.ts';
import { readServerEvents } from '../src/client/server-events.ts';
import { replyChannel, resultsChannel } from '../src/contract/names.ts';
import { settingsWithWebhook } from './outbound/apps-with-webhook.ts';
import { type Receiver, startReceiver } from './outbound/receiver.ts';
import { apiKey, startWorld, type World } from './support/gateway.ts';
import { inStream } from './support/streams.ts';

let receiver: Receiver;
let world: World;
beforeAll(async () => {
  receiver = await startReceiver();
  world = await startWorld(settingsWithWebhook(receiver.url));
}, 30_000);
afterAll(async () => {
  await world?.stop();
  await receiver?.stop();
});

const patient = { timeout: 10_000 };
const to = '+14155553001';
const request = { to, channel: 'voice', method: 'pound', subject: 'Zoë ✓', metadata: { b: '2', a: '"1"' } } as const;

/** Everything that is published on a channel, as it comes. */
async function onChannel(channel: string): Promise<string[]> {
  const subscriber = new Redis(world.redis.url);
  const heard: string[] = [];
  subscriber.on('message', (_channel, json) => heard.push(json));
  await subscriber.subscribe(channel);
  closing.push(() => subscriber.disconnect());
  return heard;
}
const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing) close();
});

const get = (path: string) => fetch(world.api + path, { headers: { Authorization: `Bearer ${apiKey}` } });

async function byEvents(id: string): Promise<string[]> {
  const { body } = await get(`/v1/challenges/${id}/events`);
  const events: string[] = [];
  if (body !== null) for await (const { data } of readServerEvents(body)) events.push(data);
  return events;
}

/** The outcome as the view has it; JSON keeps the order of names, so that writing it again gives the same letters. */
async function byWaiting(id: string): Promise<string> {
  const view = (await (await get(`/v1/challenges/${id}?wait=30`)).json()) as { result: unknown };
  return JSON.stringify(view.result);
}

async function everythingOf({ progress, outcome }: Asked): Promise<unknown[]> {
  const steps: unknown[] = [];
  for await (const step of progress) steps.push(step);
  return [...steps, await outcome];
}

describe('pub/sub, stream, long poll, events and webhook', () => {
  test.each(['press-pound', 'busy'] as const)('agree on a challenge: %s', async (behavior) => {
    const id = `five-ways-${behavior}`;
    const [all, mine] = await Promise.all([onChannel(resultsChannel), onChannel(replyChannel('me'))]);
    world.simulator.phone(to).behave(behavior);
    const created = await world.request('POST', '/v1/challenges', { ...request, id, replyTo: 'me' });
    expect(created.status).toBe(202);
    const [events, waited] = await Promise.all([byEvents(id), byWaiting(id)]);
    const published = await inStream(world.client, id);
    const outcome = published.at(-1) ?? '';
    expect(JSON.parse(outcome)).toMatchObject({ type: 'challenge.closed', metadata: request.metadata });
    expect(published.length).toBeGreaterThan(1);
    expect(events).toEqual(published);
    expect(waited).toBe(outcome);
    await expect.poll(() => all, patient).toEqual(published);
    await expect.poll(() => mine, patient).toEqual(published);
    // The webhook promises each of them at least once, and no order.
    const posted = () => [...new Set(receiver.posts.map(({ text }) => text).filter((text) => text.includes(id)))];
    await expect.poll(() => posted().sort(), patient).toEqual([...published].sort());
  });

  test('and both clients tell the same of one that they ask one after the other', async () => {
    world.simulator.phone(to).behave('press-pound');
    const id = 'five-ways-clients';
    const [overRedis, overHttp] = [
      createClient({ redisUrl: world.redis.url }),
      createClient({ url: world.api, apiKey }),
    ];
    closing.push(overRedis.close, overHttp.close);
    const first = await overHttp.challenge({ ...request, id });
    await first.outcome;
    // This one asks when all is over, and hears it all the same.
    const both = [first, await overRedis.challenge({ ...request, id })];
    const heard = await Promise.all(both.map(everythingOf));
    const published = (await inStream(world.client, id)).map((json) => JSON.parse(json));
    expect(heard).toEqual([published, published]);
  });
});
