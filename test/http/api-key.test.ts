import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchange } from '../support/callbacks.ts';
import { apiKey, otherApiKey, startWorld, type World } from '../support/gateway.ts';

const secondKey = 'second-key-of-the-default-app';
const id = 'api-key-1';
const body = JSON.stringify({ id, to: '+14155550100', channel: 'sms', method: 'code' });
let world: World;
beforeAll(async () => {
  const keys = `default:${apiKey},other:${otherApiKey},default:${secondKey}`;
  world = await startWorld({ POUNDKEY_API_KEYS: keys });
  expect((await ask('POST', '/v1/challenges', `Bearer ${apiKey}`, body)).status).toBe(202);
});
afterAll(() => world.stop());

const ask = (method: string, path: string, authorization: string | undefined, sent?: string) =>
  exchange(world.api, path, method, { ...(authorization !== undefined && { authorization }) }, sent);
const routes = [
  ['POST', '/v1/challenges', body],
  ['GET', `/v1/challenges/${id}`, undefined],
  ['GET', `/v1/challenges/${id}?wait=1`, undefined],
  ['POST', `/v1/challenges/${id}/check`, '{"code":"000000"}'],
  ['POST', `/v1/challenges/${id}/cancel`, undefined],
  ['GET', '/v1', undefined],
  ['DELETE', '/v1/anything', undefined],
  ['POST', '/v1/challenges', '{"not json'],
] as const;

describe.each(routes)('%s %s', (method, path, sent) => {
  it.each([
    ['no key', undefined],
    ['an empty key', 'Bearer '],
    ['a key that nobody has', 'Bearer key-that-nobody-has-0000'],
    ['the beginning of a key', `Bearer ${apiKey.slice(0, -1)}`],
    ['more than a key', `Bearer ${apiKey}0`],
    ['two keys', `Bearer ${apiKey}, Bearer ${otherApiKey}`],
    ['a key in another scheme', `Basic ${Buffer.from(`default:${apiKey}`).toString('base64')}`],
    ['a key alone', apiKey],
    ['the name of an app', 'Bearer default'],
  ])('is refused with %s', async (_what, authorization) => {
    const answer = await ask(method, path, authorization, sent);
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'wrong-key', status: 401 });
    expect(answer.body).not.toContain(apiKey.slice(0, 8));
  });
});

describe('a key of another app', () => {
  it.each(routes.slice(1, 5))('finds nothing: %s %s', async (method, path, sent) => {
    const foreign = await ask(method, path, `Bearer ${otherApiKey}`, sent);
    const missing = await ask(method, path.replace(id, 'no-such-challenge'), `Bearer ${otherApiKey}`, sent);
    expect(foreign.status).toBe(404);
    expect(foreign.body).toBe(missing.body);
  });

  it('cannot take an id that is taken, and leaves the challenge as it was', async () => {
    const answer = await ask('POST', '/v1/challenges', `Bearer ${otherApiKey}`, body);
    expect(answer.status).toBe(409);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'id-taken' });
    expect((await ask('GET', `/v1/challenges/${id}`, `Bearer ${apiKey}`)).status).toBe(200);
  });
});

describe('every key of an app', () => {
  it.each([
    ['the first', `Bearer ${apiKey}`],
    ['the second', `Bearer ${secondKey}`],
    ['one in another spelling of the scheme', `bearer   ${secondKey}`],
  ])('opens it: %s', async (_which, authorization) => {
    const answer = await ask('GET', `/v1/challenges/${id}`, authorization);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({ id });
  });

  it('is in no line of the log', () => {
    for (const key of [apiKey, otherApiKey, secondKey]) expect(world.logged()).not.toContain(key);
  });
});
