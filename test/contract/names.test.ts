import { describe, expect, it } from 'vitest';
import {
  partitionOf,
  partitions,
  queuePrefix,
  replyChannel,
  requestJobName,
  requestQueue,
  resultsChannel,
  resultsStream,
} from '../../src/contract/names.ts';

it('the names that other programs rely on are what they were', () => {
  expect({ queuePrefix, requestQueue, requestJobName, resultsChannel, partitions }).toEqual({
    queuePrefix: '{poundkey}',
    requestQueue: 'challenges',
    requestJobName: 'challenge',
    resultsChannel: 'poundkey:results',
    partitions: 16,
  });
  expect(replyChannel('auth-7')).toBe('poundkey:results:auth-7');
  expect(resultsStream(0)).toBe('poundkey:{0}:results');
  expect(resultsStream(15)).toBe('poundkey:{15}:results');
});

describe('the partition of a challenge', () => {
  // FNV-1a as its authors publish it: 0x811c9dc5, 0xe40c292c and 0xbf9cf968 for '', 'a' and 'foobar'.
  it.each([
    ['', 5],
    ['a', 12],
    ['foobar', 8],
    ['challenge-1', 8],
    ['user-42-signin', 4],
    ['a_b-c_d-', 9],
    ['abcdefgh', 13],
    ['ключ', 1],
  ])('of %j is %i for ever, in any language', (id, partition) => expect(partitionOf(id)).toBe(partition));
  it.each([
    ['numbered', (n: number) => `challenge-${n}`],
    ['random', (n: number) => Buffer.from(String(Math.sin(n))).toString('base64url')],
    ['of one letter more each', (n: number) => 'x'.repeat(8 + (n % 56)) + n],
  ])('spreads evenly over all sixteen for ids that are %s', (_, idOf) => {
    const counts = new Array<number>(partitions).fill(0);
    for (let n = 0; n < 16_000; n += 1) counts[partitionOf(idOf(n))] = (counts[partitionOf(idOf(n))] ?? 0) + 1;
    for (const count of counts) {
      expect(count).toBeGreaterThan(850);
      expect(count).toBeLessThan(1_150);
    }
  });
});
