import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWorld, type World } from '../support/gateway.ts';
import { signInCookie } from '../support/operator.ts';

let world: World;
let cookie: string;
beforeAll(async () => {
  world = await startWorld({ POUNDKEY_OPERATORS: 'ann:correct horse battery' });
  cookie = await signInCookie(world.api, 'ann', 'correct horse battery');
});
afterAll(() => world.stop());

const look = (path: string, headers = {}) =>
  fetch(world.api + path, { headers: { cookie, ...headers }, redirect: 'manual' });

it('a page that is not there is said to be missing in a page, with the way back', async () => {
  const response = await look('/ops/nope');
  expect(response.status).toBe(404);
  expect(response.headers.get('content-type')).toContain('text/html');
  expect(await response.text()).toContain('<a href="/ops">');
});

it('while Redis is away every page says what is missing and comes again by itself, and the open one is told', async () => {
  world.redis.freeze();
  try {
    for (const path of ['/ops', '/ops/queues/']) {
      const response = await look(path);
      expect(response.status).toBe(503);
      expect(response.headers.get('content-type')).toContain('text/html');
      const text = await response.text();
      expect(text).toContain('Redis cannot be reached');
      expect(text).toContain('http-equiv="refresh"');
    }
    expect((await look('/ops/live', { 'x-live': '1' })).status).toBe(503);
  } finally {
    world.redis.thaw();
  }
  await expect.poll(async () => (await look('/ops')).status, { timeout: 10_000 }).toBe(200);
});
