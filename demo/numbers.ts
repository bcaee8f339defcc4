import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
} from 'libphonenumber-js/max';

export interface Country {
  readonly code: CountryCode;
  readonly name: string;
  readonly flag: string;
  readonly callingCode: string;
  readonly isAllowed: boolean;
}

export type NumberVerdict =
  | { readonly kind: 'number'; readonly number: string; readonly shown: string; readonly country: string }
  | { readonly kind: 'country-not-allowed'; readonly country: string }
  | { readonly kind: 'too-short' | 'too-long' | 'no-number' };

/** Every country with a calling code, by its name in the reader's language. */
export function countriesFor(locale: string, allowed: ReadonlySet<string>): Country[] {
  const countries = getCountries().map((code) => ({
    code,
    name: countryName(code, locale),
    flag: String.fromCodePoint(...[...code].map((letter) => letter.charCodeAt(0) + 0x1f1a5)),
    callingCode: `+${getCountryCallingCode(code)}`,
    isAllowed: allowed.has(code),
  }));
  return countries.sort((one, other) => one.name.localeCompare(other.name, locale));
}

export const countryName = (code: string, locale: string): string =>
  new Intl.DisplayNames(locale, { type: 'region' }).of(code) ?? code;

/** The number that somebody typed, in the country they chose unless it begins with `+`; or what is wrong with it. */
export function readNumber(typed: string, chosen: string, allowed: ReadonlySet<string>): NumberVerdict {
  const defaultCountry = getCountries().find((code) => code === chosen) ?? 'US';
  const length = validatePhoneNumberLength(typed, defaultCountry);
  if (length === 'TOO_SHORT') return { kind: 'too-short' };
  if (length === 'TOO_LONG') return { kind: 'too-long' };
  const parsed = parsePhoneNumberFromString(typed, { defaultCountry, extract: false });
  if (parsed === undefined || !parsed.isPossible() || parsed.ext !== undefined) return { kind: 'no-number' };
  // A number may be younger than our list of who has which; then it is of the country that was chosen, if it can be.
  const isOfChosen = getCountryCallingCode(defaultCountry) === parsed.countryCallingCode;
  const country = parsed.country ?? (isOfChosen ? defaultCountry : undefined);
  if (country === undefined) return { kind: 'no-number' };
  if (!allowed.has(country)) return { kind: 'country-not-allowed', country };
  return { kind: 'number', number: parsed.number, shown: parsed.formatInternational(), country };
}

/** Enough of a number for its owner to know which it is. */
export const endOf = (number: string): string => number.slice(-4);
