import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskDeep, maskText } from '../../src/ops/mask.ts';

describe('what operators are shown of other people’s text', () => {
  it.each([
    ['+14155550100', '••••'],
    ['call +1 (415) 555-0100 now', 'call •••• now'],
    ['code 561166.', 'code ••••.'],
    ['21211 invalid +31612345678', '•••• invalid ••••'],
    ['１４１５５５５０１００', '••••'],
    ['415/555/0100', '••••'],
    ['lasts 180 s', 'lasts 180 s'],
  ])('hides numbers and codes: %s', (text, shown) => expect(maskText(text)).toBe(shown));

  it('hides them at any depth, in keys too, and numbers that are numbers', () => {
    const data = {
      to: 'anything',
      deep: [{ phone: 14155550100, note: 'x 561166 y' }],
      '+14155550100': true,
      lifetimeSeconds: 180,
    };
    const shown = JSON.stringify(maskDeep(data, 'mask'));
    expect(shown).not.toMatch(/\d{4}/);
    expect(shown).not.toContain('anything');
    expect(shown).toContain('180');
  });

  it('leaves no run of four digits in any text of any shape', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.stringify(maskDeep(value, 'mask'))).not.toMatch(/\d{4}/);
      }),
    );
  });
});
