import { randomBytes, randomInt } from 'node:crypto';
import type { Random } from '../ports.ts';

/** The Random port on the machine's own source. */
export const random: Random = {
  token(length) {
    const bytes = randomBytes(Math.ceil((length * 3) / 4));
    return bytes.toString('base64url').slice(0, length);
  },
  digits: (length) => String(randomInt(10 ** length)).padStart(length, '0'),
};
