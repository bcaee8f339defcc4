import { expect, it } from 'vitest';
import { callAddress, statusAddress, turnAddress } from '../../src/providers/twilio-address.ts';

const ref = { id: 'challenge-1', attempt: 2, nonce: 'nonce-0123456789' };

it('every address of ours names the attempt, carries its nonce and asks the provider to come again after any error', () => {
  const base = 'https://poundkey.example/path';
  const where = 'challenge-1/2/nonce-0123456789';
  expect(callAddress(base, ref)).toBe(`${base}/webhooks/twilio/voice/${where}#rc=2&rp=all`);
  expect(turnAddress(base, ref, 3)).toBe(`${base}/webhooks/twilio/voice/${where}/3#rc=2&rp=all`);
  expect(statusAddress(base, 'voice', ref)).toBe(`${base}/webhooks/twilio/status/voice/${where}#rc=2&rp=all`);
  expect(statusAddress(base, 'sms', ref)).toBe(`${base}/webhooks/twilio/status/sms/${where}#rc=2&rp=all`);
});
