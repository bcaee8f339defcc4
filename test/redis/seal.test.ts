import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Phone } from '../../src/challenge/phone.ts';
import { createKeyring, deriveKeys, seal, unseal } from '../../src/redis/seal.ts';
import { mobile, office } from '../challenge/given.ts';

const keys = deriveKeys('a secret of the tests, and of them only');
const others = deriveKeys('another secret of the tests');

describe('keys', () => {
  it('are three different ones, the same on every node with the same secret and others with another', () => {
    const all = [keys, others].flatMap(({ record, code, number }) => [record, code, number]);
    expect(new Set(all.map((key) => key.export().toString('hex'))).size).toBe(6);
    expect(all.every(({ symmetricKeySize }) => symmetricKeySize === 32)).toBe(true);
    const again = deriveKeys('a secret of the tests, and of them only');
    for (const use of ['record', 'code', 'number'] as const) expect(again[use].equals(keys[use])).toBe(true);
  });

  it('stay what they are: a new version reads what an old one has sealed', () => {
    expect(deriveKeys('pinned').record.export().toString('hex')).toBe(
      '9a36161807ea1ef1c708be4f368b4df5ea82549c68ed74faff4f1bcf6faa0ef9',
    );
  });
});

describe('what is sealed', () => {
  it('comes back as it was, whatever it says', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, id) => {
        expect(unseal(keys.record, id, seal(keys.record, id, text))).toBe(text);
      }),
    ));

  it('shows nothing of it and is never the same twice', () => {
    const [a, b] = [seal(keys.record, 'id', mobile), seal(keys.record, 'id', mobile)];
    expect(a).not.toBe(b);
    for (const sealed of [a, b]) expect(Buffer.from(sealed, 'base64').includes(mobile)).toBe(false);
  });

  it('opens with no other key, for no other challenge, and not with any bit changed', () => {
    const sealed = seal(keys.record, 'mine', mobile);
    expect(() => unseal(others.record, 'mine', sealed)).toThrow();
    expect(() => unseal(keys.code, 'mine', sealed)).toThrow();
    expect(() => unseal(keys.record, 'yours', sealed)).toThrow();
    const bytes = Buffer.from(sealed, 'base64');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const forged = Buffer.from(bytes);
      forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => unseal(keys.record, 'mine', forged.toString('base64'))).toThrow();
    }
    for (const cut of ['', 'AAAA', sealed.slice(0, 20)]) expect(() => unseal(keys.record, 'mine', cut)).toThrow();
  });
});

describe('the tag of a number', () => {
  it('is the same every time, another for every number and secret, and has nothing of the number in it', () => {
    const tags = [keys.tagOf(mobile), keys.tagOf(office), others.tagOf(mobile)];
    expect(new Set(tags).size).toBe(3);
    expect(tags.every((tag) => /^[A-Za-z0-9_-]{20}$/.test(tag))).toBe(true);
    expect(createKeyring(keys).tagOf(mobile)).toBe(tags[0]);
    expect(createKeyring(keys).fingerprintOf(mobile)).toBe(tags[0]);
  });

  it('shares with nobody: 5,000 numbers have 5,000 tags', () => {
    const { tagOf } = createKeyring(keys);
    const tags = Array.from({ length: 5_000 }, (_, n) => tagOf(`+1415555${String(n).padStart(5, '0')}` as Phone));
    expect(new Set(tags).size).toBe(5_000);
  });
});

describe('the code that is made', () => {
  it('has six digits and follows from challenge, salt and secret, from nothing else', () => {
    const { codeFor } = createKeyring(keys);
    expect(codeFor('id-1', 'salt')).toMatch(/^\d{6}$/);
    expect(codeFor('id-1', 'salt')).toBe(codeFor('id-1', 'salt'));
    const codes = [codeFor('id-1', 'salt'), codeFor('id-2', 'salt'), codeFor('id-1', 'other')];
    expect(new Set([...codes, createKeyring(others).codeFor('id-1', 'salt')]).size).toBe(4);
  });
});
