/** Results posted by a whole gateway, and judged by the library that receivers use. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freePort } from '../../script/free-port.mjs';
import { assemble } from '../../src/assemble.ts';
import { createLog } from '../../src/log.ts';
import { startWorld, type World } from '../support/gateway.ts';
import { inStream } from '../support/streams.ts';
import { secrets, settingsWithWebhook } from './apps-with-webhook.ts';
import { type Post, type Receiver, startReceiver } from './receiver.ts';

let receiver: Receiver;
let world: World;
beforeAll(async () => {
  receiver = await startReceiver();
  world = await startWorld(settingsWithWebhook(receiver.url));
}, 30_000);
beforeEach(() => {
  receiver.posts.length = 0;
  receiver.answer((response) => void response.writeHead(204).end());
});
afterAll(async () => {
  await world?.stop();
  await receiver?.stop();
});

let last = 4_155_552_000;
const ask = async (behavior: 'press-pound' | 'busy' | 'manual' = 'press-pound'): Promise<string> => {
  const to = `+1${++last}`;
  world.simulator.phone(to).behave(behavior);
  const { body } = await world.request('POST', '/v1/challenges', { to, channel: 'voice', method: 'pound' });
  return String(body['id']);
};
const about =
  (id: string, type = '') =>
  ({ text }: Post): boolean =>
    text.includes(`"${id}"`) && text.includes(type);
const end = 'challenge.closed';
const patient = { timeout: 10_000 };

describe('a result webhook', () => {
  test('gets each result as it is published, signed with every secret', async () => {
    const id = await ask();
    const closed = await world.closed(id);
    await receiver.first(about(id, end));
    const published = (await inStream(world.client, id)).sort();
    const posted = () => receiver.posts.filter(about(id)).map(({ text }) => text);
    await expect.poll(() => posted().sort(), patient).toEqual(published);
    const post = await receiver.first(about(id, end));
    for (const secret of secrets) expect(post.verified(secret)).toEqual(closed);
    expect(new Set(receiver.posts.map(({ headers }) => headers['webhook-id'])).size).toBe(published.length);
  });

  test('that fails gets it again, with the same id, until it is taken', async () => {
    let failures = 2;
    receiver.answer((response, { text }) => {
      const fails = text.includes(end) && failures > 0;
      if (fails) failures -= 1;
      response.writeHead(fails ? 500 : 200).end();
    });
    const id = await ask('busy');
    await expect.poll(() => receiver.posts.filter(about(id, end)), patient).toHaveLength(3);
    const ids = receiver.posts.filter(about(id, end)).map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(1);
    for (const post of receiver.posts.filter(about(id, end))) post.verified(secrets[0] ?? '');
  });

  test('gets also what became no challenge', async () => {
    await world.enqueue('refused-0001', { to: '+442079460000', channel: 'voice', method: 'pound' });
    const post = await receiver.first(about('refused-0001', end));
    expect(post.verified(secrets[1] ?? '')).toMatchObject({ status: 'failed', reason: 'country-blocked' });
  });

  test('gets what was written while no worker ran', async () => {
    const port = await freePort();
    const webhooks = { ...world.config, roles: new Set(['api', 'webhooks'] as const), port, webhookPort: 0 };
    const id = await ask('manual');
    await world.heard(id, ({ status }) => status === 'ringing');
    await receiver.first(about(id, '"ringing"'));
    await world.gateway.stop(2_000);
    const doors = assemble(webhooks, createLog('silent'));
    const { privateUrl } = await doors.start();
    const key = world.config.apiKeys[0]?.key ?? '';
    const headers = { Authorization: `Bearer ${key}` };
    const cancel = async () =>
      (await fetch(`${privateUrl}/v1/challenges/${id}/cancel`, { method: 'POST', headers })).status;
    await expect.poll(cancel, patient).toBe(200);
    await world.closed(id);
    expect(receiver.posts.filter(about(id, end))).toEqual([]);
    const next = assemble({ ...world.config, port: 0, webhookPort: 0 }, createLog('silent'));
    await next.start();
    const post = await receiver.first(about(id, end));
    expect(post.verified(secrets[0] ?? '')).toMatchObject({ reason: 'by-app' });
    await next.stop(2_000);
    await doors.stop(2_000);
  });
});
