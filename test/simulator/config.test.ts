import { expect, it } from 'vitest';
import { readConfig } from '../../simulator/config.ts';

it('needs nothing: every setting has a default', () => {
  expect(readConfig({})).toMatchObject({
    ok: true,
    settings: {
      port: 8082,
      host: '127.0.0.1',
      inboundUrl: 'http://127.0.0.1:8081/webhooks/twilio/sms',
      frameOrigins: [],
    },
  });
});

it('reads what is set', () => {
  const sid = `AC${'a'.repeat(32)}`;
  const key = `SK${'b'.repeat(32)}`;
  const config = readConfig({
    SIMULATOR_PORT: '0',
    SIMULATOR_HOST: '0.0.0.0',
    TWILIO_ACCOUNT_SID: sid,
    TWILIO_AUTH_TOKEN: 'new, old',
    TWILIO_API_KEY_SID: key,
    TWILIO_API_KEY_SECRET: 'secret',
    SIMULATOR_INBOUND_URL: 'http://gateway:8081/webhooks/twilio/sms',
    SIMULATOR_FRAME_ORIGINS: 'http://127.0.0.1:8083, https://demo.test',
    SIMULATOR_CALLS_PER_SECOND: '0.5',
    SIMULATOR_KEEP_HOURS: '2',
  });
  expect(config).toMatchObject({
    ok: true,
    settings: {
      port: 0,
      host: '0.0.0.0',
      accountSid: sid,
      authTokens: ['new', 'old'],
      apiKeys: { [key]: 'secret' },
      inboundUrl: 'http://gateway:8081/webhooks/twilio/sms',
      frameOrigins: ['http://127.0.0.1:8083', 'https://demo.test'],
      callsPerSecond: 0.5,
      keepForHours: 2,
    },
  });
});

it('names every fault at once, by its variable', () => {
  const config = readConfig({
    SIMULATOR_PORT: '80x',
    TWILIO_ACCOUNT_SID: 'AC1',
    TWILIO_API_KEY_SID: 'SK1',
    TWILIO_AUTH_TOKEN_FILE: '/nowhere/token',
    SIMULATOR_INBOUND_URL: 'gateway',
    SIMULATOR_FRAME_ORIGINS: 'http://a.test/path',
    SIMULATOR_CALLS_PER_SECOND: '0',
    SIMULATOR_KEEP_HOURS: 'long',
  });
  expect(config.ok).toBe(false);
  const faults = config.ok ? '' : config.faults.join('\n');
  for (const name of [
    'SIMULATOR_PORT',
    'TWILIO_ACCOUNT_SID',
    'TWILIO_API_KEY_SECRET',
    'TWILIO_AUTH_TOKEN_FILE',
    'SIMULATOR_INBOUND_URL',
    'SIMULATOR_FRAME_ORIGINS',
    'SIMULATOR_CALLS_PER_SECOND',
    'SIMULATOR_KEEP_HOURS',
  ]) {
    expect(faults).toContain(name);
  }
});
