import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { providerFindings } from '../../src/diagnose/provider.ts';
import { accountSid, pretendTwilio, twilioEnv } from './pretend-twilio.ts';

async function look(answers: Parameters<typeof pretendTwilio>[0], env: Record<string, string> = {}) {
  const verdict = readConfig({ ...twilioEnv, ...env });
  if (verdict.kind === 'faults') throw new Error(verdict.faults.join());
  const twilio = pretendTwilio(answers);
  return { findings: await providerFindings(verdict.config, twilio), asked: twilio.asked };
}
const account = `Accounts/${accountSid}.json`;
const active = { status: 'active', type: 'Full' };

describe('the account', () => {
  test('is asked for with its own token', async () => {
    const { findings, asked } = await look({ [account]: [200, active] });
    expect(findings).toMatchObject([{ level: 'good', says: 'the token is right, the account is active' }]);
    expect(asked).toEqual([`${accountSid}:token https://api.twilio.com/2010-04-01/${account}`]);
  });

  test.each([
    [[401, { code: 20003 }], 'fault', 'TWILIO_AUTH_TOKEN is not the token of TWILIO_ACCOUNT_SID'],
    [[404, { code: 20404 }], 'fault', 'Twilio knows no such account'],
    [[200, { status: 'suspended' }], 'fault', 'the account is suspended'],
    [[200, { status: 'active', type: 'Trial' }], 'warning', 'only numbers that you have verified'],
    [[200, '<html>'], 'fault', 'which is not what Twilio’s API says'],
    [[404, '<html>'], 'fault', 'which is not what Twilio’s API says'],
    [[503, ''], 'fault', 'answers 503'],
  ] as const)('%j is a %s: %s', async (answer, level, says) => {
    const { findings } = await look({ [account]: answer });
    expect(findings).toMatchObject([{ level, says: expect.stringContaining(says) }]);
  });

  test('of the simulator is known by its token alone', async () => {
    const { findings } = await look({}, { TWILIO_API_BASE_URL: 'http://127.0.0.1:8082' });
    expect(findings).toMatchObject([{ level: 'good', says: expect.stringContaining('cannot be checked here') }]);
  });
});

test('a second token that is refused is pointed out', async () => {
  const { findings } = await look(
    { [`${accountSid}:old`]: [401], [account]: [200, active] },
    { TWILIO_AUTH_TOKEN: 'token,old' },
  );
  expect(findings).toMatchObject([{ level: 'good' }, { level: 'warning', name: 'second token' }]);
});

test('an API key is tried on what it may see', async () => {
  const keys = { TWILIO_API_KEY_SID: `SK${'1'.repeat(32)}`, TWILIO_API_KEY_SECRET: 'shh' };
  const good = await look({ 'Calls.json': [200, { calls: [] }], [account]: [200, active] }, keys);
  expect(good.findings).toMatchObject([{ level: 'good' }, { level: 'good', name: 'API key' }]);
  const refused = await look({ 'Calls.json': [401], [account]: [200, active] }, keys);
  expect(refused.findings[1]).toMatchObject({ level: 'fault', name: 'API key' });
  expect(JSON.stringify(refused.findings)).not.toContain('shh');
});
