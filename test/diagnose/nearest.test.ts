import { expect, test } from 'vitest';
import { nearest } from '../../src/diagnose/nearest.ts';

test.each([
  ['sned', 'send'],
  ['TAIL', 'tail'],
  ['docter', 'doctor'],
  ['POUNDKEY_APIKEYS', 'POUNDKEY_API_KEYS'],
  ['xyz', undefined],
  ['', undefined],
  ['something-else-entirely', undefined],
])('%j: did you mean %j?', (word, meant) => {
  expect(nearest(word, ['send', 'tail', 'doctor', 'POUNDKEY_API_KEYS'])).toBe(meant);
});
