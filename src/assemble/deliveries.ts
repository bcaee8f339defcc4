import type { Redis } from 'ioredis';
import type { Delivering } from '../../workers/deliver.ts';
import type { Apps } from '../challenge/app.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { createPostman } from '../outbound/postman.ts';
import type { ResultNews } from '../ports/deliveries.ts';
import type { Clock } from '../ports.ts';
import { openDeliveryQueue } from '../queue/deliveries.ts';
import { createEndpoints } from '../redis/endpoints.ts';
import { createUnsentResults } from '../redis/unsent-results.ts';

interface Given {
  readonly connection: Redis;
  readonly clock: Clock;
  readonly log: Log;
  readonly apps: Apps;
  readonly metrics: Metrics;
  readonly news: ResultNews;
  readonly config: { readonly webhooksToPrivate: boolean; readonly resultTtlSeconds: number };
}

/** What posting results takes; nothing of it works or waits before it is used. */
export function makeDeliveries({ connection, clock, log, apps, metrics, news, config }: Given) {
  const endpoints = createEndpoints(connection);
  const hooked = apps.all.filter(({ resultWebhook }) => resultWebhook !== undefined).map(({ id }) => id);
  const facts = () => Promise.all(hooked.map(async (app) => ({ app, trouble: await endpoints.trouble(app) })));
  const delivering: Delivering & { readonly news: ResultNews } = {
    ...{ apps, clock, log, endpoints, news },
    unsent: createUnsentResults(connection),
    deliveries: openDeliveryQueue(connection),
    postman: createPostman({ toPrivate: config.webhooksToPrivate }),
    count: metrics.measureDeliveries(facts),
    keptMs: config.resultTtlSeconds * 1_000,
  };
  return {
    /** Absent when no app has a webhook. */
    delivering: hooked.length === 0 ? undefined : delivering,
    endpointFacts: facts,
    async close() {
      delivering.postman.close();
      await delivering.deliveries.close();
    },
  };
}
