import { expect, it } from 'vitest';
import { codeIn, countSegments } from '../../../simulator/texts/text.ts';

it.each([
  ['Your code is 561166.', '561166'],
  ['12 or 123 or 1234 or 99999', '1234'],
  ['call 4155550100 or use 4321', '4321'],
  ['no code', null],
])('in "%s" the code is %s', (body, code) => {
  expect(codeIn(body)).toBe(code);
});

it.each([
  ['a'.repeat(160), 1],
  ['a'.repeat(161), 2],
  ['ж'.repeat(70), 1],
  ['ж'.repeat(71), 2],
  ['', 1],
])('counts segments (%#)', (body, segments) => {
  expect(countSegments(body)).toBe(segments);
});
