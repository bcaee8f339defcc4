import { describe, expect, it } from 'vitest';
import { infoOf } from '../src/config.ts';
import { settings } from '../src/settings.ts';

const hex = '0123456789abcdef'.repeat(2);
type Name = keyof typeof settings.shape;

/** For each setting what it takes, up to the edge, and what lies just beyond. Set and empty is tested with the whole. */
const edges: Record<Name, { takes: string[]; refuses: string[] }> = {
  REDIS_URL: {
    takes: [
      ...['redis://h', 'redis://u:p@h:1/2', 'rediss://h', 'redis+cluster://a:1,b:2', 'redis+cluster://[::1]:7000'],
      ...[
        'redis+sentinel://a:1,b:2/main',
        'redis+sentinel://:pw@a/main-1',
        'rediss+sentinel://a/m',
        'rediss+cluster://a',
      ],
    ],
    refuses: [
      ...['redis://', 'http://h', 'h:6379', 'redis+other://h', 'redis+cluster://', 'redis+cluster://a:port'],
      ...['redis://:aGVs/bG8@h:1', 'redis://:a#b@h', 'redis://h:port', 'redis://:100%@h', 'redis+cluster://:100%@a'],
      ...['redis+sentinel://a:1', 'redis+sentinel://a:1/', 'redis+cluster://a:1,,b:2', 'redis+cluster://a:700000'],
    ],
  },
  POUNDKEY_SECRET: { takes: ['x'.repeat(32), 'é'.repeat(16)], refuses: ['x'.repeat(31), 'é'.repeat(15)] },
  POUNDKEY_PUBLIC_URL: {
    takes: ['https://a.example', 'http://127.0.0.1:8081', 'https://a.example/base/'],
    refuses: ['a.example', 'ftp://a.example', 'https://', '//a.example'],
  },
  POUNDKEY_ROLES: { takes: ['api', 'api,workers,webhooks', ' api , workers '], refuses: ['web', 'api,web', ','] },
  POUNDKEY_API_KEYS: {
    takes: [`a:${'k'.repeat(16)}`, `A-b_c.1:${'k'.repeat(16)},b:${'k'.repeat(17)}`],
    refuses: ['a', ':kkkkkkkkkkkkkkkk', 'a:', `a b:${'k'.repeat(16)}`, `${'a'.repeat(65)}:${hex}`],
  },
  POUNDKEY_OPERATORS: { takes: ['ann:pass:word', 'ann:a,bob:b'], refuses: ['ann', 'ann:', ':b', 'ann:a,bob'] },
  POUNDKEY_APPS: { takes: ['/etc/poundkey/apps.json', 'apps.json'], refuses: [] },
  POUNDKEY_APP_NAME: { takes: ['A', 'x'.repeat(40)], refuses: ['x'.repeat(41), '   '] },
  POUNDKEY_HOST: { takes: ['0.0.0.0', '::', 'localhost'], refuses: ['  '] },
  POUNDKEY_PORT: { takes: ['0', '65535', '8080'], refuses: ['65536', '-1', '80.5', 'http'] },
  POUNDKEY_WEBHOOK_PORT: { takes: ['0', '65535'], refuses: ['65536', '-1', 'x'] },
  POUNDKEY_COUNTRIES: { takes: ['US', 'US,NL, BE'], refuses: ['us', 'USA', 'US,N', ',', 'XX', 'US,ZZ'] },
  POUNDKEY_CONCURRENCY: { takes: ['1', '1000'], refuses: ['0', '1001', '1.5', 'many'] },
  POUNDKEY_CALLS_PER_SECOND: { takes: ['0.1', '1', '10000'], refuses: ['0', '-1', '10001', 'fast', 'Infinity'] },
  POUNDKEY_TEXTS_PER_SECOND: { takes: ['0.5', '100'], refuses: ['0', '-1', '10001', 'NaN'] },
  POUNDKEY_MACHINE_DETECTION: { takes: ['on', 'off'], refuses: ['yes', 'Enable', 'ON'] },
  POUNDKEY_LIMITS_FACTOR: { takes: ['1', '100', '1000'], refuses: ['0', '-1', '1.5', '1001', 'many'] },
  POUNDKEY_RESULT_TTL: { takes: ['600', '2592000'], refuses: ['599', '2592001', '86400.5', 'day'] },
  POUNDKEY_WEBHOOKS_TO_PRIVATE: { takes: ['true', 'false'], refuses: ['yes', '1', 'TRUE'] },
  POUNDKEY_LOG_LEVEL: { takes: ['debug', 'info', 'warn', 'error', 'silent'], refuses: ['trace', 'INFO', '3'] },
  TWILIO_ACCOUNT_SID: { takes: [`AC${hex}`], refuses: [`AC${hex}0`, `SK${hex}`, `AC${hex.slice(1)}`, `ac${hex}`] },
  TWILIO_AUTH_TOKEN: { takes: ['a', 'a,b', ' a , b '], refuses: ['a,b,c', ','] },
  TWILIO_API_KEY_SID: { takes: [`SK${hex}`], refuses: [`AC${hex}`, `SK${hex}0`] },
  TWILIO_API_KEY_SECRET: { takes: ['s'], refuses: ['  '] },
  TWILIO_CALL_FROM: {
    takes: ['+14155550001', '+442079460018'],
    refuses: ['14155550001', '+1', '+0415555000', 'Poundkey'],
  },
  TWILIO_TEXT_FROM: {
    takes: ['+14155550002', '12345', 'Payroll 24'],
    refuses: ['4155550002', '+', 'a name too long', 'Pay-roll'],
  },
  TWILIO_MESSAGING_SERVICE_SID: { takes: [`MG${hex}`], refuses: [`MG${hex}0`, `PN${hex}`] },
  TWILIO_API_BASE_URL: { takes: ['https://api.example', 'http://127.0.0.1:8082'], refuses: ['api.example', 'ws://a'] },
};

describe('every setting', () => {
  it.each(Object.entries(edges))('%s takes what is good and refuses what is not', (name, { takes, refuses }) => {
    const schema = settings.shape[name as Name];
    const accepts = (value: string) => schema.safeParse(value).success;
    expect(takes.filter((value) => !accepts(value))).toEqual([]);
    expect(refuses.filter(accepts)).toEqual([]);
  });

  it('is told about: what it is for, and what it is when it is not given', () => {
    for (const [name, schema] of Object.entries(settings.shape)) {
      expect(infoOf(schema).about, name).toMatch(/\.$/);
      const required = !schema.safeParse(undefined).success;
      const shown = infoOf(schema).shownDefault ?? schema.safeParse(undefined).data;
      if (!required) expect(shown, name).toBeDefined();
    }
  });

  it('that is a secret may stand in a file, and every secret is marked as one', () => {
    const secrets = Object.entries(settings.shape).flatMap(([name, schema]) => (infoOf(schema).secret ? [name] : []));
    expect(secrets).toEqual([
      ...['REDIS_URL', 'POUNDKEY_SECRET', 'POUNDKEY_API_KEYS', 'POUNDKEY_OPERATORS'],
      ...['TWILIO_AUTH_TOKEN', 'TWILIO_API_KEY_SECRET'],
    ]);
  });

  it('that is an address has no slash at its end: paths are put after it', () => {
    expect(settings.shape.POUNDKEY_PUBLIC_URL.parse('https://a.example/base//')).toBe('https://a.example/base');
  });
});
