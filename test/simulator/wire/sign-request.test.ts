import fc from 'fast-check';
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import { expect, it } from 'vitest';
import { signRequest } from '../../../simulator/wire/sign-request.ts';

const PUBLISHED = {
  token: '12345',
  url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
  fields: {
    CallSid: 'CA1234567890ABCDE',
    Caller: '+14158675309',
    Digits: '1234',
    From: '+14158675309',
    To: '+18005551212',
  },
};

it("makes the signature of Twilio's published example", () => {
  expect(signRequest(PUBLISHED.token, PUBLISHED.url, PUBLISHED.fields)).toBe('RSOYDt4T1cUTdK1PDd93/VVr8B8=');
});

it("makes signatures that twilio-node's validateRequest accepts, whatever the fields", () => {
  const name = fc.stringMatching(/^[A-Za-z]{1,12}$/);
  fc.assert(
    fc.property(fc.dictionary(name, fc.string()), (fields) => {
      const url = 'http://127.0.0.1:8081/webhooks/twilio/sms?turn=1';
      expect(validateRequest('secret', signRequest('secret', url, fields), url, fields)).toBe(true);
    }),
  );
});
