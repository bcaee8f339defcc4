import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { longFiles, longFunctions } from './architecture/caps.ts';
import { barrels, drawers, environmentReaders, impureCore, queueUsers } from './architecture/habits.ts';
import { wrongWays } from './architecture/rooms.ts';
import type { Source, Violation } from './architecture/source.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

// What the product is made of; `test/architecture/*.test.ts` shows that each rule finds what it forbids.
const product = sourcesUnder(['src', 'workers', 'webhooks', 'simulator', 'demo']);
const scripts = sourcesUnder(['script']);

describe('the product', () => {
  test('is there to be looked at', () => expect(product.length).toBeGreaterThan(10));
  test('imports one way, by the table', () => holds(wrongWays(product)));
  test('has files of 200 lines at most', () => holds(longFiles([...product, ...scripts])));
  test('has functions of 50 lines at most', () => holds(longFunctions([...product, ...scripts])));
  test('reads process.env only in its config files', () => holds(environmentReaders(product)));
  test('knows bullmq only in src/queue and src/client', () => holds(queueUsers(product)));
  test('has no drawer folders', () => holds(drawers([...product, ...scripts])));
  test('has no barrels', () => holds(barrels(product)));
  test('has a core that never waits and asks the machine for nothing', () => holds(impureCore(product)));
});

function holds(violations: readonly Violation[]): void {
  expect(violations.map(({ path, line, what }) => `${path}:${line}: ${what}`)).toEqual([]);
}

/** Tracked files and new ones, but nothing that git ignores. */
function sourcesUnder(folders: readonly string[]): Source[] {
  const listed = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...folders],
    {
      cwd: ROOT,
      encoding: 'utf8',
    },
  );
  return listed
    .split('\0')
    .filter((path) => /\.(ts|tsx|mts|js|mjs)$/.test(path) && existsSync(ROOT + path))
    .map((path) => ({ path, text: readFileSync(ROOT + path, 'utf8') }));
}
