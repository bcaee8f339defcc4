import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OpenChallenge } from '../../src/challenge/challenge.ts';
import { deriveCode } from '../../src/challenge/code.ts';
import { partitionOf, partitions } from '../../src/contract/names.ts';
import {
  alarmsKey,
  byNumberKey,
  claimKeys,
  keysOf,
  readRecord,
  rejectedKey,
  sealSecrets,
  writeState,
} from '../../src/redis/record.ts';
import { deriveKeys } from '../../src/redis/seal.ts';
import { answered, closed, fenced } from '../challenge/facts.ts';
import { challenge, code, happened, matchNumber, mobile, office, pinHash, pound, reply } from '../challenge/given.ts';

const keys = deriveKeys('a secret of the tests, and of them only');
const tagIn = (key: string) => /\{(.+?)\}/.exec(key)?.[1];
const stored = (open: OpenChallenge) =>
  readRecord(keys, open.id, writeState(open), sealSecrets(keys, open.id, open.secrets));
const given = (secrets: Partial<OpenChallenge['secrets']> = {}) =>
  challenge([pound(), reply(30)], {
    secrets: { numbers: [mobile, office], code: 'Ab12', codeIsGiven: true, ...secrets },
  });

describe('the names of keys', () => {
  it('share the partition of the challenge as hash tag: one commit stays on one node of a cluster', () =>
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_-]{8,64}$/), (id) => {
        const { record, alarms, results } = keysOf(id);
        const partition = String(partitionOf(id));
        expect([record, alarms, results].map(tagIn)).toEqual([partition, partition, partition]);
        expect(tagIn(rejectedKey(partitionOf(id), 'mark'))).toBe(partition);
        expect(alarms).toBe(alarmsKey(partitionOf(id)));
        expect(Number(partition)).toBeLessThan(partitions);
      }),
    ));

  it('spread challenges over all partitions, and numbers over places of their own', () => {
    const counts = new Map<number, number>();
    for (let n = 0; n < 1_600; n++) {
      const partition = partitionOf(`challenge-${n}`);
      counts.set(partition, (counts.get(partition) ?? 0) + 1);
    }
    expect(counts.size).toBe(partitions);
    expect(Math.max(...counts.values())).toBeLessThan(200);
    const places = Array.from({ length: 1_000 }, (_, n) => tagIn(byNumberKey(`tag-${n}`)));
    expect(new Set(places).size).toBeGreaterThan(900);
  });
});

describe('the names of claims', () => {
  it('share a hash tag over time, so that one script may look at all of them', () => {
    const keys = [claimKeys('CA1', 0), claimKeys('CA1', 900_000)];
    expect(new Set(keys.flat().map(tagIn)).size).toBe(1);
    expect(keys[0]?.[0]).toBe(keys[1]?.[2]);
    expect(keys[0]?.[1]).toBe(keys[1]?.[0]);
    expect(tagIn(claimKeys('CA2', 0)[0] ?? '')).not.toBe(tagIn(claimKeys('CA1', 0)[0] ?? ''));
  });
});

describe('a record', () => {
  it('reads as it was written, open or closed, with and without extension', () => {
    for (const open of [given(), given({ extension: '4012' })]) expect(stored(open)).toEqual(open);
    const calling = happened(given(), fenced(), answered());
    expect(stored(calling as OpenChallenge)).toEqual(calling);
    const over = happened(given(), closed({ status: 'canceled', reason: 'by-app' }));
    expect(readRecord(keys, over.id, writeState(over), '')).toStrictEqual(over);
  });

  it('reads a match number and a PIN hash as they were written', () => {
    const open = given({ matchNumber, pinHash });
    expect(stored(open)).toEqual(open);
    expect((stored(open) as OpenChallenge).secrets).toMatchObject({ matchNumber, pinHash });
  });

  it('has no secret in what everybody can read', () => {
    const open = given({ extension: '4012w', matchNumber: '73', pinHash });
    for (const secret of [mobile, office, 'Ab12', '4012w', 'numbers', 'scrypt', '73', 'matchNumber'])
      expect(writeState(open)).not.toContain(secret);
    expect(sealSecrets(keys, open.id, open.secrets)).not.toContain(mobile);
    expect(sealSecrets(keys, open.id, open.secrets)).not.toContain(pinHash);
  });

  it('does not hold the code that we made, not even sealed: it is made again', () => {
    const open = given({ code, codeIsGiven: false });
    const made = deriveCode(keys.code, open.id, open.salt);
    expect(stored(open)).toMatchObject({ secrets: { code: made, codeIsGiven: false } });
    const given4 = sealSecrets(keys, open.id, { ...open.secrets, codeIsGiven: true });
    expect(sealSecrets(keys, open.id, open.secrets).length).toBeLessThan(given4.length);
  });

  it('that has lost its secrets, or has those of another challenge, is refused', () => {
    const open = given();
    const foreign = sealSecrets(keys, 'another', open.secrets);
    expect(() => readRecord(keys, open.id, writeState(open), '')).toThrow('lost its secrets');
    const moved = readRecord(keys, open.id, writeState(open), foreign) as OpenChallenge;
    expect(() => moved.secrets.numbers).toThrow();
    expect(() => moved.secrets.code).toThrow();
  });
});
