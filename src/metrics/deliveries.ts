import { Counter, Gauge, type Registry } from 'prom-client';
import type { EndpointFacts } from '../ports/deliveries.ts';

/** Counts posts of results; which addresses are disabled is read when scraped. Apps are those of the settings: a closed list. */
export function measureDeliveries(registry: Registry, facts: () => Promise<EndpointFacts>): (step: string) => void {
  const registers = [registry];
  new Gauge({
    name: 'poundkey_result_webhook_disabled',
    help: '1 while results are not posted to the webhook of an app because it is dead.',
    labelNames: ['app'],
    registers,
    async collect() {
      for (const { app, trouble } of await facts().catch(() => []))
        this.set({ app }, trouble?.disabledAt === undefined ? 0 : 1);
    },
  });
  const posts = new Counter({
    name: 'poundkey_result_webhook_posts_total',
    help: 'Results for webhooks: taken, failed (to be tried again), kept until their address works, given up.',
    labelNames: ['step'],
    registers,
  });
  for (const step of ['taken', 'failed', 'kept', 'given-up']) posts.inc({ step }, 0);
  return (step) => posts.inc({ step });
}
