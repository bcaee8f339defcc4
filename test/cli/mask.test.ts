import { describe, expect, test } from 'vitest';
import { maskNumber, maskNumbers, tame } from '../../src/cli/mask.ts';

describe('maskNumber', () => {
  test.each([
    ['+14155550100', '+1••••••0100'],
    ['+31612345678', '+3••••••5678'],
    ['4155550100', '••••••0100'],
    ['5550100', '•••••••'],
  ])('%s becomes %s', (number, masked) => expect(maskNumber(number)).toBe(masked));
});

describe('maskNumbers', () => {
  test('masks what can only be a number, wherever it stands', () => {
    expect(maskNumbers('call +1 415 555 0100 now')).not.toContain('415');
    expect(maskNumbers('4155550100')).toBe('••••••0100');
  });

  test('leaves ids with digits in them alone', () => {
    for (const id of ['user-4155550100', 'phone-1234567ab', 'b0afa7fb-e180-4c68-9508-8b6aee9167ee'])
      expect(maskNumbers(id)).toBe(id);
  });
});

test('tame takes away what could move the cursor, change colours or turn letters around', () => {
  expect(tame('a\u001b[31mb\r\nc\u202ed')).toBe('a·[31mb··c·d');
});
