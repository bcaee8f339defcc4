import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { signedHeaders } from '../../src/outbound/sign.ts';

const secretOf = (letter: string): string => `whsec_${Buffer.from(letter.repeat(24)).toString('base64')}`;
const now = Date.now();
const message = { id: 'r_3_1732700000000-0', json: '{"subject":"Zoë ✓"}', at: now };

test('is what every Standard Webhooks library verifies, letter for letter', () => {
  const headers = signedHeaders(message, [secretOf('a')]);
  expect(new Webhook(secretOf('a')).verify(message.json, headers)).toEqual({ subject: 'Zoë ✓' });
  expect(headers['webhook-id']).toBe(message.id);
  expect(headers['webhook-signature']).toBe(new Webhook(secretOf('a')).sign(message.id, new Date(now), message.json));
});

test('is good for whoever knows either secret while one replaces the other, and for nobody else', () => {
  const headers = signedHeaders(message, [secretOf('b'), secretOf('a')]);
  for (const letter of ['a', 'b']) new Webhook(secretOf(letter)).verify(message.json, headers);
  expect(() => new Webhook(secretOf('c')).verify(message.json, headers)).toThrow('No matching signature');
});

test.each([
  ['the body', { json: '{"subject":"Zoe ✓"}' }],
  ['the id', { id: 'r_3_1732700000000-1' }],
  ['the time', { at: now + 2_000 }],
])('covers %s', (_, change) => {
  const signature = signedHeaders(message, [secretOf('a')])['webhook-signature'];
  const headers = { ...signedHeaders({ ...message, ...change }, []), 'webhook-signature': signature ?? '' };
  expect(() => new Webhook(secretOf('a')).verify({ ...message, ...change }.json, headers)).toThrow();
});
