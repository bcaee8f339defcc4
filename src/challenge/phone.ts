import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';

declare const phone: unique symbol;
/** A number in E.164 form that may be dialled. Only `readPhone` and the store make one. */
export type Phone = string & { readonly [phone]: true };

export type PhoneVerdict =
  | { readonly kind: 'phone'; readonly phone: Phone; readonly country: string }
  | { readonly kind: 'number-invalid' };

/** Ranges whose owner is paid for being called, or that ring a service and no person (ITU-T E.169 and national plans). */
const neverDialled = new Set(['PREMIUM_RATE', 'SHARED_COST', 'PAGER', 'UAN', 'VOICEMAIL']);

/**
 * The number to dial, or that it cannot be one. Impossible, premium and shared-cost numbers are refused, and so is whatever
 * belongs to no country: satellite (+881), international networks (+882, +883) and universal premium (+979).
 * A number that fits its country's plan but is not in our copy of the plan is let through: plans grow faster than copies.
 */
export function readPhone(text: string, country?: string): PhoneVerdict {
  const parsed = parsePhoneNumberFromString(text, {
    ...(country !== undefined && isCountry(country) && { defaultCountry: country }),
    extract: false,
  });
  if (parsed === undefined || !parsed.isPossible() || parsed.ext !== undefined) return { kind: 'number-invalid' };
  const owner = parsed.country ?? ownerOf(parsed.countryCallingCode);
  const type = parsed.getType();
  if (owner === undefined || (type !== undefined && neverDialled.has(type))) return { kind: 'number-invalid' };
  if (type === undefined && isNearlyPremium(parsed.number)) return { kind: 'number-invalid' };
  // British 070 "personal" numbers cost like premium ones; North America's 5xx are ordinary and hold Twilio's test number.
  if (type === 'PERSONAL_NUMBER' && parsed.countryCallingCode !== '1') return { kind: 'number-invalid' };
  return { kind: 'phone', phone: parsed.number as string as Phone, country: owner };
}

/**
 * Whether a number would be one that is never dialled with a few digits more or fewer: a range is known by how it begins, and some
 * carrier may connect it all the same.
 */
function isNearlyPremium(number: string): boolean {
  const neighbours = [1, 2, 3, 4].flatMap((digits) => [number.slice(0, -digits), number + '0'.repeat(digits)]);
  return neighbours.some((neighbour) => {
    const type = parsePhoneNumberFromString(neighbour)?.getType();
    return type !== undefined && neverDialled.has(type);
  });
}

/** `+14155550100` becomes `+1•••••••0100`: the last four digits tell a person which phone, and nobody else a number. */
export function maskPhone(number: string): string {
  const shown = number.slice(-4);
  const start = /^\+(?:1|7|\d{2})/.exec(number)?.[0] ?? '';
  if (number.length < start.length + 6) return '•'.repeat(number.length);
  return start + '•'.repeat(number.length - start.length - 4) + shown;
}

export const isCountry = (text: string): text is CountryCode => (getCountries() as string[]).includes(text);

/**
 * Whose a number is that our copy of its plan does not know: the country that alone uses the calling code, or the one whose
 * code it is at heart. North America is not among them: its premium islands share the code with everybody.
 */
function ownerOf(callingCode: string): string | undefined {
  const users = getCountries().filter((country) => getCountryCallingCode(country) === callingCode);
  return users.length === 1 ? users[0] : mainCountry[callingCode];
}

const mainCountry: Readonly<Record<string, string>> = { 39: 'IT', 44: 'GB', 47: 'NO', 61: 'AU', 358: 'FI' };
