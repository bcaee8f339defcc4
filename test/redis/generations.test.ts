import { expect, it } from 'vitest';
import { createGenerations } from '../../src/redis/generations.ts';

it('keeps at least as many as it was given room for, and twice as many at the most', () => {
  const kept = createGenerations<number>(3);
  for (let n = 1; n <= 100; n++) {
    kept.put(`${n}`, n);
    for (const last of [n, n - 1, n - 2].filter((each) => each > 0)) expect(kept.get(`${last}`)).toBe(last);
    expect(Array.from({ length: n }, (_, m) => kept.get(`${m + 1}`)).filter(Boolean).length).toBeLessThanOrEqual(6);
  }
});

it('what is put again makes nobody old, and gives what was put last', () => {
  const kept = createGenerations<string>(2);
  for (const key of ['a', 'b', 'c', 'd', 'c', 'd', 'c']) kept.put(key, `${key} of old`);
  expect(kept.get('a')).toBe('a of old');
  kept.put('a', 'new');
  expect(kept.get('a')).toBe('new');
  kept.delete('a');
  expect(kept.get('a')).toBeUndefined();
});
