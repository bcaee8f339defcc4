import { randomInt } from 'node:crypto';
import type { Random } from './ports.ts';
import { createRandomBytes } from './random-bytes.ts';

/** The Random port on the CSPRNG. Each byte is used once and wiped when it has been. */
export function createRandom(): Random {
  const take = createRandomBytes();
  return {
    token(length) {
      const bytes = take(Math.ceil((length * 3) / 4));
      const token = bytes.toString('base64url').slice(0, length);
      bytes.fill(0);
      return token;
    },
    digits: (length) => String(randomInt(10 ** length)).padStart(length, '0'),
  };
}
