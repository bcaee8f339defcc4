import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { twilioError } from '../../../src/contract/verify.ts';
import { apiKey, startWorld, type World } from '../../support/gateway.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ POUNDKEY_ROLES: 'api' });
});
afterEach(() => world.redis.thaw());
afterAll(() => world.stop());

const service = `/v2/Services/VA${'b'.repeat(32)}`;
const basic = `Basic ${btoa(`AC:${apiKey}`)}`;
async function ask(path: string, fields: Record<string, string> | string, authorization = basic) {
  const headers = { Authorization: authorization, 'Content-Type': 'application/x-www-form-urlencoded' };
  const body = typeof fields === 'string' ? fields : new URLSearchParams(fields).toString();
  const response = await fetch(world.api + path, { method: 'POST', headers, body });
  const told = twilioError.strict().parse(await response.json());
  expect(told.status).toBe(response.status);
  expect(told.more_info).toBe(`https://www.twilio.com/docs/errors/${told.code}`);
  return told;
}
const right = { To: '+14155550100', Channel: 'sms' };

describe('what is refused, in Twilio’s words', () => {
  it.each<[string, Record<string, string>, number, number, string]>([
    ['no number', { Channel: 'sms' }, 400, 60200, 'To'],
    ['a number without its country', { ...right, To: '4155550100' }, 400, 60200, 'To'],
    ['a number that cannot be', { ...right, To: '+19005550100' }, 400, 60200, 'To'],
    ['two numbers', { ...right, To: '+14155550100,+14155550101' }, 400, 60200, 'To'],
    ['no channel', { To: '+14155550100' }, 400, 60200, 'Channel'],
    ['a channel that is not a phone', { ...right, Channel: 'email' }, 400, 60200, 'Channel'],
    ['a short code', { ...right, CustomCode: '12' }, 400, 60200, 'CustomCode'],
    ['a language that is none', { ...right, Locale: 'english please' }, 400, 60200, 'Locale'],
    ['a country that is not allowed', { ...right, To: '+447400123456' }, 403, 60605, 'country'],
  ])('%s', async (_what, fields, status, code, words) => {
    const told = await ask(`${service}/Verifications`, fields);
    expect(told).toMatchObject({ status, code });
    expect(told.message).toContain(words);
    expect(told.message).not.toMatch(/\d{5}/);
  });

  it.each<[string, Record<string, string>, number]>([
    ['no code', { To: '+14155550100' }, 60200],
    ['no number and no SID', { Code: '123456' }, 60200],
    ['a number that was not asked', { To: '+14155550199', Code: '123456' }, 20404],
    ['a SID that is none of ours', { VerificationSid: `VE${'0'.repeat(32)}`, Code: '123456' }, 20404],
  ])('a check with %s', async (_what, fields, code) => {
    expect((await ask(`${service}/VerificationCheck`, fields)).code).toBe(code);
  });

  it.each<[string, string]>([
    ['a service that is none', '/v2/Services/default/Verifications'],
    ['a route that is none', `${service}/Entities`],
    ['another resource', '/v2/Forms/form-push'],
    ['a path that cannot be read', `${service}/Verifications/%ff`],
    ['a challenge that is no verification', `${service}/Verifications/some-challenge`],
  ])('%s', async (_what, path) => {
    expect(await ask(path, { ...right, Status: 'canceled' })).toMatchObject({ status: 404, code: 20404 });
  });

  it.each<[string, string]>([
    ['no key', ''],
    ['a wrong key', `Basic ${btoa('AC:no-such-key')}`],
    ['a key as the user', `Basic ${btoa(`${apiKey}:`)}`],
    ['a bearer', `Bearer ${apiKey}`],
    ['noise', 'Basic %%%'],
  ])('%s', async (_what, authorization) => {
    expect(await ask(`${service}/Verifications`, right, authorization)).toMatchObject({ status: 401, code: 20003 });
  });

  it('a body that is too large, and an update to what cannot be', async () => {
    const large = `To=${'1'.repeat(20_000)}`;
    expect(await ask(`${service}/Verifications`, large)).toMatchObject({ status: 400, code: 60200 });
    const path = `${service}/Verifications/VE${'0'.repeat(32)}`;
    expect(await ask(path, { Status: 'deleted' })).toMatchObject({ status: 400, code: 60200 });
  });

  it('everything while Redis stands still, in two seconds', async () => {
    world.redis.freeze();
    const began = performance.now();
    expect(await ask(`${service}/Verifications`, right)).toMatchObject({ status: 503, code: 20503 });
    expect(performance.now() - began).toBeLessThan(4_000);
  });
});
