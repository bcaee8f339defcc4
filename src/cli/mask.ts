/** `+14155550100` becomes `+1•••••••0100`: enough for whoever knows the phone, nothing for whoever reads the terminal. */
export function maskNumber(number: string): string {
  const shown = /^\+\d/.exec(number)?.[0] ?? '';
  if (number.length < 8) return '•'.repeat(number.length);
  return shown + '•'.repeat(number.length - shown.length - 4) + number.slice(-4);
}

/** Masks what looks like a phone number in a text from elsewhere. An id may have digits; a number has a + or is nothing else. */
export function maskNumbers(text: string): string {
  return text.replace(/\+\d[\d ().-]{5,}\d|^[\d ().-]{7,}$/g, maskNumber);
}

/** A text from elsewhere on one line, without what could move the cursor or change colours. */
export function tame(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '·');
}
