import { expect, it } from 'vitest';
import type { ClosedResult } from '../../src/contract/result.ts';
import type { Ask } from './asks.ts';
import { type Deed, type DeedKind, Journal } from './journal.ts';
import { type Failure, failures, judge, type Seen } from './judge.ts';
import type { Closed } from './results.ts';

// A judge who finds nothing is worth nothing: one of each failure is planted, and it and nothing else must be found.

const id = 'chaos-0-000000';
const noon = Date.UTC(2026, 10, 23, 12);

const ask: Ask = {
  id,
  by: 'client',
  request: { channel: 'voice' },
  jobOptions: {},
  againAfterMs: undefined,
  due: undefined,
};

function closed(ending = 'approved/pound-pressed', at = noon + 3_000, entry = '1-0'): Closed {
  const [status, reason] = ending.split('/');
  const result = { type: 'challenge.closed', id, status, reason, at: new Date(at).toISOString() } as ClosedResult;
  return { entry, result, json: JSON.stringify(result), seenAt: at };
}

/** One call, answered with the pound key two seconds after noon, approved a second later. */
function pressed(): { seen: Seen & { final: Map<string, Closed[]>; told: Map<string, string> }; journal: Journal } {
  const journal = new Journal();
  post(journal, noon);
  did(journal, 'pound-to-approve', noon + 2_000, noon + 3_500).told = 'pound-pressed';
  const end = closed();
  const seen = {
    asked: new Map([[id, ask]]),
    journal,
    live: new Map([[id, [end]]]),
    final: new Map([[id, [end]]]),
    expiries: new Map([[id, noon + 60_000]]),
    traces: new Map<string, string>(),
    told: new Map([[id, end.json]]),
    givenUp: new Map<string, string>(),
    liveCalls: [],
  };
  return { seen, journal };
}

function post(journal: Journal, at: number, answer = 'placed', rang = true): void {
  journal.posts.push({ id, attempt: 0, at, slot: 'worker-1', rang, answer });
}

function did(journal: Journal, kind: DeedKind, at: number, ackedAt?: number): Deed {
  const deed: Deed = { id, attempt: 0, kind, at, ...(ackedAt !== undefined && { ackedAt }) };
  journal.deeds.push(deed);
  return deed;
}

function found(seen: Seen): Failure[] {
  const verdict = judge(seen);
  return failures.filter((failure) => verdict[failure].length > 0);
}

it('finds nothing where all is well', () => expect(found(pressed().seen)).toEqual([]));

it('finds who was rung twice, and who was asked for twice although once may have been enough', () => {
  const { seen, journal } = pressed();
  post(journal, noon + 10, 'rang, answer lost');
  expect(found(seen)).toEqual(['rung twice', 'asked again']);
  const unclear = pressed();
  unclear.journal.posts.unshift({ id, attempt: 0, at: noon, slot: 'worker-2', rang: false, answer: 'answered 503' });
  expect(found(unclear.seen)).toEqual(['asked again']);
});

it('lets a provider that was too busy be asked again', () => {
  const { seen, journal } = pressed();
  journal.posts.unshift({ id, attempt: 0, at: noon - 5, slot: 'worker-2', rang: false, answer: 'answered 429' });
  expect(found(seen)).toEqual([]);
});

it('finds a challenge without an outcome', () => {
  const { seen } = pressed();
  expect(found({ ...seen, final: new Map(), live: new Map(), told: new Map() })).toEqual(['without an outcome']);
});

it.each([
  ['approved/reply-accepted', 'nobody replied'],
  ['denied/fraud-reported', 'nobody reported'],
  ['denied/wrong-key', 'there was no wrong key'],
  ['failed/busy', 'it was not busy'],
  ['failed/hung-up', 'nobody hung up'],
  ['expired/not-sent', 'it rang'],
  ['canceled/by-app', 'no app canceled'],
  ['failed/invalid-request', 'the request was valid'],
])('finds the outcome %s wrong when %s', (ending) => {
  const { seen, journal } = pressed();
  journal.deeds.length = 0;
  const end = closed(ending);
  const all = new Map([[id, [end]]]);
  expect(found({ ...seen, final: all, live: all, told: new Map([[id, end.json]]) })).toEqual(['wrong outcome']);
});

it('finds an answer that was acknowledged and is not the outcome', () => {
  const { seen, journal } = pressed();
  journal.deeds.length = 0;
  did(journal, 'pound-to-approve', noon + 100, noon + 200);
  const end = closed('expired/not-answered', noon + 60_100);
  const all = new Map([[id, [end]]]);
  const late = { ...seen, final: all, live: all, told: new Map([[id, end.json]]) };
  expect(found(late)).toEqual(['acknowledged answer lost']);
  // Acknowledged after the time was over, though before that was written down.
  journal.deeds.length = 0;
  did(journal, 'pound-to-approve', noon + 60_010, noon + 60_020);
  expect(found(late)).toEqual([]);
});

it('finds a person who was told something else than the outcome', () => {
  const { seen, journal } = pressed();
  did(journal, 'pound-to-report', noon, noon + 5_000).told = 'fraud-reported';
  expect(found(seen)).toEqual(['acknowledged answer lost']);
});

it('finds results that were lost or doubled, in the streams and at the client', () => {
  const { seen } = pressed();
  expect(found({ ...seen, told: new Map() })).toEqual(['result lost']);
  expect(found({ ...seen, live: new Map([[id, [closed(undefined, undefined, '0-9')]]]) })).toEqual(['result lost']);
  const twice = new Map([[id, [closed(), closed(undefined, undefined, '2-0')]]]);
  expect(found({ ...seen, final: twice })).toEqual(['result doubled']);
  expect(found({ ...seen, told: new Map([[id, closed('failed/busy').json]]) })).toEqual(['result doubled']);
});

it('finds calls that we ended too soon, too late or began too late', () => {
  const { seen, journal } = pressed();
  journal.hangUps.push({ id, at: noon + 1_000 });
  expect(found(seen)).toEqual(['stranger hung up']);
  expect(found({ ...pressed().seen, liveCalls: [{ id, attempt: 0 }] })).toEqual(['left ringing']);
  expect(found({ ...pressed().seen, expiries: new Map([[id, noon - 1]]) })).toEqual(['rung late']);
});
