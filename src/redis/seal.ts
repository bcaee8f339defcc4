import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { deriveCode } from '../challenge/code.ts';
import type { Keyring } from '../ports.ts';
import { createRandomBytes } from '../random-bytes.ts';
import { rememberLast } from './remember-last.ts';

/**
 * Keys made from `POUNDKEY_SECRET`, one for each use, so that none tells anything about another (HKDF, RFC 5869). As key
 * objects they cost a seventh of what bytes do with every use.
 */
export interface Keys {
  readonly record: KeyObject;
  readonly code: KeyObject;
  readonly number: KeyObject;
  /** A name for a number, or for whoever else must not be named, that only holders of the secret can make: 120 bits, enough that no two share one. */
  readonly tagOf: (text: string) => string;
}

export function deriveKeys(secret: string): Keys {
  const derive = (use: string) => createSecretKey(Buffer.from(hkdfSync('sha256', secret, 'poundkey v1', use, 32)));
  const number = derive('number');
  return { record: derive('record'), code: derive('code'), number, tagOf: rememberLast(tagsMax, tagsOf(number)) };
}

const freshBytes = createRandomBytes();

/** AES-256-GCM, bound to the challenge's id: sealed secrets cannot be moved to another record. */
export function seal(key: KeyObject, id: string, text: string): string {
  const iv = freshBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(id));
  const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([sealed, cipher.getAuthTag()]).toString('base64url');
}

/** The opposite of `seal`. Throws when the key or the id is another, or a bit was changed. */
export function unseal(key: KeyObject, id: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 });
  decipher.setAAD(Buffer.from(id));
  decipher.setAuthTag(bytes.subarray(-16));
  return decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8');
}

const tagsOf = (key: KeyObject) => (text: string) =>
  createHmac('sha256', key).update(text).digest('base64url').slice(0, 20);

/** One sign-in asks for the same few names at the gate, for the index of its number, and again with every guess. */
const tagsMax = 4_096;

export const createKeyring = (keys: Keys): Keyring => ({
  codeFor: (id, salt) => deriveCode(keys.code, id, salt),
  tagOf: keys.tagOf,
  fingerprintOf: tagsOf(keys.number),
});
