import { describe, expect, it } from 'vitest';
import type { Job } from '../../src/challenge/jobs.ts';
import { jobsAfter } from '../../src/challenge/jobs.ts';
import {
  answered,
  asked,
  byText,
  closed,
  codeRefused,
  ended,
  fenced,
  keyRefused,
  lookupDue,
  placed,
  queued,
  strayFound,
} from './facts.ts';
import { at, code, type Fact, mobile } from './given.ts';

const id = 'challenge-1';
const jobsOf = (fact: Fact): Job[] => jobsAfter(id, fact(at(10)));

describe('what follows', () => {
  it('a queued attempt: its dispatch, on its channel and for its round', () => {
    expect(jobsOf(queued(0, 'voice'))).toEqual([{ type: 'dispatch', id, attempt: 0, round: 0, channel: 'voice' }]);
    expect(jobsOf(queued(1, 'sms', 3))).toEqual([{ type: 'dispatch', id, attempt: 1, round: 3, channel: 'sms' }]);
  });
  it('an attempt that is queued for later: nothing, the alarm brings it back', () =>
    expect(jobsOf(queued(0, 'voice', 1, 1))).toEqual([]));
  it('a lookup that is due: the lookup, by its number', () =>
    expect(jobsOf(lookupDue(2, 4_000))).toEqual([{ type: 'look-up', id, attempt: 0, lookup: 2 }]));
  it('a lookup that was only brought forward: nothing yet', () => expect(jobsOf(lookupDue(0, 2_000))).toEqual([]));
  it('a stray call: hanging it up', () =>
    expect(jobsOf(strayFound())).toEqual([{ type: 'hang-up', id, sid: 'sid-0' }]));
  it('a stray text: nothing, it cannot be taken back', () => expect(jobsOf(strayFound(0, 'sms'))).toEqual([]));
  it('the close: hanging up every call that is live', () => {
    expect(jobsOf(closed({ status: 'canceled', reason: 'by-app' }))).toEqual([]);
    expect(
      jobsOf(closed({ status: 'approved', reason: 'reply-accepted' }, byText('reply', ['sid-0', 'sid-1']))),
    ).toEqual([
      { type: 'hang-up', id, sid: 'sid-0' },
      { type: 'hang-up', id, sid: 'sid-1' },
    ]);
  });
  it.each([
    fenced(),
    placed('sent'),
    answered(),
    asked(2, 'approve', 'again'),
    keyRefused(2),
    codeRefused('message-1'),
    ended('busy'),
  ])('a fact that somebody else acts on: nothing (%#)', (fact) => expect(jobsOf(fact)).toEqual([]));
});

it('a job holds ids only: queues keep their data in clear', () => {
  const jobs = [queued(0, 'voice'), lookupDue(1, 0), strayFound()].flatMap(jobsOf);
  expect(jobs).toHaveLength(3);
  for (const job of jobs) {
    expect(JSON.stringify(job)).not.toMatch(new RegExp(`${code}|${mobile.slice(1)}|nonce`));
    expect(
      Object.keys(job).every((key) => ['type', 'id', 'attempt', 'round', 'channel', 'lookup', 'sid'].includes(key)),
    ).toBe(true);
  }
});
