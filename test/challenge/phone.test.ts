import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskPhone, readPhone } from '../../src/challenge/phone.ts';

describe('a number that may be dialled', () => {
  it.each([
    ['+14155550100', undefined, '+14155550100', 'US'],
    ['+1 (415) 555-0100', undefined, '+14155550100', 'US'],
    ['(415) 555-0100', 'US', '+14155550100', 'US'],
    ['１４１５５５５０１００', 'US', '+14155550100', 'US'],
    ['020 7946 0018', 'GB', '+442079460018', 'GB'],
    ['0014155550100', 'GB', '+14155550100', 'US'],
    ['+442079460018', 'US', '+442079460018', 'GB'],
    ['+31612345678', undefined, '+31612345678', 'NL'],
    ['+390612345678', undefined, '+390612345678', 'IT'],
    ['+12423571234', undefined, '+12423571234', 'BS'],
    ['+447624123456', undefined, '+447624123456', 'IM'],
    ['+77012345678', undefined, '+77012345678', 'KZ'],
    ['+38344123456', undefined, '+38344123456', 'XK'],
    // Twilio's own number for tests lies in a range that the plan calls personal.
    ['+15005550006', undefined, '+15005550006', 'US'],
    // Free of charge for whoever calls, but some offices have nothing else.
    ['+18005551234', undefined, '+18005551234', 'US'],
    // Not in the plan we hold, but of a length that Germany has; no other country shares its calling code.
    ['+491511234567890', undefined, '+491511234567890', 'DE'],
    // Ofcom's number for stories; islands share the calling code, but the plan is Great Britain's.
    ['+447700900123', undefined, '+447700900123', 'GB'],
  ])('%s (%s) is %s in %s', (text, country, phone, owner) =>
    expect(readPhone(text, country)).toEqual({ kind: 'phone', phone, country: owner }),
  );
});

describe('a number that is never dialled', () => {
  it.each([
    ['premium, North America', '+19005551234'],
    ['premium, Great Britain', '+449012345678'],
    ['premium, Netherlands', '+319001234567'],
    ['premium, Spain', '+34803123456'],
    ['premium, France', '+33892123456'],
    ['shared cost, Great Britain', '+448431234567'],
    ['shared cost, Germany', '+49180512345'],
    ['a personal number that costs like premium', '+447012345678'],
    ['one number for a whole company', '+443001234567'],
    ['Iridium satellite', '+881612345678'],
    ['Inmarsat satellite', '+870773111632'],
    ['international networks', '+88213123456'],
    ['international networks', '+883140123456'],
    ['universal premium', '+9791234567'],
    ['universal free phone', '+80012345678'],
    ['premium with a digit more, Germany', '+4990012345670'],
    ['premium with a digit more, Netherlands', '+3190012345670'],
    ['premium with a digit less, Switzerland', '+4190012345'],
    ['premium with two digits more, Sweden', '+46900123456700'],
    ['premium with a digit more, Italy', '+398921230'],
    ['premium with a digit more, Czechia', '+4209001234560'],
    ['no country at all', '+999123456789'],
    ['only zeros', '+0000000000'],
    ['too short', '+1415555010'],
    ['too long', '+141555501000'],
    ['an emergency number', '112'],
    ['a national number of an unknown country', '4155550100'],
    ['with an extension', '+14155550100 ext 5'],
    ['with an extension as a URI has it', '+14155550100;ext=5'],
    ['with a second number to dial', '+14155550100,5'],
    ['as a link', 'tel:+14155550100'],
    ['in a sentence', 'call +14155550100'],
    ['two of them', '+14155550100 +14155550101'],
    ['letters', '+1415555010a'],
    ['nothing', ''],
  ])('%s: %s', (_, text) => expect(readPhone(text)).toEqual({ kind: 'number-invalid' }));
  it('is an emergency number of a known country', () =>
    expect(readPhone('911', 'US')).toEqual({ kind: 'number-invalid' }));
  it.each(['XX', 'us', '', 'constructor', '__proto__'])('is a national number of the country %j', (country) =>
    expect(readPhone('4155550100', country)).toEqual({ kind: 'number-invalid' }),
  );
});

it('whatever is read is in E.164 form, or refused, and reads as itself again', () => {
  const digits = fc.stringMatching(/^\+?[0-9 ().-]{0,18}$/);
  fc.assert(
    fc.property(
      fc.oneof(digits, fc.string({ maxLength: 40 })),
      fc.constantFrom('US', 'GB', 'NL', undefined),
      (text, country) => {
        const read = readPhone(text, country);
        if (read.kind === 'number-invalid') return;
        expect(read.phone).toMatch(/^\+[1-9][0-9]{4,16}$/);
        expect(readPhone(read.phone)).toEqual(read);
      },
    ),
    { numRuns: 1_000 },
  );
});

describe('a masked number', () => {
  it.each([
    ['+14155550100', '+1••••••0100'],
    ['+442079460018', '+44••••••0018'],
    ['+77012345678', '+7••••••5678'],
    ['+38344123456', '+38•••••3456'],
    ['4155550100', '••••••0100'],
    ['+4512345', '••••••••'],
    ['112', '•••'],
    ['', ''],
  ])('%j is %j', (number, masked) => expect(maskPhone(number)).toBe(masked));
  it('never shows more than its country and the last four digits', () =>
    fc.assert(
      fc.property(fc.stringMatching(/^\+?[0-9]{1,20}$/), (number) => {
        const masked = maskPhone(number);
        expect(masked).toHaveLength(number.length);
        expect(masked.replace(/^\+(1|7|\d\d)/, '').replaceAll('•', '').length).toBeLessThanOrEqual(4);
      }),
    ));
});
