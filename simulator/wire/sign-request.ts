import { createHmac } from 'node:crypto';

/**
 * The value of X-Twilio-Signature: HMAC-SHA1 over the address as requested, followed by every form field, sorted by name,
 * name and value joined without anything between (https://www.twilio.com/docs/usage/security). Fields of a GET are in the
 * address already, so `fields` is then empty.
 */
export function signRequest(authToken: string, url: string, fields: Readonly<Record<string, string>>): string {
  const tail = Object.keys(fields)
    .sort()
    .map((name) => name + fields[name])
    .join('');
  return createHmac('sha1', authToken)
    .update(url + tail, 'utf8')
    .digest('base64');
}
