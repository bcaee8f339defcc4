import { Secret, TOTP } from 'otpauth';
import { toString as drawQrCode } from 'qrcode';
import { Html } from './html.ts';

const periodSeconds = 30;

/** A secret to share with somebody's authenticator app: 160 bits, in the letters that people type. */
export const newAuthenticatorSecret = (): string => new Secret({ size: 20 }).base32;

/** The address that pairs an app: what is in its QR code. */
export const pairingAddress = (secret: string, name: string): string => totp(secret, name).toString();

/** The QR code of an address, as SVG. */
export async function qrCode(address: string): Promise<Html> {
  // It comes from the library with nothing in it but squares.
  return new Html(await drawQrCode(address, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' }));
}

/**
 * The half minute that a code belongs to, or undefined if it is wrong. Half a minute too late or too early is allowed; one at
 * or before `used` is not, so that a code that somebody looked at over a shoulder is worth nothing.
 */
export function halfMinuteOf(secret: string, code: string, used: number, nowMs: number): number | undefined {
  const delta = totp(secret, '').validate({ token: code.replace(/\s/g, ''), timestamp: nowMs, window: 1 });
  const halfMinute = Math.floor(nowMs / 1_000 / periodSeconds) + (delta ?? 0);
  return delta === null || halfMinute <= used ? undefined : halfMinute;
}

const totp = (secret: string, label: string): TOTP =>
  new TOTP({ issuer: 'Example Company', label, secret: Secret.fromBase32(secret), digits: 6, period: periodSeconds });
