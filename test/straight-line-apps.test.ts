import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from './support/gateway.ts';

const folder = mkdtempSync(join(tmpdir(), 'poundkey-apps-'));
const payrollKey = 'a-key-of-payroll-0001';
const oldKey = 'an-old-key-of-payroll';
let world: World;
beforeAll(async () => {
  const path = join(folder, 'apps.json');
  const sha256 = createHash('sha256').update(payrollKey).digest('hex');
  const payroll = {
    name: 'Payroll',
    keys: [{ sha256 }, { key: oldKey, expiresAt: '2026-01-01T00:00:00Z' }],
    locale: 'nl-NL',
    lifetimeSeconds: 60,
    channel: 'voice',
    method: 'pound',
    callFrom: { NL: '+31201234567', default: '+442079460018' },
    textFrom: { default: '+31201234568' },
    countries: ['NL', 'GB'],
    blockedPrefixes: ['+3168'],
    tries: { code: 1 },
  };
  writeFileSync(path, JSON.stringify({ apps: { payroll } }));
  world = await startWorld({ POUNDKEY_APPS: path });
});
afterAll(async () => {
  await world.stop();
  rmSync(folder, { recursive: true });
});

const ask = (body: object) => world.request('POST', '/v1/challenges', body, payrollKey);

describe('an app of the file, all the way to the phone', () => {
  it('is called by its name, in its language and from its number of that country, though the request says none of it', async () => {
    const phone = world.simulator.phone('+31612345678');
    const { status, body } = await ask({ id: 'apps-call-1', to: '0612345678', country: 'NL' });
    expect([status, body]).toMatchObject([202, { channel: 'voice', method: 'pound' }]);
    expect(Date.parse(String(body['expiresAt'])) - Date.parse(String(body['createdAt']))).toBe(60_000);
    await phone.waitForCall();
    phone.answer();
    await phone.waitForPrompt();
    expect(phone.call()?.from).toBe('+31201234567');
    expect(phone.call()?.transcript.join(' ')).toContain('Dit is Payroll');
    phone.press('#');
    expect(await world.closed('apps-call-1')).toMatchObject({ status: 'approved', app: 'payroll' });
  });

  it('calls every other country from its default number, and texts from its own', async () => {
    const british = world.simulator.phone('+447400123456');
    await ask({ id: 'apps-call-2', to: '+447400123456' });
    await british.waitForCall();
    expect(british.call()?.from).toBe('+442079460018');
    const dutch = world.simulator.phone('+31612345679');
    await ask({ id: 'apps-text-1', to: '+31612345679', channel: 'sms', method: 'code' });
    expect((await dutch.waitForText()).from).toBe('+31201234568');
  });

  it('denies at the first wrong code, as it was told', async () => {
    const answer = await world.request('POST', '/v1/challenges/apps-text-1/check', { code: '000000' }, payrollKey);
    expect(answer.body).toMatchObject({ status: 'denied', reason: 'wrong-code', triesLeft: 0 });
  });

  it.each([
    [{ to: '+14155550100' }, 403, 'country-blocked'],
    [
      { to: '+31612345678', next: [{ channel: 'sms', method: 'reply', afterSeconds: 0, to: '+14155550100' }] },
      403,
      'country-blocked',
    ],
    [{ to: '+31681234567' }, 403, 'number-blocked'],
    [{ to: '+31612345678', channel: 'sms' }, 422, 'invalid-request'],
  ])('refuses %j', async (body, status, code) => {
    expect(await ask(body)).toMatchObject({ status, body: { code } });
  });

  it('may call where the default app may not, and the other way round', async () => {
    const body = { to: '+447400123456', channel: 'voice', method: 'pound' };
    expect(await world.request('POST', '/v1/challenges', body)).toMatchObject({ status: 403 });
  });

  it('has no key that has expired', async () => {
    const { status, body } = await world.request('GET', '/v1/challenges/apps-call-1', undefined, oldKey);
    expect([status, body]).toMatchObject([401, { code: 'expired-key' }]);
  });

  it('is asked for by name on the queue; one that is not there closes as invalid-request', async () => {
    await world.enqueue('apps-queue-1', { to: '+14155550100', channel: 'voice', method: 'pound', app: 'payroll' });
    expect(await world.closed('apps-queue-1')).toMatchObject({ reason: 'country-blocked', app: 'payroll' });
    await world.enqueue('apps-queue-2', { to: '+14155550100', channel: 'voice', method: 'pound', app: 'nobody' });
    expect(await world.closed('apps-queue-2')).toMatchObject({
      ...{ status: 'failed', reason: 'invalid-request', app: 'nobody' },
      errors: [{ path: 'app', message: 'there is no such app' }],
    });
  });
});
