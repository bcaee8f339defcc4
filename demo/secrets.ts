import { createHash, randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

// 16 MiB and five rounds of it, which OWASP counts as much as 128 MiB once. Poundkey takes the same form for a PIN.
const cost = { N: 2 ** 14, r: 8, p: 5 };

/** What to keep of a password or a PIN: a PHC string, `$scrypt$ln=14,r=8,p=5$salt$hash`. */
export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(16);
  return `$scrypt$ln=14,r=8,p=5$${unpadded(salt)}$${unpadded(await derive(secret, salt, cost))}`;
}

/** Whether it is the secret. Takes as long when there is no hash to compare with, so that nobody learns who exists. */
export async function isSecret(secret: string, hash: string | undefined): Promise<boolean> {
  const [, , , salt = '', kept = ''] = hash?.split('$') ?? [];
  const derived = await derive(secret, Buffer.from(salt, 'base64'), cost);
  const expected = Buffer.from(kept, 'base64');
  return expected.length === derived.length && timingSafeEqual(expected, derived);
}

/** A secret of ours, which nobody can guess: 256 bits. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** What to keep of such a secret. One that cannot be guessed needs no slow hash. */
export const hashOf = (token: string, purpose = ''): string =>
  createHash('sha256')
    .update(purpose + token)
    .digest('base64url');

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

const derive = (secret: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    // The same letters typed on another keyboard may come as other bytes.
    scrypt(secret.normalize('NFKC'), salt, 32, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
