import { expect, test } from 'vitest';
import { reasonWords } from '../../src/cli/words.ts';
import { reasonsByStatus } from '../../src/contract/result.ts';

test('every reason has words of its own, and they are not its name', () => {
  const words = Object.values(reasonsByStatus)
    .flat()
    .map((reason) => reasonWords[reason]);
  expect(new Set(words).size).toBe(words.length);
  for (const text of words) expect(text).toMatch(/^(#|[A-Za-z].*) \w+/);
});
