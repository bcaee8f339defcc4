import type { Counter, Histogram } from 'prom-client';
import { isOpen } from '../challenge/challenge.ts';
import type { Change, Store } from '../ports.ts';

interface StoreMeters {
  readonly results: Counter<'type'>;
  readonly challenges: Counter<'channel' | 'country' | 'outcome' | 'reason'>;
  readonly duration: Histogram<'channel' | 'outcome'>;
}

const counting =
  (enterAndCreate: NonNullable<Store['enterAndCreate']>, count: (change: Change) => void): typeof enterAndCreate =>
  async (change, entry, over) => {
    const made = await enterAndCreate(change, entry, over);
    if (made.created) count(change);
    return made;
  };

/** The same Store, counting results and ends as they are written. */
export function measureStore(meters: StoreMeters, store: Store): Store {
  const count = ({ challenge, results }: Change) => {
    for (const { type } of results) meters.results.inc({ type });
    if (isOpen(challenge) || !results.some(({ type }) => type === 'challenge.closed')) return;
    const { channel, country, status: outcome, reason, closedAt, createdAt } = challenge;
    meters.challenges.inc({ channel, country, outcome, reason });
    meters.duration.observe({ channel, outcome }, (closedAt - createdAt) / 1_000);
  };
  return {
    ...store,
    async create(change) {
      const created = await store.create(change);
      if (created.created) count(change);
      return created;
    },
    ...(store.enterAndCreate && { enterAndCreate: counting(store.enterAndCreate, count) }),
    async commit(change, version) {
      const committed = await store.commit(change, version);
      if (typeof committed === 'number') count(change);
      return committed;
    },
    async publishRejected(mark, result, replyTo) {
      const published = await store.publishRejected(mark, result, replyTo);
      if (published) {
        meters.results.inc({ type: result.type });
      }
      return published;
    },
  };
}
