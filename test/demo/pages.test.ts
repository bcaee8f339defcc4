import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Example, startExample } from './example.ts';
import { createVisitor } from './visitor.ts';

describe('every page', () => {
  let example: Example;
  beforeAll(async () => {
    example = await startExample();
  });
  afterAll(() => example.stop());

  test('lets nothing in from elsewhere, and is kept nowhere', async () => {
    for (const path of ['/', '/sign-in', '/nowhere']) {
      const { headers } = await createVisitor(example.url).send(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/unsafe|\*/);
      expect(policy).toContain("frame-ancestors 'self' http://127.0.0.1:8082");
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('same-origin');
    }
  });

  test('that does not exist says so', async () => {
    expect(await createVisitor(example.url).read('/nowhere')).toMatchObject({ status: 404 });
  });
});

describe('the example', () => {
  test('is small enough to be read: under 2,000 lines of code without its words and its stage', () => {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', 'demo'], {
      cwd: root,
    });
    const files = listed.toString().trim().split('\n');
    const read = files.filter(
      (path) => /\.(ts|js)$/.test(path) && !/^demo\/(words|stage)\/|^demo\/start\.ts$/.test(path),
    );
    const lines = read.flatMap((path) => readFileSync(`${root}${path}`, 'utf8').match(/^.*\S.*$/gm) ?? []);
    expect(lines.length).toBeGreaterThan(1_000);
    expect(lines.length).toBeLessThan(2_000);
  });
});
