import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveCode, readReply, sameCode } from '../../src/challenge/code.ts';

const key = createSecretKey(Buffer.alloc(32, 1));

describe('the code of a challenge', () => {
  it('stays what it is, on every node and in every release', () => {
    // Made once with `openssl dgst -sha256 -mac HMAC` and cut by hand after RFC 4226 section 5.3.
    expect(deriveCode(key, 'challenge-1', 'salt')).toBe('573472');
  });
  it('is six digits, and keeps the zeros in front', () =>
    fc.assert(
      fc.property(fc.string(), fc.string(), (id, salt) => {
        expect(deriveCode(key, id, salt)).toMatch(/^[0-9]{6}$/);
      }),
    ));
  it('begins with 0 as often as with any other digit', () => {
    const first = Array.from({ length: 2_000 }, (_, n) => deriveCode(key, `challenge-${n}`, 'salt')[0]);
    for (const digit of '0123456789') {
      const count = first.filter((other) => other === digit).length;
      expect(count).toBeGreaterThan(150);
      expect(count).toBeLessThan(250);
    }
  });
  it('is another one for another id, salt or key', () => {
    const codes = [
      deriveCode(key, 'challenge-1', 'salt'),
      deriveCode(key, 'challenge-2', 'salt'),
      deriveCode(key, 'challenge-1', 'pepper'),
      deriveCode(createSecretKey(Buffer.alloc(32, 2)), 'challenge-1', 'salt'),
    ];
    expect(new Set(codes).size).toBe(4);
  });
});

describe('an answer', () => {
  it.each([
    ['561166', '561166', true],
    ['k7qx', 'K7QX', true],
    ['561167', '561166', false],
    ['56116', '561166', false],
    ['5611660', '561166', false],
    ['', '561166', false],
    ['561166 ', '561166', false],
  ])('%j to the code %s: %s', (answer, code, same) => expect(sameCode(answer, code)).toBe(same));
  it('is the code only when it is the code', () => {
    const texts = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(texts, texts, (answer, code) => {
        expect(sameCode(answer, code)).toBe(answer.toUpperCase() === code.toUpperCase());
      }),
    );
  });
});

describe('a reply', () => {
  it.each(['0', ' 0 ', '0.', '"0"', '０', '0\n'])('of %j denies', (body) =>
    expect(readReply(body)).toEqual({ kind: 'deny' }),
  );
  it.each(['00', 'O', 'zero', 'no', 'stop', '0 thanks', 'not 0', ''])('of %j is no denial', (body) =>
    expect(readReply(body).kind).toBe('answer'),
  );

  it.each([
    '561166',
    ' 561166\n',
    '561166.',
    '561 166',
    '56-11-66',
    '５６１１６６',
    'code 561166',
    'Code: 561166',
    'code:561166',
    'ok 561166',
    "It's 561166",
    'I got 561166',
    'It is 561-166.',
    'code 561 166',
    'my code is 561166',
    'My code is 561166, thank you!',
    'I have 2 phones and the code is 561166',
    '561166 561166',
  ])('of %j holds the code', (body) => expect(readReply(body)).toEqual({ kind: 'answer', answer: '561166' }));
  it.each([
    ['K7QX2M', 'K7QX2M'],
    ['k7qx-2m', 'k7qx2m'],
    ['ABCDEF', 'ABCDEF'],
    ['12345678', '12345678'],
    ['1234 5678', '12345678'],
    ['1234567890', '1234567890'],
    ['Yes', 'Yes'],
    ['I did not ask for this', ''],
    ['', ''],
  ])('of %j reads %j', (body, answer) => expect(readReply(body)).toEqual({ kind: 'answer', answer }));

  it.each(['1'.repeat(9_999), 'a1'.repeat(9_999), '-'.repeat(9_999), '1-a'.repeat(9_999)])(
    'is read at its beginning, however long it is (%#)',
    (body) => expect(readReply(body)).toMatchObject({ kind: 'answer' }),
  );
  it('is read whatever it is', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (body) => {
        const reply = readReply(body);
        expect(reply.kind === 'deny' || reply.answer.length <= 10).toBe(true);
      }),
    ));
});
