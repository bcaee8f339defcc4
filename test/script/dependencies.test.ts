import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dependenciesMatch } from '../../script/dependencies.mjs';

const ONE = { version: '1.0.0', integrity: 'sha512-one' };
let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'poundkey-dependencies-'));
  mkdirSync(join(root, 'node_modules', 'one'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

type Packages = Record<string, unknown>;
function matches(wanted: Packages | undefined, installed: Packages | undefined): boolean {
  if (wanted) writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: wanted }));
  if (installed)
    writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: installed }));
  return dependenciesMatch(root);
}

describe('node_modules', () => {
  test('matches when it holds what the lockfile names', () => {
    expect(matches({ '': { name: 'poundkey' }, 'node_modules/one': ONE }, { 'node_modules/one': ONE })).toBe(true);
  });
  test('matches without the optional packages of other platforms', () => {
    const other = { version: '1.0.0', optional: true, os: ['elsewhere'] };
    expect(matches({ 'node_modules/one': ONE, 'node_modules/other': other }, { 'node_modules/one': ONE })).toBe(true);
  });
  test.each<[string, Packages | undefined, Packages | undefined]>([
    ['nothing was installed', { 'node_modules/one': ONE }, undefined],
    ['a package is missing', { 'node_modules/one': ONE, 'node_modules/two': ONE }, { 'node_modules/one': ONE }],
    ['a version differs', { 'node_modules/one': ONE }, { 'node_modules/one': { ...ONE, version: '1.0.1' } }],
    ['the contents differ', { 'node_modules/one': ONE }, { 'node_modules/one': { ...ONE, integrity: 'sha512-other' } }],
    [
      'a package is there that nobody asked for',
      { 'node_modules/one': ONE },
      { 'node_modules/one': ONE, 'node_modules/two': ONE },
    ],
    ['a folder was removed by hand', { 'node_modules/two': ONE }, { 'node_modules/two': ONE }],
    ['there is no lockfile', undefined, { 'node_modules/one': ONE }],
  ])('does not match when %s', (_, wanted, installed) => {
    expect(matches(wanted, installed)).toBe(false);
  });
});
