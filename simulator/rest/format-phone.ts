import { parsePhoneNumberFromString } from 'libphonenumber-js';

/** The number as people of its country write it, e.g. `(415) 555-0100`. */
export function formatPhone(number: string): string {
  return parsePhoneNumberFromString(number)?.formatNational() ?? number;
}
