/** Whether a PIN is the right one. It costs tens of milliseconds on purpose, so it runs beside the event loop. */
import { type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { readPinHash } from './contract/pin-hash.ts';

/** Compares a PIN with its hash. A hash that was let in at the door can be read; any other throws. */
export async function pinFits(pin: string, pinHash: string): Promise<boolean> {
  const read = readPinHash(pinHash);
  if (typeof read === 'string') throw new Error(`a PIN hash that cannot be read: ${read}`);
  const { cost, salt, hash } = read;
  // Node refuses what would take more than 32 MiB unless told; the door has refused what takes too much.
  const maxmem = 2 * 128 * cost.N * cost.r + 128 * cost.r * cost.p;
  return timingSafeEqual(await derive(pin, salt, hash.length, { ...cost, maxmem }), hash);
}

function derive(pin: string, salt: Buffer, length: number, options: ScryptOptions): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  scrypt(pin, salt, length, options, (error, key) => (error === null ? resolve(key) : reject(error)));
  return promise;
}
