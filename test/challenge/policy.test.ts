import { expect, it } from 'vitest';
import * as policy from '../../src/challenge/policy.ts';

// The promises that a change of a number would break without a word: the published tries, and orders between the times.

it('gives the tries that are published: five codes, three keys and PINs, two numbers', () => {
  expect(policy.usualTries).toEqual({ code: 5, key: 3, pin: 3, match: 2 });
});

it('looks an attempt up only when no request can still be under way', () => {
  expect(policy.firstLookupAfterMs).toBeGreaterThan(policy.dialDeadlineMs + policy.providerTimeoutMs);
});

it('is more patient at every lookup', () => {
  const gaps = Array.from({ length: policy.lookupsMax }, (_, n) => policy.lookupGapMs(n + 1));
  expect(gaps).toEqual([1_000, 2_000, 4_000, 8_000]);
});

it('knows within 25 s of the fence whether a request that died with its worker rang anybody', () => {
  const gaps = Array.from({ length: policy.lookupsMax }, (_, n) => policy.lookupGapMs(n + 1));
  const closedAfterMs = gaps.reduce((sum, gap) => sum + gap, policy.firstLookupAfterMs);
  expect(closedAfterMs).toBeLessThanOrEqual(25_000);
});

it('tries a busy provider again later and later, never at once, and never before it asked for', () => {
  const delays = [1, 2, 3, 4, 5, 1_000].map((round) => policy.retryDelayMs(round, 0));
  expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
  expect(policy.retryDelayMs(1, 30_000)).toBe(30_000);
  expect(policy.retryDelayMs(1, -5)).toBe(1_000);
});

it.each([
  [180_000, 45],
  [45_000, 45],
  [44_999, 44],
  [20_000, 20],
  [1_000, 5],
])('with %i ms left a phone rings for %i s', (remainingMs, seconds) => {
  expect(policy.ringSeconds(remainingMs)).toBe(seconds);
});

it.each([
  [600_000, 600],
  [1_999, 1],
  [1, 1],
])('with %i ms left a text may be delivered for %i s', (remainingMs, seconds) => {
  expect(policy.validitySeconds(remainingMs)).toBe(seconds);
});
