import { Gauge, type Registry } from 'prom-client';
import type { QueueFacts } from '../ports/operators.ts';

/** Read when scraped: queues belong to all processes, so each tells the same: take the largest, not the sum. One look serves both gauges. */
export function measureQueues(registry: Registry, queueFacts: () => Promise<QueueFacts[]>): void {
  const registers = [registry];
  let looking: Promise<QueueFacts[]> | undefined;
  const look = () => {
    // A scrape must not fail because Redis is away: what is not known is left out.
    looking ??= queueFacts()
      .catch(() => [])
      .finally(() => {
        looking = undefined;
      });
    return looking;
  };
  new Gauge({
    name: 'poundkey_queue_oldest_waiting_seconds',
    help: 'How long the first job in line has waited.',
    labelNames: ['queue'],
    registers,
    async collect() {
      // What was true at the last scrape is not told as if it still were.
      this.reset();
      for (const { queue, oldestWaitingSeconds } of await look()) this.set({ queue }, oldestWaitingSeconds);
    },
  });
  new Gauge({
    name: 'poundkey_queue_jobs',
    help: 'Jobs in a queue.',
    labelNames: ['queue', 'state'],
    registers,
    async collect() {
      // What was true at the last scrape is not told as if it still were.
      this.reset();
      for (const { queue, counts } of await look())
        for (const [state, jobs] of Object.entries(counts)) this.set({ queue, state }, jobs);
    },
  });
}
