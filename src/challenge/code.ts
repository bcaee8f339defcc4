import { createHmac, hash, type KeyObject, timingSafeEqual } from 'node:crypto';

/**
 * The six digits of a challenge: HMAC-SHA-256 over its id and salt, cut as RFC 4226 section 5.3 does. Never stored, so any
 * node can make it again to send or to check it, and whoever reads Redis without the key has nothing.
 */
export function deriveCode(key: KeyObject, challengeId: string, salt: string): string {
  const digest = createHmac('sha256', key).update(`${challengeId}\n${salt}`).digest();
  const offset = (digest[digest.length - 1] ?? 0) & 0x0f;
  const number = digest.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** Whether the answer is the code, in a time that tells nothing about where they differ. Letters may be of either case. */
export function sameCode(answer: string, code: string): boolean {
  // Digests are of one length, whatever was typed.
  const digestOf = (text: string) => hash('sha256', text.toUpperCase(), 'buffer');
  return timingSafeEqual(digestOf(answer), digestOf(code));
}

/**
 * The digit that a call announces before it speaks a code, new with every question: from the attempt's nonce, which came
 * from the CSPRNG and is known to nobody but us and the provider. Never 0, which is for saying no.
 */
export function announcedDigit(nonce: string, turn: number): string {
  return String((hash('sha256', `${nonce}\n${turn}`, 'buffer').readUInt32BE(0) % 9) + 1);
}

/**
 * What a reply means: `deny` for a lone 0, else the code it most likely holds. People write "123 456", "123-456." or
 * "I got 123456", and phones with other keyboards send full-width digits.
 */
export function readReply(
  body: string,
): { readonly kind: 'deny' } | { readonly kind: 'answer'; readonly answer: string } {
  const text = body.normalize('NFKC').slice(0, 400);
  const joined = joinedUp(text);
  if (joined === '0') return { kind: 'deny' };
  // Words with a letter are not the code, unless they are all there is: a code that the caller gave may have letters.
  const numbers = text.split(/[\p{L}\p{N}-]*\p{L}[\p{L}\p{N}-]*/u).map(joinedUp);
  const number = numbers.find(({ length }) => length >= 4 && length <= 10);
  const run = /\p{N}{4,10}/u.exec(text)?.[0];
  return { kind: 'answer', answer: number ?? (joined.length <= 10 ? joined : (run ?? '')) };
}

const joinedUp = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '');
