import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from '../support/gateway.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({
    POUNDKEY_OPERATORS: 'ann:correct horse battery,bob:another long password,cleo:the longest password',
  });
});
afterAll(() => world.stop());

const cookiesOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');

/** Fetches the form, fills it in and sends it; `change` spoils it. */
async function signIn(
  name: string,
  password: string,
  change: { formToken?: string; cookie?: string } = {},
): Promise<Response> {
  const form = await fetch(`${world.api}/ops/sign-in`);
  const [, formToken = ''] = /name="formToken" value="([^"]+)"/.exec(await form.text()) ?? [];
  const body = new URLSearchParams({ name, password, formToken: change.formToken ?? formToken });
  const headers = { cookie: change.cookie ?? cookiesOf(form) };
  return await fetch(`${world.api}/ops/sign-in`, { method: 'POST', body, headers, redirect: 'manual' });
}
/** The same from another address of this machine; gives the status. */
async function signInFrom(localAddress: string, name: string, password: string): Promise<number | undefined> {
  const form = await fetch(`${world.api}/ops/sign-in`);
  const [, formToken = ''] = /name="formToken" value="([^"]+)"/.exec(await form.text()) ?? [];
  const headers = { cookie: cookiesOf(form), 'content-type': 'application/x-www-form-urlencoded' };
  const asking = request(`${world.api}/ops/sign-in`, { method: 'POST', localAddress, headers });
  asking.end(new URLSearchParams({ name, password, formToken }).toString());
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode;
}
const get = (path: string, cookie = '', headers = {}) =>
  fetch(world.api + path, { headers: { cookie, ...headers }, redirect: 'manual' });

describe('the operators’ door', () => {
  it('lets nobody see anything who is not signed in', async () => {
    for (const path of ['/ops', '/ops/live', '/ops/queues/', '/ops/queues/api/queues', '/ops/queues/static/js/x.js']) {
      const response = await get(path);
      expect([303, 401], path).toContain(response.status);
      expect(await response.text()).not.toMatch(/in flight|waiting/);
    }
  });

  it('opens with name and password, with a cookie that scripts and other sites cannot use', async () => {
    const response = await signIn('ann', 'correct horse battery');
    expect(response.status).toBe(303);
    const cookie = response.headers.getSetCookie().find((each) => each.startsWith('poundkey_operator='));
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    const page = await get('/ops', cookiesOf(response));
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('in flight');
  });

  it.each([
    ['ann', 'wrong'],
    ['nobody', 'correct horse battery'],
    ['bob', 'correct horse battery'],
    ['', ''],
  ])('stays shut for %s with another password, and does not say which was wrong', async (name, password) => {
    const response = await signIn(name, password);
    expect(response.status).toBe(401);
    expect(await response.text()).toContain('Name or password is wrong.');
  });

  it('takes no form that another site could have sent', async () => {
    expect((await signIn('ann', 'correct horse battery', { formToken: 'guessed' })).status).toBe(403);
    expect((await signIn('ann', 'correct horse battery', { cookie: '' })).status).toBe(403);
    const response = await signIn('ann', 'correct horse battery');
    const cookie = cookiesOf(response);
    const forged = await fetch(`${world.api}/ops/sign-out`, {
      method: 'POST',
      headers: { cookie },
      body: new URLSearchParams({ formToken: 'guessed' }),
    });
    expect(forged.status).toBe(403);
    expect((await get('/ops', cookie)).status).toBe(200);
  });

  it('ends a session when it is signed out, everywhere', async () => {
    const cookie = cookiesOf(await signIn('ann', 'correct horse battery'));
    const page = await (await get('/ops', cookie)).text();
    const [, formToken = ''] = /name="formToken" value="([^"]+)"/.exec(page) ?? [];
    await fetch(`${world.api}/ops/sign-out`, {
      method: 'POST',
      headers: { cookie },
      body: new URLSearchParams({ formToken }),
      redirect: 'manual',
    });
    expect((await get('/ops', cookie)).status).toBe(303);
    expect((await get('/ops/live', cookie, { 'x-live': '1' })).status).toBe(401);
  });

  it('keeps no session token and no password where Redis can be read', async () => {
    const response = await signIn('ann', 'correct horse battery');
    const token = /poundkey_operator=([^;]+)/.exec(response.headers.getSetCookie().join(';'))?.[1] ?? '';
    for (const key of await world.client.keys('poundkey:operator*')) {
      expect(key).not.toContain(token);
      expect(String(await world.client.get(key))).not.toMatch(/horse|battery/);
    }
  });

  it('stops listening after ten wrong passwords, also for a right one', async () => {
    for (let guess = 0; guess < 10; guess++) await signIn('bob', `guess ${guess}`);
    const response = await signIn('bob', 'another long password');
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('900');
  });

  it('compares no more passwords than that, however many come at once', async () => {
    const guesses = Array.from({ length: 40 }, (_, index) => signInFrom('127.0.0.9', 'dora', `guess ${index}`));
    const answers = await Promise.all(guesses);
    expect(answers.filter((status) => status === 401)).toHaveLength(10);
    expect(answers.filter((status) => status === 429)).toHaveLength(30);
  });

  it('does not let somebody elsewhere lock an operator out', async () => {
    // Ten wrong ones came from here for this name; its owner sits at another address.
    expect((await signIn('bob', 'another long password')).status).toBe(429);
    expect(await signInFrom('127.0.0.2', 'bob', 'another long password')).toBe(303);
  });

  it('stops listening to a name that a hundred passwords were tried for, wherever they came from', async () => {
    const guesses = Array.from({ length: 100 }, (_, index) =>
      signInFrom(`127.0.0.${10 + (index % 10)}`, 'cleo', `guess ${index}`),
    );
    expect(new Set(await Promise.all(guesses))).toEqual(new Set([401]));
    expect(await signInFrom('127.0.0.3', 'cleo', 'the longest password')).toBe(429);
    expect(await signInFrom('127.0.0.3', 'bob', 'another long password')).toBe(303);
  });
});
