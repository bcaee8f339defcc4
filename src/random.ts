import { randomFillSync, randomInt } from 'node:crypto';
import type { Random } from './ports.ts';

/** Bytes fetched from the CSPRNG at once: it costs as much for many as for a few. */
const storeBytes = 4_096;

/** The Random port on the CSPRNG. Each byte is used once and wiped when it has been. */
export function createRandom(): Random {
  const store = Buffer.alloc(storeBytes);
  let used = storeBytes;
  const take = (bytes: number): Buffer => {
    if (used + bytes > storeBytes) {
      randomFillSync(store);
      used = 0;
    }
    const taken = store.subarray(used, used + bytes);
    used += bytes;
    return taken;
  };
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
