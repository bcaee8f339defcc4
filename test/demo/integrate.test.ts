import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const page = readFileSync(at('docs/integrate.md'), 'utf8');
const code = readdirSync(at('demo'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readFileSync(at(`demo/${path}`), 'utf8'))
  .join('\n');

describe('docs/integrate.md', () => {
  const snippets = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, snippet = '']) => snippet.trim());

  test('shows code that is in the example, to the letter', () => {
    expect(snippets.length).toBeGreaterThan(6);
    for (const snippet of snippets) expect(code).toContain(snippet);
  });

  test('leads to files that exist', () => {
    for (const [, path = ''] of page.matchAll(/\]\(\.\.\/([^)]+)\)/g))
      expect(() => readFileSync(at(path))).not.toThrow();
  });
});
