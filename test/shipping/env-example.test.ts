import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import { infoOf, readConfig } from '../../src/config.ts';
import { settings } from '../../src/settings.ts';
import { readEnvEntries } from './read-env-file.ts';

const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
const entries = readEnvEntries(text);
const schemas = Object.entries(settings.shape);

describe('.env.example', () => {
  test('has every setting once, in the order of the schema, and no other', () => {
    expect(entries.map(({ name }) => name)).toEqual(schemas.map(([name]) => name));
  });

  test.each(schemas)('%s says above it what it is for, where its file may be, and its default', (name, schema) => {
    const { about, secret, shownDefault } = infoOf(schema);
    const absent = schema.safeParse(undefined);
    const usual = absent.success ? (shownDefault ?? String(absent.data)) : undefined;
    expect(entries.find((entry) => entry.name === name)?.comment).toEqual([
      `${about}${secret ? ` Or ${name}_FILE=/path.` : ''}`,
      usual === undefined ? 'Required.' : `Default: ${usual}.`,
    ]);
  });

  test('shows values that are valid, and defaults that are the defaults', () => {
    for (const { name, value, commentedOut } of entries) {
      if (value === '') continue;
      const schema = settings.shape[name as keyof typeof settings.shape];
      const read = schema.safeParse(value);
      expect(read.error, name).toBeUndefined();
      const absent = schema.safeParse(undefined);
      if (commentedOut && absent.success && absent.data !== undefined && infoOf(schema).secret === undefined)
        expect(read.data, name).toEqual(absent.data);
    }
  });

  test('starts nothing by accident: whoever copies it must fill in every secret', () => {
    const verdict = readConfig(parseEnv(text) as Record<string, string>);
    expect(verdict.kind).toBe('faults');
    for (const { name, value, commentedOut } of entries) {
      const { secret } = infoOf(settings.shape[name as keyof typeof settings.shape]);
      if (secret && name !== 'REDIS_URL' && !commentedOut) expect(value, name).toBe('');
    }
  });

  test('is complete once what is empty and required is filled in', () => {
    const filled = {
      POUNDKEY_SECRET: 'f'.repeat(32),
      TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
      TWILIO_AUTH_TOKEN: 'token',
      TWILIO_CALL_FROM: '+14155550001',
    };
    expect(readConfig({ ...(parseEnv(text) as Record<string, string>), ...filled })).toHaveProperty('kind', 'config');
  });
});
