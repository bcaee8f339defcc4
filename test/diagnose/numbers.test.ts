import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { numberFindings } from '../../src/diagnose/numbers.ts';
import { pretendTwilio, twilioEnv } from './pretend-twilio.ts';

const hooks = 'https://phone.example.com/webhooks/twilio/sms';
const caller = 'PhoneNumber=%2B14155550001';
const texter = 'PhoneNumber=%2B14155550002';
const owned = (number: object = {}) =>
  [
    200,
    {
      incoming_phone_numbers: [
        { capabilities: { voice: true, sms: true }, sms_url: hooks, sms_method: 'POST', ...number },
      ],
    },
  ] as const;
const none = [200, { incoming_phone_numbers: [] }] as const;

async function look(answers: Parameters<typeof pretendTwilio>[0], env: Record<string, string | undefined> = {}) {
  const verdict = readConfig({ ...twilioEnv, ...env });
  if (verdict.kind === 'faults') throw new Error(verdict.faults.join());
  const found = await numberFindings(verdict.config, pretendTwilio(answers));
  expect(JSON.stringify(found)).not.toContain('4155550');
  return found.map(({ name, level, says }) => `${name} ${level}: ${says}`);
}

test('numbers that are ours, can do it, and hand texts to us', async () => {
  expect(await look({ [caller]: owned(), [texter]: owned({ sms_url: `${hooks}#rc=2` }) })).toEqual([
    'TWILIO_CALL_FROM good: +1••••••0001 is ours and can call',
    'TWILIO_TEXT_FROM good: +1••••••0002 is ours and can text',
    `replies good: texts to it are posted to ${hooks}`,
  ]);
});

describe('the number that calls', () => {
  const only = { TWILIO_TEXT_FROM: undefined };
  test.each([
    [{ [caller]: owned({ capabilities: { voice: false } }) }, 'fault: +1••••••0001 cannot call'],
    [{ Incoming: none, Outgoing: [200, { outgoing_caller_ids: [] }] }, 'fault: the account does not own +1••••••0001'],
    [{ Incoming: none, Outgoing: [200, { outgoing_caller_ids: [{}] }] }, 'good: +1••••••0001 is a verified caller id'],
    [{ Incoming: [401] }, 'unknown: cannot be checked while the credentials are refused'],
    [{ Incoming: [500] }, 'unknown: the provider answers 500'],
  ] as const)('%j', async (answers, says) => {
    expect(await look(answers, only)).toEqual([`TWILIO_CALL_FROM ${says}`]);
  });
});

describe('the number that texts', () => {
  const only = { TWILIO_CALL_FROM: undefined };
  test.each([
    [owned({ sms_url: '' }), 'fault: texts to it go nowhere, so replies are never heard'],
    [
      owned({ sms_url: 'https://demo.twilio.com/x' }),
      'fault: texts to it go to another address, so replies are never heard',
    ],
    [owned({ sms_method: 'GET' }), 'fault: texts to it come by GET, so replies are never heard'],
    [owned({ sms_application_sid: 'AP1' }), `unknown: a TwiML app answers its texts; let that post them to ${hooks}`],
  ])('%j', async (answer, says) => {
    expect((await look({ [texter]: answer }, only))[1]).toBe(`replies ${says}`);
  });

  test('that cannot text, or is not ours', async () => {
    expect((await look({ [texter]: owned({ capabilities: {} }) }, only))[0]).toMatch(/fault: .* cannot text/);
    expect(await look({ [texter]: none }, only)).toEqual([
      'TWILIO_TEXT_FROM fault: the account does not own +1••••••0002',
    ]);
  });
});

test('a simulator, which tells of no numbers, is no fault', async () => {
  expect(await look({}, { TWILIO_API_BASE_URL: 'http://127.0.0.1:8082' })).toEqual([
    'TWILIO_CALL_FROM unknown: cannot be checked here: 127.0.0.1:8082 does not tell which numbers there are',
    'TWILIO_TEXT_FROM unknown: cannot be checked here: 127.0.0.1:8082 does not tell which numbers there are',
  ]);
});

describe('a messaging service', () => {
  const env = {
    TWILIO_CALL_FROM: undefined,
    TWILIO_TEXT_FROM: undefined,
    TWILIO_MESSAGING_SERVICE_SID: `MG${'0'.repeat(32)}`,
    POUNDKEY_COUNTRIES: 'US',
  };
  const at = 'https://messaging.twilio.com/v1/Services/MG';
  test.each([
    [{ [at]: [200, { inbound_request_url: hooks }] }, 'good: is ours'],
    [{ [at]: [200, { inbound_request_url: null }] }, 'fault: it posts replies to another address or none'],
    [{ [at]: [200, { use_inbound_webhook_on_number: true }] }, 'unknown: each of its numbers says where replies go'],
    [{}, 'fault: the account has no such messaging service'],
    [{ [at]: [401] }, 'unknown: the credentials are refused'],
  ] as const)('%j', async (answers, says) => {
    expect((await look(answers, env))[0]).toContain(`TWILIO_MESSAGING_SERVICE_SID ${says}`);
  });

  test('cannot be checked at a simulator', async () => {
    const [found] = await look({}, { ...env, TWILIO_API_BASE_URL: 'http://127.0.0.1:8082' });
    expect(found).toContain('unknown: cannot be checked here');
  });
});
