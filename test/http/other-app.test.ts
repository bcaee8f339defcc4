import http from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Described, readOperations, send } from '../support/api-walk.ts';
import { storedOf } from '../support/callbacks.ts';
import { apiKey, otherApiKey, startWorld, type World } from '../support/gateway.ts';

let world: World;
const agent = new http.Agent({ keepAlive: true });
beforeAll(async () => {
  world = await startWorld({ POUNDKEY_ROLES: 'api' });
});
afterAll(async () => {
  agent.destroy();
  await world.stop();
});

const body: Readonly<Record<string, string>> = {
  checkCode: '{"code":"000000"}',
  resendChallenge: '{}',
};
const ask = ({ method, path, operationId }: Described, id: string, key: string) => {
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
  return send(world.api, { method, path: path.replace('{id}', id), headers, body: body[operationId] }, agent);
};

it('one app’s key gets 404 for another app’s challenge on every route there is, as for one that is not there', async () => {
  const operations = (await readOperations(world.api)).filter(({ path }) => path.includes('{id}'));
  expect(operations.length).toBeGreaterThanOrEqual(4);
  for (const [index, operation] of operations.entries()) {
    const id = `other-app-${index}`;
    const request = { id, to: `+1415555${8_100 + index}`, channel: 'sms', method: 'code' };
    expect((await world.request('POST', '/v1/challenges', request)).status).toBe(202);
    const before = await storedOf(world, id);
    const foreign = await ask(operation, id, otherApiKey);
    const absent = await ask(operation, `none-${id}`, otherApiKey);
    expect({ at: operation.path, ...foreign }).toEqual({ at: operation.path, ...absent });
    expect({ at: operation.path, status: foreign.status, code: JSON.parse(foreign.body).code }).toEqual({
      ...{ at: operation.path, status: 404, code: 'unknown-challenge' },
    });
    expect(await storedOf(world, id)).toEqual(before);
    expect(await ask(operation, id, 'no-such-key')).toMatchObject({ status: 401 });
    // The route itself works: its owner gets something else.
    expect({ at: operation.path, ...(await ask(operation, id, apiKey)) }).not.toMatchObject({ status: 404 });
  }
});

it('no key opens any route under /v1', async () => {
  for (const operation of await readOperations(world.api))
    if (operation.path.startsWith('/v1'))
      expect(await ask(operation, 'other-app-0', 'no-such-key')).toMatchObject({ status: 401 });
});
