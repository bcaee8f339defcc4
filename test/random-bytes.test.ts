import { expect, it } from 'vitest';
import { createRandomBytes } from '../src/random-bytes.ts';

it('gives no byte twice: as many as were asked for, and fresh ones where a store ends', () => {
  const take = createRandomBytes();
  const seen = new Set<string>();
  for (let n = 0; n < 2_000; n++) {
    const bytes = take(12);
    expect(bytes).toHaveLength(12);
    seen.add(bytes.toString('hex'));
  }
  expect(seen.size).toBe(2_000);
});
