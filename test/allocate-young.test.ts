import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const pathOf = (file: string) => new URL(file, import.meta.url).pathname;

it('no burst makes V8 put into the old space what is made after it', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...['--allow-natives-syntax', '--import', pathOf('../src/allocate-young.ts')],
    pathOf('support/born-old.mjs'),
  ]);
  expect(stdout).toBe('0\n');
});

it('the gateway says so before anything else is loaded', () => {
  expect(readFileSync(pathOf('../src/main.ts'), 'utf8').split('\n', 1)).toEqual(["import './allocate-young.ts';"]);
});
