import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callBack, exchange } from '../support/callbacks.ts';
import { startWorld, type World } from '../support/gateway.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

describe('the public door', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/webhooks/twilio'],
    ['GET', '/webhooks/twilio/sms'],
    ['POST', '/webhooks/twilio'],
    ['POST', '/webhooks/twilio/voice'],
    ['POST', '/webhooks/twilio/voice/id/0'],
    ['POST', '/webhooks/twilio/voice/id/0/nonce/1/2'],
    ['POST', '/webhooks/twilio/status/fax/id/0/nonce'],
    ['POST', '/webhooks/twilio/../twilio/sms'],
    ['POST', '//webhooks/twilio/sms'],
    ['POST', '/webhooks/twilio/sms/'],
    ['POST', '/webhooks/Twilio/sms'],
    ['POST', '/webhooks/twilio/voice//0/n'],
    ['OPTIONS', '/webhooks/twilio/sms'],
    ['DELETE', '/webhooks/twilio/sms'],
    ['GET', '/livez'],
    ['GET', '/readyz'],
    ['GET', '/v1/challenges/challenge-1'],
    ['POST', '/v1/challenges'],
  ])('has nothing else behind it, and says nothing: %s %s', async (method, path) => {
    const answer = await exchange(world.webhooks, path, method, {});
    expect(answer).toMatchObject({ status: 404, body: '' });
    expect(answer.headers).not.toHaveProperty('x-powered-by');
  });

  it('refuses a path that cannot be read, and an address for a path, whichever of the two was signed', async () => {
    const fields = { AccountSid: world.simulator.accountSid };
    expect(await callBack(world, { path: '/webhooks/twilio/voice/%ff/0/n', fields })).toMatchObject({ status: 400 });
    const path = 'http://evil.example/webhooks/twilio/sms';
    for (const signedUrl of [path, `${world.webhooks}/webhooks/twilio/sms`])
      expect(await callBack(world, { path, fields, signedUrl })).toMatchObject({ status: 404, body: '' });
  });

  it('takes every callback of attempts that never were, and tells nothing about them', async () => {
    const fields = { AccountSid: world.simulator.accountSid, CallSid: `CA${'0'.repeat(32)}`, CallStatus: 'completed' };
    for (const ref of [
      'challenge-0/0/nonce-0123456789',
      'a%2Fb/0/n',
      '%7B0%7D/-1/__proto__',
      'x/constructor/y',
      '0/1e9/0',
    ])
      expect(await callBack(world, { path: `/webhooks/twilio/status/voice/${ref}`, fields })).toMatchObject({
        status: 204,
        body: '',
      });
  });

  it('does not cry out when somebody hangs up on it half way through', async () => {
    const socket = connect(Number(new URL(world.webhooks).port), '127.0.0.1');
    const head = 'POST /webhooks/twilio/sms HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n';
    socket.write(`${head}Content-Length: 100\r\nExpect: 100-continue\r\n\r\n`);
    // The server asks for the body, so it is reading it now; when it has closed its end, too, it has given it up.
    socket.once('data', () => socket.end('half'));
    await new Promise((resolve) => socket.once('close', resolve));
    await callBack(world, { path: '/webhooks/twilio/sms', fields: {} });
    expect(world.logged()).not.toContain('webhook not stored');
  });
});
