/**
 * What a run has shown. Every count here must be 0; what each means:
 *
 * - **rung twice**: two requests that rang somebody came for the same challenge and attempt, counted where they arrive.
 * - **asked again**: a request for an attempt after an earlier one that got no definite "no" (429, 400).
 * - **without an outcome**: asked, acknowledged by Redis, and no closed result in its stream.
 * - **wrong outcome**: the outcome says what did not happen (`evidence.ts`): approved although nobody pressed the pound key at
 *   the question whether it is them or replied with the code, busy although the phone was not, not sent although it rang …
 * - **acknowledged answer lost**: the gateway answered what a person did (or the provider's last word) with a 2xx, and the
 *   challenge ended otherwise and later; or it *told* the person an ending that is not the outcome.
 * - **result lost**: seen in a stream and gone at the end, or an outcome in a stream that the client never gave.
 * - **result doubled**: more than one closed result of a challenge, or the client's differs from the stream's.
 * - **stranger hung up**: we ended a live call of a challenge that was still open.
 * - **left ringing**: a live call when everything is over.
 * - **rung late**: a phone rang after the challenge had expired.
 */
import type { Ask } from './asks.ts';
import { contradiction, lostAnswers } from './evidence.ts';
import type { Journal, Post } from './journal.ts';
import type { Closed } from './results.ts';

export interface Seen {
  readonly asked: ReadonlyMap<string, Ask>;
  readonly journal: Journal;
  /** Closed results as they were read while it went on, and as they stand in the streams at the end. */
  readonly live: ReadonlyMap<string, readonly Closed[]>;
  readonly final: ReadonlyMap<string, readonly Closed[]>;
  /** When each challenge expired, or would have. */
  readonly expiries: ReadonlyMap<string, number>;
  /** What is left of challenges without an outcome. */
  readonly traces: ReadonlyMap<string, string>;
  readonly told: ReadonlyMap<string, string>;
  readonly givenUp: ReadonlyMap<string, string>;
  readonly liveCalls: readonly { readonly id: string; readonly attempt: number }[];
}

/** By kind of failure: what happened, one line each. */
export type Verdict = Readonly<Record<Failure, readonly string[]>>;
export type Failure = (typeof failures)[number];
export const failures = [
  'rung twice',
  'asked again',
  'without an outcome',
  'wrong outcome',
  'acknowledged answer lost',
  'result lost',
  'result doubled',
  'stranger hung up',
  'left ringing',
  'rung late',
] as const;

export function judge(seen: Seen): Verdict {
  const { asked, journal, final } = seen;
  const posts = Map.groupBy(journal.posts, ({ id, attempt }) => `${id}/${attempt}`);
  const ids = [...asked.keys()];
  const ofAll = (find: (id: string, ask: Ask, closed: Closed) => readonly string[]): string[] =>
    [...asked].flatMap(([id, ask]) => {
      const closed = final.get(id)?.[0];
      return closed === undefined ? [] : find(id, ask, closed).map((what) => `${id}: ${what}`);
    });
  const evidenceOf = (id: string) => ({
    posts: journal.posts.filter((post) => post.id === id),
    deeds: journal.deeds.filter((deed) => deed.id === id),
    firstAck: journal.firstAck,
  });
  return {
    'rung twice': [...posts].flatMap(([ref, all]) => {
      const rang = all.filter((post) => post.rang);
      return rang.length > 1 ? [`${ref} rang ${rang.length} times: ${rang.map(postLine).join(', ')}`] : [];
    }),
    'asked again': [...posts].flatMap(([ref, all]) => askedAgain(ref, all)),
    'without an outcome': ids.filter((id) => !final.has(id)).map((id) => `${id}: ${seen.traces.get(id) ?? ''}`),
    'wrong outcome': ofAll((id, ask, { result }) => contradiction(ask, result, evidenceOf(id))),
    'acknowledged answer lost': ofAll((id, ask, { result }) =>
      lostAnswers(ask, result, endOf(seen, id, result), evidenceOf(id)),
    ),
    'result lost': lostResults(seen),
    'result doubled': doubledResults(seen),
    'stranger hung up': journal.hangUps.flatMap(({ id, at }) => {
      const closed = final.get(id)?.[0];
      return closed === undefined || Date.parse(closed.result.at) <= at ? [] : [`${id}: hung up while it was open`];
    }),
    'left ringing': seen.liveCalls.map(({ id, attempt }) => `${id}/${attempt}`),
    'rung late': journal.posts.flatMap(({ id, attempt, rang, at }) => {
      const lateMs = at - (seen.expiries.get(id) ?? Number.POSITIVE_INFINITY);
      return rang && lateMs > 0 ? [`${id}/${attempt} rang ${lateMs} ms after it had expired`] : [];
    }),
  };
}

/** An expired challenge ended when its time was over, not when that was noticed and written down. */
function endOf({ expiries }: Seen, id: string, { status, at }: Closed['result']): number {
  const written = Date.parse(at);
  return status === 'expired' ? Math.min(written, expiries.get(id) ?? written) : written;
}

const postLine = ({ slot, at, answer }: Post) => `${slot} at ${new Date(at).toISOString()} (${answer})`;

function askedAgain(ref: string, posts: readonly Post[]): string[] {
  const unclear = posts.slice(0, -1).find(({ answer }) => answer !== 'answered 429' && answer !== 'answered 400');
  return unclear === undefined ? [] : [`${ref}: ${posts.map(postLine).join(', ')}`];
}

function lostResults({ live, final, told, asked, givenUp }: Seen): string[] {
  const gone = [...live].flatMap(([id, entries]) => {
    const there = new Set(final.get(id)?.map(({ entry }) => entry));
    return entries.filter(({ entry }) => !there.has(entry)).map(({ entry }) => `${id}: ${entry} was seen and is gone`);
  });
  const untold = [...asked.values()].flatMap(({ id, by }) => {
    if (by !== 'client' || told.has(id) || !final.has(id)) return [];
    return [`${id}: the client never told: ${givenUp.get(id) ?? 'it still waits'}`];
  });
  return [...gone, ...untold];
}

function doubledResults({ final, live, told }: Seen): string[] {
  const twice = [...final, ...live].flatMap(([id, entries]) =>
    entries.length > 1 ? [`${id}: ${entries.map(({ json }) => json).join(' and ')}`] : [],
  );
  const other = [...told].flatMap(([id, json]) => {
    const entry = final.get(id)?.[0];
    const { status, reason, at } = JSON.parse(json) as Closed['result'];
    const same = entry === undefined || (entry.result.status === status && entry.result.at === at);
    return same && (entry === undefined || entry.result.reason === reason) ? [] : [`${id}: the client told ${json}`];
  });
  return [...twice, ...other];
}
