import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { addressFindings } from '../../src/diagnose/public-address.ts';

const configWith = (publicUrl: string, base = 'https://api.twilio.com') => {
  const verdict = readConfig({
    REDIS_URL: 'redis://x',
    POUNDKEY_SECRET: 'f'.repeat(32),
    POUNDKEY_PUBLIC_URL: publicUrl,
    TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
    TWILIO_AUTH_TOKEN: 'token',
    TWILIO_CALL_FROM: '+14155550001',
    TWILIO_API_BASE_URL: base,
  });
  if (verdict.kind === 'faults') throw new Error(verdict.faults.join());
  return verdict.config;
};
const answering =
  (...statuses: number[]) =>
  async () =>
    new Response(null, { status: statuses.shift() ?? 500 });

const look = async (publicUrl: string, statuses: number[] = [404, 204], base?: string) => {
  const [address, webhooks] = await addressFindings(configWith(publicUrl, base), answering(...statuses));
  return { address, webhooks };
};

describe('the address', () => {
  test.each([
    ['https://phone.example.com', 'good'],
    ['http://phone.example.com', 'warning'],
    ['https://localhost:8081', 'fault'],
    ['https://127.0.0.1', 'fault'],
    ['http://10.1.2.3', 'fault'],
    ['http://172.20.0.2', 'fault'],
    ['http://192.168.1.2', 'fault'],
    ['http://[::1]:8081', 'fault'],
    ['http://[fd00::1]', 'fault'],
    ['http://gateway:8081', 'fault'],
    ['https://pbx.office.local', 'fault'],
    ['https://my_phone.example.com', 'fault'],
    ['https://172.40.0.2', 'good'],
  ])('%s is %s for Twilio', async (publicUrl, level) => {
    expect((await look(publicUrl)).address?.level).toBe(level);
  });

  test('one that only this machine knows is fine for the simulator, with a warning', async () => {
    const { address } = await look('http://127.0.0.1:8081', [404, 204], 'http://127.0.0.1:8082');
    expect(address).toMatchObject({ level: 'warning', says: expect.stringContaining('fine with the simulator') });
  });
});

describe('the webhooks', () => {
  const url = 'https://phone.example.com';
  test.each([
    [[404, 204], 'good', 'believes what the provider signs'],
    [[404, 403], 'fault', 'refuses what is signed'],
    [[404, 404], 'fault', 'something else answers'],
    [[200], 'fault', 'something else answers'],
    [[302], 'fault', 'something else answers'],
    [[502], 'fault', 'the gateway is not behind it'],
  ])('that answer %j are %s: %s', async (statuses, level, says) => {
    expect((await look(url, statuses)).webhooks).toMatchObject({ level, says: expect.stringContaining(says) });
  });

  test('that do not answer are a fault with the reason', async () => {
    const refused = async () => {
      throw new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) });
    };
    const [, webhooks] = await addressFindings(configWith(url), refused);
    expect(webhooks).toMatchObject({ level: 'fault', says: `${url} does not answer (ECONNREFUSED)` });
  });
});
