import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { usualRates } from '../../src/challenge/policy.ts';
import { exchange } from '../support/callbacks.ts';
import { apiKey, startWorld, type World } from '../support/gateway.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({}, {}, { rates: usualRates });
});
afterAll(() => world.stop());

const usual = '/v1/challenges';
/** The same place, which only the app of Express finds. */
const throughExpress = '/v1/challenges?';

const json = { 'content-type': 'application/json' };
const withKey = { ...json, authorization: `Bearer ${apiKey}` };
const call = { to: '+14155550100', channel: 'voice', method: 'pound' };

/** What is told of one request of its own, without what time and chance put into it. */
async function told(path: string, headers: Record<string, string>, body: string) {
  const answer = await exchange(world.api, path, 'POST', headers, body);
  const { date, ...rest } = answer.headers;
  expect(date).toBeDefined();
  const document = JSON.parse(answer.body.replaceAll(/"\d{4}-\d\d-\d\dT[^"]+Z"/g, '"then"'));
  return { status: answer.status, headers: rest, document };
}

describe('a request for a challenge', () => {
  it.each<[string, number, Record<string, string>, string]>([
    ['without a key', 401, json, JSON.stringify(call)],
    ['with a wrong key', 401, { ...json, authorization: 'Bearer wrong' }, JSON.stringify(call)],
    ['that is no JSON', 400, withKey, '{"to":'],
    ['that is a list', 422, withKey, '[]'],
    ['that is null', 422, withKey, 'null'],
    ['with faults', 422, withKey, JSON.stringify({ ...call, channel: 'fax' })],
    ['with an empty Idempotency-Key', 422, { ...withKey, 'idempotency-key': '' }, JSON.stringify(call)],
    ['to a number that is none', 422, withKey, JSON.stringify({ ...call, to: '+1415' })],
    ['to a country that is not allowed', 403, withKey, JSON.stringify({ ...call, to: '+447400123456' })],
    ['that begins with the mark of its byte order', 422, withKey, `\uFEFF${JSON.stringify({ ...call, to: '+1415' })}`],
    ['without a content type', 422, { authorization: withKey.authorization }, JSON.stringify({ ...call, to: '+1415' })],
  ])('%s is answered alike at the door and by Express', async (_what, status, headers, body) => {
    const atTheDoor = await told(usual, headers, body);
    expect(atTheDoor.status).toBe(status);
    expect(atTheDoor).toEqual(await told(throughExpress, headers, body));
  });

  it('that is taken on is answered alike at the door and by Express, and again when it is repeated', async () => {
    const asked = { ...call, to: '+14155550131', channel: 'sms', method: 'code', subject: 'door', lifetimeSeconds: 60 };
    const ask = (path: string, id: string, more = {}) => told(path, withKey, JSON.stringify({ id, ...asked, ...more }));
    const atTheDoor = await ask(usual, 'door-one');
    expect(atTheDoor).toMatchObject({ status: 202, document: { id: 'door-one' } });
    // What is left of each limit is told of a repeat too.
    expect(atTheDoor.headers['ratelimit-policy']).toBeDefined();
    expect((await ask(throughExpress, 'door-one')).document.id).toBe('door-one');
    const other = await ask(throughExpress, 'door-two', { to: '+14155550132', subject: 'express' });
    const likened = JSON.parse(JSON.stringify(other).replaceAll('door-two', 'door-one').replaceAll('0132', '0131'));
    const lasting = ({ ratelimit, ...rest }: Record<string, unknown>) => [typeof ratelimit, rest];
    expect(lasting(atTheDoor.headers)).toEqual(lasting(likened.headers));
    expect(atTheDoor.document).toEqual(likened.document);
    expect(await ask(usual, 'door-one', { subject: 'another' })).toMatchObject({
      status: 409,
      document: { code: 'id-reused' },
    });
  });
});

it('a request that is cut off leaves nothing and breaks nothing', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { hostname, port } = new URL(world.api);
  const socket = connect(Number(port), hostname, () => {
    socket.write(
      `POST ${usual} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${apiKey}\r\nContent-Length: 99\r\n\r\n{"id":"cut-off-1",`,
      () => socket.destroy(),
    );
  });
  socket.on('close', () => resolve());
  await promise;
  expect((await world.request('GET', '/v1/challenges/cut-off-1')).status).toBe(404);
});
