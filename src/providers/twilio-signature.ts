import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { Form } from './twilio-dialect.ts';

/**
 * Whether Twilio signed this request: HMAC-SHA1, keyed with the account's token, over the address it was configured with
 * and the form's fields sorted by name (twilio.com/docs/usage/webhooks/webhooks-security). `url` must come from our own
 * configuration, never from a header. Several tokens count while one replaces another.
 */
export function signedByTwilio(tokens: readonly KeyObject[], signature: string, url: string, form: Form): boolean {
  // Forgeries are turned away before any hashing: a SHA-1 is 28 characters of base64, whose last two bits are not used.
  if (!/^[A-Za-z0-9+/]{26}[AEIMQUYcgkosw048]=$/.test(signature)) return false;
  const given = Buffer.from(signature, 'base64');
  const fields = fieldsOf(form);
  return tokens.some((token) =>
    spellings(url).some((spelling) => timingSafeEqual(digest(token, spelling + fields), given)),
  );
}

/** Tokens in the form that is quickest to sign with. */
export const signingKeys = (tokens: readonly string[]): KeyObject[] =>
  tokens.map((token) => createSecretKey(token, 'utf8'));

const digest = (token: KeyObject, text: string): Buffer => createHmac('sha1', token).update(text, 'utf8').digest();

/** Names and values run together. A name that comes several times counts each different value once, in order. */
function fieldsOf(form: Form): string {
  return Object.keys(form)
    .sort()
    .map((name) => {
      const value = form[name];
      if (!Array.isArray(value)) return name + (value ?? '');
      return [...new Set(value)]
        .sort()
        .map((each) => name + each)
        .join('');
    })
    .join('');
}

/** Twilio signs some addresses with the port and some without, whichever way they were configured. */
function spellings(url: string): string[] {
  const parts = /^(https?):\/\/((?:[^/?#]*@)?(?:\[[^\]/?#]*\]|[^/?#:@]*))(?::(\d+))?(.*)$/s.exec(url);
  if (parts === null) return [url];
  const [, scheme = '', host = '', port, rest = ''] = parts;
  const standard = scheme === 'https' ? '443' : '80';
  return port === undefined ? [url, `${scheme}://${host}:${standard}${rest}`] : [url, `${scheme}://${host}${rest}`];
}
