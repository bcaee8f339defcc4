import { createHash, timingSafeEqual } from 'node:crypto';
import type { Settings } from '../settings.ts';

export type Credentials = Pick<Settings, 'accountSid' | 'authTokens' | 'apiKeys'>;

/** Whether HTTP Basic credentials are of this account: its SID with one of its tokens, or an API key with its secret. */
export function authenticate(account: Credentials, authorization: string | undefined): boolean {
  const encoded = /^Basic\s+([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return false;
  const [, user = '', secret = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  if (secret === '') return false;
  if (user === account.accountSid) return account.authTokens.some((token) => same(token, secret));
  if (!/^SK[0-9a-fA-F]{32}$/.test(user)) return false;
  if (account.apiKeys === null) return true;
  const expected = account.apiKeys[user];
  return expected !== undefined && same(expected, secret);
}

function same(a: string, b: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}
