import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Config, readConfig } from '../src/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'poundkey-config-'));
afterAll(() => rmSync(folder, { recursive: true }));
let written = 0;
const fileWith = (text: string): string => {
  const file = join(folder, String(++written));
  writeFileSync(file, text);
  return file;
};

const needed = {
  REDIS_URL: 'redis://localhost',
  POUNDKEY_SECRET: 'x'.repeat(32),
  POUNDKEY_PUBLIC_URL: 'https://poundkey.example',
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'token-one',
  TWILIO_CALL_FROM: '+14155550001',
};
type Env = Record<string, string | undefined>;
const faultsOf = (env: Env): readonly string[] => {
  const verdict = readConfig({ ...needed, ...env });
  return verdict.kind === 'faults' ? verdict.faults : [];
};
function configOf(env: Env = {}): Config {
  const verdict = readConfig({ ...needed, ...env });
  if (verdict.kind === 'faults') throw new Error(verdict.faults.join('; '));
  return verdict.config;
}

describe('with only what is needed', () => {
  it('every other setting has the value that the contract says', () => {
    expect(configOf()).toEqual({
      redisUrl: 'redis://localhost',
      secret: 'x'.repeat(32),
      publicUrl: 'https://poundkey.example',
      roles: new Set(['api', 'workers', 'webhooks']),
      apiKeys: [],
      operators: [],
      apps: [expect.objectContaining({ id: 'default', name: 'Poundkey', countries: new Set(['US']) })],
      host: '127.0.0.1',
      port: 8080,
      webhookPort: 8081,
      concurrency: 50,
      callsPerSecond: undefined,
      textsPerSecond: undefined,
      resultTtlSeconds: 86_400,
      webhooksToPrivate: false,
      logLevel: 'info',
      authTokens: ['token-one'],
      twilio: {
        accountSid: needed.TWILIO_ACCOUNT_SID,
        user: needed.TWILIO_ACCOUNT_SID,
        password: 'token-one',
        apiBaseUrl: 'https://api.twilio.com',
        publicUrl: 'https://poundkey.example',
        callFrom: '+14155550001',
        textFrom: undefined,
        machineDetection: false,
      },
    });
  });

  it('nothing can be changed afterwards', () => {
    expect(Object.isFrozen(configOf())).toBe(true);
  });

  it('an empty variable counts as not set, and a stranger is left alone', () => {
    const empty = { POUNDKEY_PORT: '', POUNDKEY_OPERATORS: '', POUNDKEY_SECRET_FILE: '', TWILIO_TEXT_FROM: '' };
    expect(configOf({ ...empty, POUNDKEY_UNKNOWN: 'x', HOME: '/' })).toEqual(configOf());
    expect(faultsOf({ REDIS_URL: '' })).toEqual(['REDIS_URL is missing']);
  });
});

describe('an API key', () => {
  it('is of one app only', () => {
    const both = { POUNDKEY_API_KEYS: 'default:the-same-key-of-both,other:the-same-key-of-both' };
    expect(faultsOf(both)).toEqual(['the apps default and other have the same API key']);
    expect(faultsOf({ POUNDKEY_API_KEYS: 'default:a-key-of-default,default:a-key-of-default' })).toEqual([]);
  });
});

describe('every fault', () => {
  it('is told at once, by name and without the value', () => {
    const bad = {
      REDIS_URL: 'http://secret-host',
      POUNDKEY_SECRET: 'secret-too-short',
      POUNDKEY_PUBLIC_URL: 'ftp://secret-place',
      POUNDKEY_ROLES: 'secret-role',
      POUNDKEY_API_KEYS: 'secret-key-without-app',
      POUNDKEY_PORT: 'secret-port',
      POUNDKEY_COUNTRIES: 'secret-country',
      POUNDKEY_CONCURRENCY: '0',
      POUNDKEY_CALLS_PER_SECOND: '-7',
      POUNDKEY_RESULT_TTL: '599',
      POUNDKEY_LOG_LEVEL: 'secret-level',
      TWILIO_ACCOUNT_SID: 'secret-sid',
      TWILIO_AUTH_TOKEN: 'secret-1,secret-2,secret-3',
      TWILIO_CALL_FROM: '5550001',
      TWILIO_API_BASE_URL: 'secret-url',
    };
    const faults = faultsOf(bad);
    expect([...new Set(faults.map((fault) => fault.split(' ')[0]))].sort()).toEqual(Object.keys(bad).sort());
    expect(faults).toHaveLength(Object.keys(bad).length);
    expect(faults.join()).not.toMatch(/secret-|5550001|-7\b/);
  });

  it('of what is missing is called so', () => {
    const verdict = readConfig({});
    expect(verdict.kind === 'faults' && verdict.faults).toEqual([
      'REDIS_URL is missing',
      'POUNDKEY_SECRET is missing',
      'POUNDKEY_PUBLIC_URL is missing',
      'TWILIO_ACCOUNT_SID is missing',
      'TWILIO_AUTH_TOKEN is missing',
    ]);
  });

  it('between two settings is found: what goes together, and what does not', () => {
    expect(faultsOf({ TWILIO_API_KEY_SID: `SK${'0'.repeat(32)}` })).toEqual([
      'TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET go together',
    ]);
    const service = { TWILIO_MESSAGING_SERVICE_SID: `MG${'0'.repeat(32)}` };
    expect(faultsOf({ ...service, TWILIO_TEXT_FROM: '+14155550002' })).toEqual([
      'TWILIO_TEXT_FROM and TWILIO_MESSAGING_SERVICE_SID are both set: keep one',
    ]);
    expect(faultsOf({ TWILIO_CALL_FROM: '' })).toEqual([
      'set TWILIO_CALL_FROM to call, or TWILIO_TEXT_FROM or TWILIO_MESSAGING_SERVICE_SID to text',
    ]);
    expect(faultsOf({ ...service, TWILIO_CALL_FROM: '' })[0]).toContain('POUNDKEY_COUNTRIES is missing');
  });
});

describe('a secret in a file', () => {
  it('is read from NAME_FILE, without the line end that editors add', () => {
    const config = configOf({
      POUNDKEY_SECRET: undefined,
      POUNDKEY_SECRET_FILE: fileWith(`${'s'.repeat(40)}\n`),
      TWILIO_AUTH_TOKEN: '',
      TWILIO_AUTH_TOKEN_FILE: fileWith('from-file\r\n'),
      POUNDKEY_API_KEYS_FILE: fileWith('default:0123456789abcdef'),
    });
    expect(config).toMatchObject({ secret: 's'.repeat(40), authTokens: ['from-file'] });
    expect(config.apiKeys).toMatchObject([{ app: 'default', key: '0123456789abcdef' }]);
  });

  it('is not taken when the variable is set as well', () => {
    expect(faultsOf({ POUNDKEY_SECRET_FILE: fileWith('y'.repeat(32)) })).toEqual([
      'POUNDKEY_SECRET and POUNDKEY_SECRET_FILE are both set: keep one',
    ]);
  });

  it('that cannot be read, or is empty, is one fault', () => {
    const missing = join(folder, 'nowhere');
    const cannot = 'POUNDKEY_SECRET_FILE names a file that cannot be read';
    expect(faultsOf({ POUNDKEY_SECRET: '', POUNDKEY_SECRET_FILE: missing })).toEqual([cannot]);
    expect(faultsOf({ POUNDKEY_SECRET: '', POUNDKEY_SECRET_FILE: folder })).toEqual([cannot]);
    expect(faultsOf({ POUNDKEY_SECRET: '', POUNDKEY_SECRET_FILE: fileWith('\n') })).toEqual([
      'POUNDKEY_SECRET is missing',
    ]);
  });

  it('is for secrets only: other settings have no file', () => {
    expect(configOf({ POUNDKEY_PORT_FILE: fileWith('9000') }).port).toBe(8080);
  });
});

describe('what follows from several settings', () => {
  it('countries are those of our own numbers until they are set', () => {
    const countriesOf = (env: Env) => configOf(env).apps.map(({ countries }) => [...countries]);
    expect(countriesOf({ TWILIO_TEXT_FROM: '+442079460018' })).toEqual([['US', 'GB']]);
    expect(countriesOf({ POUNDKEY_COUNTRIES: 'NL, BE' })).toEqual([['NL', 'BE']]);
  });

  it('requests use the API key if there is one, signatures always the tokens', () => {
    const key = { TWILIO_API_KEY_SID: `SK${'a'.repeat(32)}`, TWILIO_API_KEY_SECRET: 'key-secret' };
    const { twilio, authTokens } = configOf({ ...key, TWILIO_AUTH_TOKEN: 'new,old' });
    expect(twilio).toMatchObject({ user: key.TWILIO_API_KEY_SID, password: 'key-secret' });
    expect(authTokens).toEqual(['new', 'old']);
    expect(configOf({ TWILIO_AUTH_TOKEN: 'new,old' }).twilio.password).toBe('new');
  });

  it('texts come from a number or from a messaging service', () => {
    expect(configOf({ TWILIO_TEXT_FROM: '+14155550002' }).twilio.textFrom).toEqual({ from: '+14155550002' });
    const sid = `MG${'0'.repeat(32)}`;
    expect(configOf({ TWILIO_MESSAGING_SERVICE_SID: sid }).twilio.textFrom).toEqual({ messagingServiceSid: sid });
  });

  it('a key may have colons and an app several keys', () => {
    const apiKeys = 'one:0123456789abcdef, one:another-key:with:colons,two.b:0123456789abcdeg,';
    expect(configOf({ POUNDKEY_API_KEYS: apiKeys }).apiKeys).toMatchObject([
      { app: 'one', key: '0123456789abcdef' },
      { app: 'one', key: 'another-key:with:colons' },
      { app: 'two.b', key: '0123456789abcdeg' },
    ]);
  });
});
