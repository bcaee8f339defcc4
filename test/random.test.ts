import { describe, expect, it } from 'vitest';
import { createRandom } from '../src/random.ts';

describe('random tokens', () => {
  it('are as long as was asked, of the characters of base64url, and never the same', () => {
    const random = createRandom();
    const seen = new Set<string>();
    for (let n = 0; n < 5_000; n++) {
      for (const length of [12, 16, 22]) {
        const token = random.token(length);
        expect(token).toHaveLength(length);
        expect(token).toMatch(/^[\w-]+$/);
        seen.add(token);
      }
    }
    expect(seen.size).toBe(15_000);
  });

  it('have every character about as often as any other, also where a new store begins', () => {
    const random = createRandom();
    const counts = new Map<string, number>();
    for (let n = 0; n < 10_000; n++) for (const c of random.token(16)) counts.set(c, (counts.get(c) ?? 0) + 1);
    expect(counts.size).toBe(64);
    for (const count of counts.values()) expect(Math.abs(count - 2_500)).toBeLessThan(400);
  });
});

it('random digits are digits, as many as were asked, with zeros in front', () => {
  const random = createRandom();
  const all = Array.from({ length: 2_000 }, () => random.digits(2));
  for (const digits of all) expect(digits).toMatch(/^\d\d$/);
  expect(all.some((digits) => digits.startsWith('0'))).toBe(true);
});
