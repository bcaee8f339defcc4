import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readAppFile } from '../../src/app-file.ts';
import { appEntry, appFile } from '../../src/contract/app-file.ts';
import { ownLanguages } from '../../src/contract/own-wording.ts';
import { rowsOf } from './describe-schema.ts';

const page = new URL('../../docs/apps.md', import.meta.url);
const begin = '<!-- made from the schema: npx vitest run test/docs -u -->\n';
const end = '<!-- end -->';

describe('docs/apps.md', () => {
  it('has a row for every field of the schema, as it is', async () => {
    const text = readFileSync(page, 'utf8');
    const [before = '', rest = ''] = text.split(begin);
    const [, after = ''] = rest.split(end);
    const head = '| field | takes | usual | what it is for |\n|---|---|---|---|\n';
    const table = head + rowsOf(z.toJSONSchema(appEntry, { io: 'input' }) as object).join('\n');
    await expect(`${before}${begin}${table}\n${end}${after}`).toMatchFileSnapshot('../../docs/apps.md');
  });

  it('has an example of own words that is taken', () => {
    const [, words = ''] = /## Own words[\s\S]*?```json\n([\s\S]*?)```/.exec(readFileSync(page, 'utf8')) ?? [];
    expect(ownLanguages.safeParse(JSON.parse(words)).error).toBeUndefined();
  });

  it('has an example that is read without a fault', () => {
    const [, example = ''] = /```json\n([\s\S]*?)```/.exec(readFileSync(page, 'utf8')) ?? [];
    const path = join(mkdtempSync(join(tmpdir(), 'poundkey-apps-')), 'apps.json');
    writeFileSync(path, example);
    expect(readAppFile(path)).toMatchObject({ kind: 'apps', apps: { payroll: { name: 'Payroll' } } });
  });
});

it('schemas/apps.json is the schema that the gateway checks with', async () => {
  const schema = z.toJSONSchema(appFile, { io: 'input' });
  const named = {
    $id: 'urn:poundkey:schema:apps',
    title: 'The file that POUNDKEY_APPS names',
    ...schema,
  };
  await expect(`${JSON.stringify(named, null, 2)}\n`).toMatchFileSnapshot('../../schemas/apps.json');
});
