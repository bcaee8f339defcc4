import { describe, expect, it } from 'vitest';
import { challengeResult, outcomeStatuses, progressStatuses, reasonsByStatus } from '../../src/contract/result.ts';

const about = { v: 1, id: 'challenge-1', app: 'default', subject: 'user-42', metadata: { order: '7' } };
const closed = {
  ...about,
  type: 'challenge.closed',
  status: 'approved',
  reason: 'pound-pressed',
  channel: 'voice',
  method: 'pound',
  at: '2026-11-22T10:00:00.000Z',
};
const progress = {
  ...about,
  type: 'challenge.progress',
  status: 'ringing',
  channel: 'voice',
  method: 'pound',
  at: closed.at,
};

describe('a result', () => {
  it('is as the contract shows it', () => expect(challengeResult.parse(closed)).toEqual(closed));
  it.each(outcomeStatuses.flatMap((status) => reasonsByStatus[status].map((reason) => [status, reason] as const)))(
    'may be %s for %s',
    (status, reason) => expect(challengeResult.safeParse({ ...closed, status, reason }).success).toBe(true),
  );
  it.each(progressStatuses)('may tell that it is %s', (status) =>
    expect(challengeResult.parse({ ...progress, status })).toEqual({ ...progress, status }),
  );
  it('of a request that had none has no channel and no method, but its faults', () => {
    const { channel: _channel, method: _method, ...rest } = closed;
    const refused = {
      ...rest,
      status: 'failed',
      reason: 'invalid-request',
      errors: [{ path: 'to', message: 'missing' }],
    };
    expect(challengeResult.parse(refused)).toEqual(refused);
  });
  it.each([
    ['an outcome without a reason', { ...closed, reason: undefined }],
    ['a reason that is not on the list', { ...closed, reason: 'because' }],
    ['an outcome that is not on the list', { ...closed, status: 'maybe' }],
    ['progress as an outcome', { ...closed, status: 'ringing' }],
    ['an outcome as progress', { ...progress, status: 'approved' }],
    ['another version', { ...closed, v: 2 }],
    ['another type', { ...closed, type: 'challenge.reopened' }],
    ['a local time', { ...closed, at: '2026-11-22T10:00:00' }],
    ['metadata that is not text', { ...closed, metadata: { order: 7 } }],
    ['nothing', null],
  ])('is never %s', (_, value) => expect(challengeResult.safeParse(value).success).toBe(false));
});

it('each reason belongs to one outcome, and every outcome has its reasons', () => {
  const reasons = outcomeStatuses.flatMap((status) => [...reasonsByStatus[status]]);
  expect(new Set(reasons).size).toBe(reasons.length);
  expect(Object.keys(reasonsByStatus)).toEqual([...outcomeStatuses]);
  for (const reason of reasons) expect(reason).toMatch(/^[a-z]+(-[a-z]+)*$/);
});
