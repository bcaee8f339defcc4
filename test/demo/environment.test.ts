import { describe, expect, test } from 'vitest';
import { readConfig as readExampleConfig } from '../../demo/config.ts';
import { completeEnvironment } from '../../demo/stage/environment.ts';
import { readableLogLine } from '../../demo/stage/log-line.ts';
import { readConfig as readSimulatorConfig } from '../../simulator/config.ts';
import { TOKEN_DEFAULT } from '../../simulator/settings.ts';
import { readConfig as readGatewayConfig } from '../../src/config.ts';

const ports = { POUNDKEY_PORT: 1080, POUNDKEY_WEBHOOK_PORT: 1081, SIMULATOR_PORT: 1082, DEMO_PORT: 1083 };
const randomHex = (bytes: number) => 'ab'.repeat(bytes);
const complete = (env: Record<string, string>) =>
  completeEnvironment({ REDIS_URL: 'redis://127.0.0.1:6379', ...env }, ports, randomHex);

describe('the invented environment', () => {
  test('is all that each of the three programs needs', () => {
    const env = complete({});
    expect(readGatewayConfig(env)).toMatchObject({ kind: 'config', config: { apps: [{ failuresPerDay: 1_000 }] } });
    expect(readSimulatorConfig(env)).toMatchObject({ ok: true });
    expect(readExampleConfig(env)).toMatchObject({ port: 1083, simulatorUrl: 'http://127.0.0.1:1082' });
  });

  test('has the token that a command copied from the simulator’s page has', () => {
    expect(complete({})['TWILIO_AUTH_TOKEN']).toBe(TOKEN_DEFAULT);
    expect(complete({ TWILIO_AUTH_TOKEN: 'my own' })['TWILIO_AUTH_TOKEN']).toBe('my own');
  });

  test('has addresses that follow the ports', () => {
    expect(complete({})).toMatchObject({
      POUNDKEY_PUBLIC_URL: 'http://127.0.0.1:1081',
      TWILIO_API_BASE_URL: 'http://127.0.0.1:1082',
      SIMULATOR_INBOUND_URL: 'http://127.0.0.1:1081/webhooks/twilio/sms',
      SIMULATOR_FRAME_ORIGINS: 'http://127.0.0.1:1083,http://localhost:1083',
      SIMULATOR_PORT: '1082',
    });
  });

  test('leaves alone what is set, and takes empty for not set', () => {
    const given = { POUNDKEY_PUBLIC_URL: 'https://phone.example', POUNDKEY_COUNTRIES: 'NL', OTHER: 'kept' };
    const env = complete({ ...given, TWILIO_CALL_FROM: '' });
    expect(env).toMatchObject(given);
    expect(env['SIMULATOR_INBOUND_URL']).toBe('https://phone.example/webhooks/twilio/sms');
    expect(env['TWILIO_CALL_FROM']).toMatch(/^\+1/);
  });

  test('does not contradict a secret in a file, or a messaging service', () => {
    const env = complete({ POUNDKEY_SECRET_FILE: '/dev/null', TWILIO_MESSAGING_SERVICE_SID: `MG${randomHex(16)}` });
    expect(env).not.toHaveProperty('POUNDKEY_SECRET');
    expect(env).not.toHaveProperty('TWILIO_TEXT_FROM');
  });
});

describe('the settings of the example', () => {
  test('need only a key', () => {
    expect(readExampleConfig({ POUNDKEY_API_KEYS: 'a:first,b:second' })).toMatchObject({
      poundkeyUrl: 'http://127.0.0.1:8080',
      apiKey: 'first',
      database: '',
      host: '127.0.0.1',
      port: 8083,
      simulatorUrl: 'http://127.0.0.1:8082',
    });
  });
  test('are refused with every fault at once', () => {
    const bad = () => readExampleConfig({ DEMO_PORT: '99999', SIMULATOR_URL: 'http://127.0.0.1:8082/page' });
    for (const name of ['POUNDKEY_API_KEYS', 'DEMO_PORT', 'SIMULATOR_URL']) expect(bad).toThrow(name);
  });
});

describe('a line of the log in words', () => {
  test.each([
    ['{"level":40,"msg":"slow"}', 'warning: slow'],
    ['{"level":50,"msg":"broken","error":{"message":"reset"}}', 'error: broken (reset)'],
    ['{"level":35,"msg":"odd"}', '35: odd'],
    ['{"level":"info","msg":"other"}', undefined],
    ['null', undefined],
    ['Simulator: ready', undefined],
  ])('%s', (line, words) => expect(readableLogLine(line)).toBe(words));
});
