import { z } from 'zod';

/** What a PIN is compared with: `$scrypt$ln=14,r=8,p=1$salt$hash`, a PHC string, base64 without padding. */
export interface PinHash {
  /** N, r and p of RFC 7914; N is two to the power of `ln`. */
  readonly cost: { readonly N: number; readonly r: number; readonly p: number };
  readonly salt: Buffer;
  readonly hash: Buffer;
}

const shape =
  /^\$scrypt\$ln=([1-9]\d{0,2}),r=([1-9]\d{0,3}),p=([1-9]\d{0,3})\$([A-Za-z0-9+/]{1,128})\$([A-Za-z0-9+/]{1,128})$/;

/** Below this a stolen hash is worth nothing as a hash at all. */
const lnMin = 10;
/** 128 MiB, as OWASP's strongest (ln=17, r=8) needs: somebody waits on the phone, and others do at the same time. */
const memoryBytesMax = 128 * 2 ** 20;
/** The work of ln=17, r=8, p=1: under half a second on a small machine. */
const workMax = 2 ** 20;

/** Reads a hash, or tells what is wrong with it, never repeating it. */
export function readPinHash(text: string): PinHash | string {
  const [whole, ln, r, p, salt, hash] = shape.exec(text) ?? [];
  if (whole === undefined || salt === undefined || hash === undefined)
    return 'must look like $scrypt$ln=14,r=8,p=1$salt$hash, salt and hash in base64 without padding';
  const cost = { N: 2 ** Number(ln), r: Number(r), p: Number(p) };
  if (Number(ln) < lnMin) return `ln must be ${lnMin} or more`;
  if (128 * cost.N * cost.r > memoryBytesMax) return 'ln and r ask for more than 128 MiB of memory, as ln=17,r=8 does';
  if (cost.N * cost.r * cost.p > workMax) return 'ln, r and p ask for more work than ln=17,r=8,p=1';
  const read = { cost, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') };
  if (!isCanonical(salt, read.salt) || !isCanonical(hash, read.hash)) return 'salt or hash is no base64';
  if (read.salt.length < 8 || read.salt.length > 64) return 'the salt must have 8 to 64 bytes';
  if (read.hash.length < 16 || read.hash.length > 64) return 'the hash must have 16 to 64 bytes';
  return read;
}

/** Base64 that says the same bytes when it is written again: no length or last bits that no encoder makes. */
const isCanonical = (text: string, bytes: Buffer): boolean => bytes.toString('base64').replace(/=+$/, '') === text;

export const pinHash = z
  .string()
  .max(400)
  .superRefine((text, { addIssue }) => {
    const read = readPinHash(text);
    if (typeof read === 'string') addIssue({ code: 'custom', message: read });
  });
