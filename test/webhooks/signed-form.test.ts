import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Callback, callBack, encode, exchange, placed, storedOf } from '../support/callbacks.ts';
import { startWorld, type World } from '../support/gateway.ts';

const nextToken = 'the-token-that-comes-next';
const id = 'signed-form-1';
let world: World;
/** The pound key that would approve the challenge, as Twilio would tell it. */
let pound: Callback;
let call: ReturnType<typeof placed>;
beforeAll(async () => {
  world = await startWorld({ TWILIO_AUTH_TOKEN: `simulator-auth-token,${nextToken}` });
  const phone = world.simulator.phone('+14155550100');
  await world.enqueue(id, { to: phone.number, channel: 'voice', method: 'pound' });
  await phone.waitForCall();
  phone.answer();
  await phone.waitForPrompt();
  call = placed(world, id);
  pound = { path: `${call.voice}/1`, fields: { ...call.fields, Digits: '#' } };
});
afterAll(() => world.stop());

const stored = async () => [await storedOf(world, id), world.published.length];
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const json = { 'Content-Type': 'application/json' };
const evil = { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'https', 'X-Forwarded-Port': '443' };

describe('a forged approval changes nothing and is told nothing:', () => {
  it.each<[string, number, (genuine: Callback) => Partial<Callback>]>([
    ['not signed', 403, () => ({ headers: { 'X-Twilio-Signature': undefined } })],
    ['signed with an empty signature', 403, () => ({ headers: { 'X-Twilio-Signature': '' } })],
    ['signed with a random signature', 403, () => ({ headers: { 'X-Twilio-Signature': `${'A'.repeat(27)}=` } })],
    ['signed with another token', 403, () => ({ token: 'another-token' })],
    ['signed without its key', 403, ({ fields }) => ({ signedFields: { ...fields, Digits: '' } })],
    ['signed for another turn', 403, ({ path }) => ({ signedUrl: `${world.webhooks}${path.replace(/1$/, '2')}` })],
    ['signed for another path', 403, () => ({ signedUrl: `${world.webhooks}/webhooks/twilio/sms` })],
    ['signed for a query', 403, ({ path }) => ({ signedUrl: `${world.webhooks}${path}?a=1` })],
    ['signed for https', 403, ({ path }) => ({ signedUrl: world.webhooks.replace('http', 'https') + path })],
    ['signed for another host', 403, ({ path }) => ({ signedUrl: `https://evil.example${path}` })],
    [
      'signed for the host that X-Forwarded-* names',
      403,
      ({ path }) => ({ signedUrl: `https://evil.example${path}`, headers: evil }),
    ],
    [
      'signed for the host that Host names',
      403,
      ({ path }) => ({ signedUrl: `http://evil.example${path}`, headers: { Host: 'evil.example' } }),
    ],
    ['of another account', 403, ({ fields }) => ({ fields: { ...fields, AccountSid: `AC${'6'.repeat(32)}` } })],
    ['of no account', 403, ({ fields: { AccountSid: _, ...rest } }) => ({ fields: rest })],
    ['of two accounts', 403, ({ fields }) => ({ fields: { ...fields, AccountSid: Array(2).fill(account()) } })],
    ['with an unsigned body under bodySHA256', 403, ({ path, fields }) => bodyHashed(path, encode(fields))],
    ['with bodySHA256 and all signed', 403, ({ path }) => ({ path: `${path}?bodySHA256=0` })],
    ['as JSON', 403, ({ fields }) => ({ headers: json, body: JSON.stringify(fields) })],
    ['as JSON that is called a form', 403, ({ fields }) => ({ body: JSON.stringify(fields) })],
    ['as a form that is called JSON', 403, () => ({ headers: json })],
    ['as plain text', 403, () => ({ headers: { 'Content-Type': 'text/plain' } })],
    ['as nothing in particular', 403, () => ({ headers: { 'Content-Type': undefined } })],
    ['compressed', 403, ({ fields }) => ({ headers: { 'Content-Encoding': 'gzip' }, body: gzipSync(encode(fields)) })],
    ['with too many fields', 403, ({ fields }) => ({ fields: { ...fields, ...fillers(98) } })],
    ['with more bytes than a form has', 413, ({ fields }) => ({ fields: { ...fields, Filler: 'x'.repeat(17_000) } })],
    ['with two keys', 400, ({ fields }) => ({ fields: { ...fields, Digits: ['#', '*'] } })],
    ['with the same key twice', 400, ({ fields }) => ({ fields: { ...fields, Digits: ['#', '#'] } })],
    ['with its fields run together', 400, ({ fields }) => ({ fields: { ...fields, Digits: '#From+14155550100' } })],
    ['with the id of another kind', 400, ({ fields }) => ({ fields: { ...fields, CallSid: `SM${'0'.repeat(32)}` } })],
    ['with the end of its address moved into the form', 403, ({ path, fields }) => ({ ...moved(path, fields, '2') })],
    ['with its turn moved into the form', 403, ({ path, fields }) => ({ ...moved(path, fields, '/12') })],
    ['by GET', 404, ({ path, fields }) => ({ method: 'GET', path: `${path}?${encode(fields)}`, body: '' })],
    ['by PUT', 404, () => ({ method: 'PUT' })],
    ['to a path with a slash at its end', 404, ({ path }) => ({ path: `${path}/` })],
    ['to a path in capitals', 404, ({ path }) => ({ path: path.replace('webhooks', 'WEBHOOKS') })],
  ])('%s', async (_how, status, forge) => {
    const before = await stored();
    const answer = await callBack(world, { ...pound, ...forge(pound) });
    expect(answer.status).toBe(status);
    expect(answer.body).toBe('');
    expect(await stored()).toEqual(before);
  });

  it('with its size not declared: it is read no further than the limit', async () => {
    const before = await stored();
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'Transfer-Encoding': 'chunked' };
    const answer = await exchange(world.webhooks, pound.path, 'POST', headers, 'x='.padEnd(100_000, 'x'));
    expect(answer.status).toBe(413);
    expect(answer.headers.connection).toBe('close');
    expect(await stored()).toEqual(before);
  });

  const account = () => world.simulator.accountSid;
  const bodyHashed = (path: string, body: string): Partial<Callback> => {
    const hashed = `${path}?bodySHA256=${sha256(body)}`;
    return { path: hashed, signedUrl: world.webhooks + hashed, signedFields: {} };
  };
});

/** Signed for an address that goes on with `end`, which comes as the name of a field instead. */
const moved = (path: string, fields: Callback['fields'], end: string): Partial<Callback> => ({
  signedUrl: world.webhooks + path + end,
  body: encode({ [end]: '', ...fields }),
});

const fillers = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`Filler${i}`, 'x']));

describe('a genuine callback is taken', () => {
  const ringing = (): Callback => ({ path: call.status, fields: { ...call.fields, CallStatus: 'ringing' } });

  it.each<[string, Partial<Callback>]>([
    ['as it is', {}],
    ['signed with the token that comes next', { token: nextToken }],
    ['whatever Host says', { headers: { Host: 'evil.example' } }],
    ['whatever X-Forwarded-* says', { headers: evil }],
    ['whatever Forwarded says', { headers: { Forwarded: 'host=evil.example;proto=https' } }],
  ])('%s', async (_how, more) => {
    expect(await callBack(world, { ...ringing(), ...more })).toMatchObject({ status: 204, body: '' });
  });

  it('with a hundred fields, and with names that an object has by nature', async () => {
    const { path, fields } = ringing();
    expect(await callBack(world, { path, fields: { ...fields, ...fillers(97) } })).toMatchObject({ status: 204 });
    const natural = Object.fromEntries(['__proto__', 'constructor', 'toString', 'hasOwnProperty'].map((n) => [n, 'x']));
    expect(await callBack(world, { path, fields: { ...fields, ...natural } })).toMatchObject({ status: 204 });
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('and the pound key that was forged above approves when it is the real one', async () => {
    const answer = await callBack(world, pound);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('text/xml; charset=utf-8');
    expect(await world.closed(id)).toMatchObject({ status: 'approved', reason: 'pound-pressed' });
  });
});

describe('the log', () => {
  it('tells of refusals and has no number, nonce or signature in it', () => {
    const logged = world.logged();
    expect(logged).toContain('webhook refused: not signed by the provider');
    const nonce = pound.path.split('/').at(-2);
    for (const secret of ['4155550100', nonce, nextToken, world.simulator.authToken, 'x-twilio-signature'])
      expect(logged).not.toContain(secret);
  });
});
