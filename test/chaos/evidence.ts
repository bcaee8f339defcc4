import type { ClosedResult } from '../../src/contract/result.ts';
import type { Ask } from './asks.ts';
import type { Deed, DeedKind, Post } from './journal.ts';

/** Everything that happened to one challenge. */
export interface Evidence {
  readonly posts: readonly Post[];
  readonly deeds: readonly Deed[];
  /** By `id/attempt`: when a callback about it was first answered with a 2xx. */
  readonly firstAck: ReadonlyMap<string, number>;
}

/** What must have been done, and how often at least, for a challenge to end like this. */
const needed: Readonly<Record<string, readonly [readonly DeedKind[], number]>> = {
  'approved/pound-pressed': [['pound-to-approve'], 1],
  'approved/reply-accepted': [['right-reply'], 1],
  'denied/fraud-reported': [['pound-to-report', 'zero-reply'], 1],
  'denied/wrong-key': [['wrong-key'], 3],
  'denied/wrong-code': [['wrong-reply'], 5],
  'failed/busy': [['busy'], 1],
  'failed/no-answer': [['no-answer'], 1],
  'failed/unreachable': [['unreachable'], 1],
  'failed/hung-up': [['hung-up'], 1],
  'failed/no-input': [['silence'], 3],
  'failed/undelivered': [['undelivered'], 1],
};

/** Why the outcome cannot be true; empty when nothing speaks against it. */
export function contradiction(ask: Ask, result: ClosedResult, { posts, deeds, firstAck }: Evidence): string[] {
  const ending = `${result.status}/${result.reason}`;
  if (ask.due !== undefined) return result.reason === ask.due ? [] : [`${ending} instead of ${ask.due}`];
  const rule = needed[ending];
  if (rule !== undefined) {
    const [kinds, times] = rule;
    const done = deeds.filter(({ kind }) => kinds.includes(kind)).length;
    return done >= times ? [] : [`${ending}, but only ${done} of ${times} ${kinds.join(' or ')}`];
  }
  const closedAt = Date.parse(result.at);
  switch (ending) {
    case 'failed/number-invalid':
      return posts.some(({ answer }) => answer === 'answered 400') ? [] : [`${ending}, but nobody said so`];
    case 'failed/provider-unknown': {
      // A step whose request never came here is as unknown as can be.
      const steps = 1 + ((ask.request['next'] as unknown[] | undefined)?.length ?? 0);
      const known = Array.from({ length: steps }, (_, attempt) => firstAck.get(`${ask.id}/${attempt}`) ?? Infinity);
      return known.every((at) => at < closedAt) ? [`${ending}, but the provider had told of every attempt`] : [];
    }
    case 'expired/not-sent':
      return posts.some(({ rang, at }) => rang && at < closedAt) ? [`${ending}, but a phone rang`] : [];
    case 'expired/not-answered':
      return [];
    default:
      return [`${ending} cannot come of what was asked`];
  }
}

/** The ending that a deed brings about by itself once it is stored. */
const decides: Readonly<Partial<Record<DeedKind, string>>> = {
  'pound-to-approve': 'approved/pound-pressed',
  'pound-to-report': 'denied/fraud-reported',
  'right-reply': 'approved/reply-accepted',
  'zero-reply': 'denied/fraud-reported',
};
const lastWords: readonly DeedKind[] = ['busy', 'no-answer', 'unreachable', 'hung-up', 'undelivered'];

/** Deeds that the gateway took with a 2xx and that the outcome knows nothing of. */
export function lostAnswers(ask: Ask, result: ClosedResult, closedAt: number, { deeds }: Evidence): string[] {
  const ending = `${result.status}/${result.reason}`;
  const single = ask.request['next'] === undefined;
  return deeds.flatMap(({ kind, ackedAt, told }) => {
    if (ackedAt === undefined) return [];
    if (told !== undefined && told !== result.reason && !(told === 'no-input' && !single))
      return [`the person was told ${told}, the outcome is ${ending}`];
    // What was stored before the answer cannot be followed by another ending.
    const later = closedAt > ackedAt;
    const decided = decides[kind];
    if (decided !== undefined && later) return [`${kind} was taken ${closedAt - ackedAt} ms before the end: ${ending}`];
    if (single && lastWords.includes(kind) && later)
      return [`${kind} was taken ${closedAt - ackedAt} ms before the end: ${ending}`];
    return [];
  });
}
