import { parse } from 'node:querystring';
import fc from 'fast-check';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { describe, expect, it } from 'vitest';
import { type Form, readKey } from '../../src/providers/twilio-dialect.ts';

const ref = { id: 'challenge-1', attempt: 2, nonce: 'nonce-0123456789' };
const CallSid = `CA${'0a'.repeat(16)}`;
const token = 'token';
const url = 'https://poundkey.example/webhooks/twilio/voice/challenge-1/2/nonce-0123456789/1';
const along = {
  AccountSid: `AC${'5'.repeat(32)}`,
  ApiVersion: '2010-04-01',
  CallSid,
  CallStatus: 'in-progress',
  Called: '+14155550100',
  Direction: 'outbound-api',
  From: '+14155550001',
  To: '+14155550100',
};

/** What is read from a signed form whose names and values are cut at other places, under the same signature. */
function readForged(signed: Readonly<Record<string, string>>) {
  const signature = getExpectedTwilioSignature(token, url, signed);
  const parts = Object.entries(signed)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flat();
  const text = parts.join('');
  const places = parts.map((_part, index) => parts.slice(0, index).join('').length);
  const seen = { forged: 0, keys: [] as string[] };
  // Few places left out, or hardly any form has the signature.
  const left = fc.subarray(places, { maxLength: 3 });
  const others = fc.uniqueArray(fc.integer({ min: 1, max: text.length - 1 }), { maxLength: 3 });
  fc.assert(
    fc.property(left, others, (left, others) => {
      const kept = places.filter((place) => !left.includes(place));
      const form = formCutAt(text, [...kept, ...others]);
      if (getExpectedTwilioSignature(token, url, { ...form }) !== signature) return;
      seen.forged++;
      const command = readKey(ref, 1, form);
      if (command === undefined) return;
      expect(command).toMatchObject({ type: 'press-key', sid: CallSid });
      seen.keys.push(command.key);
    }),
    { numRuns: 10_000 },
  );
  expect(seen.forged).toBeGreaterThan(100);
  return seen.keys;
}

/** The signed text cut into names and values in turn. */
function formCutAt(text: string, cuts: readonly number[]): Form {
  const ends = [...new Set([0, ...cuts, text.length])].sort((a, b) => a - b);
  const pieces = ends.slice(1).map((end, index) => text.slice(ends[index], end));
  const fields = pieces.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name, pieces[index + 1] ?? '']] : [],
  );
  return parse(new URLSearchParams(fields).toString());
}

describe('a signed form, its fields cut at other places under the same signature', () => {
  it('of a silence never becomes a key, nor the silence of another call', () => {
    const keys = readForged({ ...along, Digits: '', FinishedOnKey: '' });
    expect(keys.length).toBeGreaterThan(10);
    expect(new Set(keys)).toEqual(new Set(['']));
  });

  it('of a PIN never becomes another PIN, nor a shorter one: at the most its #, or all of it, is lost', () => {
    const keys = readForged({ ...along, Digits: '2580', FinishedOnKey: '#' });
    expect(keys).toContain('2580#');
    for (const key of keys) expect(['2580#', '2580', '#', '']).toContain(key);
  });

  it.each<[string, Form]>([
    ['a key and its neighbour', { CallSid, Digits: '#From+14155550001' }],
    ['a letter of its neighbour taken for a key', { CallSid, Digits: 'D', irection: 'outbound-api' }],
    ['an id and its neighbour', { CallSid: `${CallSid}Digits#` }],
    ['an id cut short', { CallSid: CallSid.slice(0, -1), [`${CallSid.slice(-1)}Digits`]: '#' }],
  ])('is refused: %s', (_trick, form) => {
    expect(readKey(ref, 1, form)).toBeUndefined();
  });
});
