import { randomBytes } from 'node:crypto';

export type SidPrefix = 'AC' | 'CA' | 'SM' | 'PN' | 'MG';

/** A fresh identifier in Twilio's form: two letters for the kind of thing and 32 hexadecimal digits. */
export function newSid(prefix: SidPrefix): string {
  return prefix + randomBytes(16).toString('hex');
}
