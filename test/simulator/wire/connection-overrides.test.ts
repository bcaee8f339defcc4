import { expect, it } from 'vitest';
import {
  asksRetry,
  type RetryPolicy,
  readConnection,
  type TryOutcome,
} from '../../../simulator/wire/connection-overrides.ts';

it("uses Twilio's defaults for an address without a fragment", () => {
  expect(readConnection('http://a.test/x?y=1')).toEqual({
    url: 'http://a.test/x?y=1',
    connectTimeoutMs: 5_000,
    readTimeoutMs: 15_000,
    totalTimeoutMs: 15_000,
    retries: 1,
    retryOn: new Set(['ct']),
  });
});

it('takes the overrides off the address and ignores those out of bounds', () => {
  expect(readConnection('http://a.test/x#rc=3&rp=5xx,rt&ct=200&rt=99999&tt=abc&e=ashburn')).toEqual({
    url: 'http://a.test/x',
    connectTimeoutMs: 200,
    readTimeoutMs: 15_000,
    totalTimeoutMs: 15_000,
    retries: 3,
    retryOn: new Set(['5xx', 'rt']),
  });
});

it.each<[RetryPolicy, TryOutcome, boolean]>([
  ['ct', { kind: 'failed', stage: 'ct' }, true],
  ['ct', { kind: 'failed', stage: 'rt' }, false],
  ['ct', { kind: 'answered', status: 500 }, false],
  ['rt', { kind: 'failed', stage: 'rt' }, true],
  ['5xx', { kind: 'answered', status: 503 }, true],
  ['5xx', { kind: 'answered', status: 404 }, false],
  ['4xx', { kind: 'answered', status: 404 }, true],
  ['all', { kind: 'answered', status: 403 }, true],
  ['all', { kind: 'failed', stage: 'rt' }, true],
  ['all', { kind: 'answered', status: 204 }, false],
])('rp=%s, %j: retry %s', (policy, outcome, retry) => {
  expect(asksRetry(new Set([policy]), outcome)).toBe(retry);
});
