import { describe, expect, it } from 'vitest';
import { changeOf, claimFirstSeen, joined, markOf, placingAfter } from '../../src/advance/change.ts';
import { fenced, placed, queued, sidOf } from '../challenge/facts.ts';
import { at, challenge, happened, mobile, pound, reply } from '../challenge/given.ts';

const open = challenge([pound(), reply(60)]);

describe('what a commit writes', () => {
  it('follows from the facts: results, jobs and the numbers that are called from now on', () => {
    const dialling = happened(open, fenced());
    const change = changeOf(dialling, [fenced()(at(10)), placed('ringing')(at(11)), queued(1, 'sms')(at(12))]);
    expect(change.challenge).toBe(dialling);
    expect(change.results.map(({ status }) => status)).toEqual(['ringing']);
    expect(change.jobs.map(({ type }) => type)).toEqual(['dispatch']);
    expect(change.placing).toEqual([{ to: mobile, awaitsReply: false }]);
  });

  it('remembers no number for a challenge that is over', () => {
    const over = { ...happened(open, fenced()), status: 'canceled' } as never;
    expect(placingAfter(over, [fenced()(at(10))])).toEqual([]);
  });

  it('of two changes in a row is all of both, with the challenge and the claim of the last that has one', () => {
    const first = { ...changeOf(open, []), claim: { sid: sidOf(0), mark: markOf(open.id, 0) } };
    const dialling = happened(open, fenced());
    const second = changeOf(dialling, [fenced()(at(10)), placed('sent')(at(10))]);
    expect(joined(undefined, second)).toBe(second);
    expect(joined(first, second)).toEqual({ ...second, claim: first.claim });
    const both = joined(second, second);
    expect(both.results).toHaveLength(2);
    expect(both.placing).toHaveLength(2);
  });
});

describe('a call or text', () => {
  it('is claimed for its attempt by the first fact that names it, and by no other', () => {
    const dialling = happened(open, fenced());
    expect(claimFirstSeen(dialling, [placed('sent')(at(10))])).toEqual({ sid: sidOf(0), mark: markOf(open.id, 0) });
    expect(claimFirstSeen(happened(dialling, placed('sent')), [placed('ringing')(at(11))])).toBeUndefined();
    expect(claimFirstSeen(dialling, [])).toBeUndefined();
  });
});
