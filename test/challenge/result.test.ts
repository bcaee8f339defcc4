import { describe, expect, it } from 'vitest';
import type { Challenge } from '../../src/challenge/challenge.ts';
import { resultsAfter, shownStatus } from '../../src/challenge/result.ts';
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
import { at, challenge, code, type Fact, happened, mobile, pound, reply, textedCode } from './given.ts';

const asking = challenge([pound(), reply()], { metadata: { order: '7' }, replyTo: 'auth-7', action: 'sign in' });
const approved = closed({ status: 'approved', reason: 'pound-pressed' });

const about = { v: 1, id: 'challenge-1', app: 'default', subject: 'user-42', metadata: { order: '7' } };
const time = '2026-11-22T10:00:10.000Z';

const resultsOf = (before: Challenge, ...facts: Fact[]) =>
  resultsAfter(
    happened(before, ...facts),
    facts.map((fact) => fact(at(10))),
  );

describe('what the auth server is told', () => {
  it('is that the call was placed, rings and is answered', () =>
    expect(resultsOf(asking, fenced(), placed('sent'), placed('ringing'), answered())).toStrictEqual(
      ['sent', 'ringing', 'answered'].map((status) => ({
        ...about,
        type: 'challenge.progress',
        status,
        channel: 'voice',
        method: 'pound',
        at: time,
      })),
    ));
  it('is that the text was sent and delivered', () =>
    expect(resultsOf(asking, fenced(1), placed('sent', 1), placed('delivered', 1))).toMatchObject([
      { status: 'sent', channel: 'sms', method: 'reply' },
      { status: 'delivered', channel: 'sms', method: 'reply' },
    ]));
  it('is the outcome with its reason, once, and how it came about', () =>
    expect(
      resultsOf(
        asking,
        ended('superseded', 0),
        ended('reply-accepted', 1),
        closed({ status: 'approved', reason: 'reply-accepted' }, byText('reply')),
      ),
    ).toStrictEqual([
      {
        ...about,
        type: 'challenge.closed',
        status: 'approved',
        reason: 'reply-accepted',
        channel: 'sms',
        method: 'reply',
        at: time,
      },
    ]));
  it('is nothing of retries, lookups, wrong codes and the end of a single attempt', () =>
    expect(
      resultsOf(asking, fenced(), queued(0, 'voice', 1), fenced(), lookupDue(1, 0), codeRefused(), ended('busy')),
    ).toEqual([]));
  it('is nothing of questions and wrong keys after somebody answered', () =>
    expect(resultsOf(asking, fenced(), answered(), asked(2, 'approve', 'again'), keyRefused(3))).toHaveLength(1));
  it('is nothing of a stray call that was hung up after the close', () =>
    expect(
      resultsAfter(happened(asking, fenced(), ended('by-app'), ended('by-app', 1), approved), [strayFound()(at(9))]),
    ).toEqual([]));
  it('is never the code, the number or what only we know', () => {
    const all = resultsOf(
      asking,
      fenced(),
      placed('sent'),
      answered(),
      keyRefused(2),
      ended('pound-pressed'),
      ended('superseded', 1),
      approved,
    );
    expect(all).toHaveLength(3);
    expect(JSON.stringify(all)).not.toMatch(new RegExp(`${code}|${mobile.slice(1)}|nonce|sid-|salt|hangUp`));
  });
});

describe('the status to show', () => {
  it.each([
    ['queued', []],
    ['sending', [fenced()]],
    ['sent', [fenced(), placed('sent')]],
    ['ringing', [fenced(), placed('ringing')]],
    ['answered', [fenced(), answered()]],
    ['delivered', [fenced(), placed('ringing'), fenced(1), placed('delivered', 1)]],
    ['answered', [fenced(), answered(), fenced(1), placed('delivered', 1)]],
    ['sent', [fenced(), ended('busy'), fenced(1), placed('sent', 1)]],
    ['queued', [fenced(), placed('ringing'), ended('busy')]],
    ['approved', [ended('pound-pressed'), ended('superseded', 1), approved]],
  ] as const)('is %s: that of the attempt which has come furthest, or the outcome (%#)', (status, facts) =>
    expect(shownStatus(happened(asking, ...facts))).toBe(status),
  );
  it('is queued while an attempt waits for a busy provider', () =>
    expect(shownStatus(happened(challenge([textedCode()]), fenced(), queued(0, 'sms', 1, 5_000)))).toBe('queued'));
});
