import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { PAGE_FOLDER } from '../../../simulator/page-folder.ts';
import { setUp } from '../set-up.ts';

const SCRIPT_BYTES_MAX = 12 * 1_024;
const assets = () => readdirSync(join(PAGE_FOLDER, 'assets'));

it('has at most 12 KB of JavaScript, compressed, all files together', () => {
  const sizes = assets()
    .filter((name) => name.endsWith('.js'))
    .map((name) => gzipSync(readFileSync(join(PAGE_FOLDER, 'assets', name))).length);
  expect(sizes).toHaveLength(2);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(SCRIPT_BYTES_MAX);
});

it('is asked for anew each time, but its files, named by their content, only once', async () => {
  const { simulator } = await setUp();
  const page = await fetch(simulator.url);
  expect(page.headers.get('cache-control')).toBe('public, max-age=0');
  const script = /src="\.\/(assets\/[^"]+\.js)"/.exec(await page.text())?.[1];
  const file = await fetch(`${simulator.url}/${script}`);
  expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
});

it('serves nobody the note of what it was built from', async () => {
  const { simulator } = await setUp();
  expect((await fetch(`${simulator.url}/.built-from`)).status).toBe(404);
});

it('brings the licence of what it bundles along', () => {
  expect(readFileSync(join(PAGE_FOLDER, 'licenses.md'), 'utf8')).toMatch(/preact[\s\S]*MIT[\s\S]*Jason Miller/i);
});
