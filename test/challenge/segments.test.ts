import { expect, it } from 'vitest';
import { segmentsOf } from '../../src/challenge/segments.ts';

it.each([
  ['nothing at all', '', 1],
  ['160 letters of the GSM alphabet', 'a'.repeat(160), 1],
  ['161', 'a'.repeat(161), 2],
  ['306, in two messages with a header each', 'a'.repeat(306), 2],
  ['307', 'a'.repeat(307), 3],
  ['letters with accents that it has', 'éèàùäöüßñ¿'.repeat(16), 1],
  ['80 signs that count twice', '€'.repeat(80), 1],
  ['81', '€'.repeat(81), 2],
  ['70 letters with one that it has not', `ç${'a'.repeat(69)}`, 1],
  ['71', `ç${'a'.repeat(70)}`, 2],
  ['35 pictures, of two units each', '\u{1f4de}'.repeat(35), 1],
  ['36', '\u{1f4de}'.repeat(36), 2],
  ['134 units, in two messages', 'ç'.repeat(134), 2],
  ['135', 'ç'.repeat(135), 3],
])('a text of %s', (_what, text, segments) => {
  expect(segmentsOf(text)).toBe(segments);
});
