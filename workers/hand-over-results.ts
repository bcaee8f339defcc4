import { partitionOf, partitions } from '../src/contract/names.ts';
import type { Delivery, ResultNews } from '../src/ports/deliveries.ts';
import type { Consumer } from '../src/ports.ts';
import type { Delivering } from './deliver.ts';
import { repeat } from './sweep.ts';

/** A hint may be lost without anybody noticing; what it told is found so late at the latest. */
const lookAnywayMs = 2_000;

/** Puts results of apps with a webhook on the queue `results`, as soon as they are written. */
export function handOverResults(deps: Delivering & { readonly news: ResultNews }): Consumer {
  const { unsent, deliveries, apps, log } = deps;
  const take = async (all: readonly Delivery[]): Promise<void> =>
    await deliveries.add(all.filter(({ app }) => apps.find(app)?.resultWebhook !== undefined));
  const readers = Array.from({ length: partitions }, (_, partition) => oneAtATime(() => unsent.hand(take, partition)));
  const trouble = (error: unknown): void => log.warn({ error }, 'results for webhooks could not be read');
  let begun = false;
  const begin = async (): Promise<void> => {
    if (!begun) await unsent.begin();
    begun = true;
  };
  const looking = repeat(() => begin().then(() => unsent.hand(take)), lookAnywayMs, trouble);
  const stopListening = deps.news.listen({
    result(id) {
      if (begun) readers[partitionOf(id)]?.().catch(trouble);
    },
    missed() {
      if (begun) for (const read of readers) read().catch(trouble);
    },
  });
  return {
    async close() {
      stopListening();
      await looking.stop();
    },
  };
}

/** Whoever asks while it is running gets one more run after it, together with all others who did. */
function oneAtATime(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const start = (): Promise<void> => {
    running = run().finally(() => {
      running = undefined;
    });
    return running;
  };
  return () => {
    if (running === undefined) return start();
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return start();
      });
    return next;
  };
}
