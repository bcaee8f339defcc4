import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { weaknessOf } from '../../src/diagnose/weakness.ts';

test.each([
  'changeme-changeme-changeme',
  'this is a secret of mine, a long one',
  'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  '1234567890123456',
  'abcdefghijklmnop',
  'abababababababab',
  'MyPassword2026!!',
  'example-key-0123',
])('%s can be guessed', (value) => expect(weaknessOf(value)).toEqual(expect.any(String)));

test('what a random generator makes is not called weak, down to the shortest key that is taken', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(8, 16, 24, 32),
      fc.constantFrom('hex' as const, 'base64url' as const),
      (bytes, form) => {
        const value = randomBytes(bytes).toString(form);
        return value.length < 16 || weaknessOf(value) === undefined;
      },
    ),
    { numRuns: 2_000 },
  );
});
