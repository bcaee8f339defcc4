import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensurePage } from '../../script/page.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the built page', () => {
  const clone = mkdtempSync(join(tmpdir(), 'poundkey-page-'));
  const at = (path: string) => join(clone, path);
  const page = () => readFileSync(at('dist/simulator/page/index.html'), 'utf8');
  beforeAll(() => {
    mkdirSync(at('simulator'));
    for (const path of ['package.json', 'package-lock.json', 'tsconfig.json', 'simulator'])
      cpSync(join(root, path), at(path), { recursive: true });
    symlinkSync(join(root, 'node_modules'), at('node_modules'));
  });
  afterAll(() => rmSync(clone, { recursive: true, force: true }));

  test('is made where there is none', () => {
    ensurePage(clone);
    expect(page()).toContain('<title>Phone simulator</title>');
  });

  test('is left alone while its sources are the same', () => {
    writeFileSync(at('dist/simulator/page/mark'), '');
    ensurePage(clone);
    expect(existsSync(at('dist/simulator/page/mark'))).toBe(true);
  });

  test('is made anew when a source has changed, and nothing of the old one stays', () => {
    const source = at('simulator/page/index.html');
    writeFileSync(source, readFileSync(source, 'utf8').replace('Phone simulator<', 'Another title<'));
    ensurePage(clone);
    expect(page()).toContain('<title>Another title</title>');
    expect(existsSync(at('dist/simulator/page/mark'))).toBe(false);
  });

  test('stays when a new one cannot be made, and the reason is told', () => {
    writeFileSync(at('simulator/page/main.tsx'), 'import nonsense from;');
    expect(() => ensurePage(clone)).toThrow(/Vite could not build the page of the simulator: \[\S+\] \w/);
    expect(page()).toContain('<title>Another title</title>');
  });
});
