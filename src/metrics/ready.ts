import { Gauge, type Registry } from 'prom-client';

/** Asks at each scrape what `/readyz` asks: a process that cannot work is otherwise scraped as if nothing were wrong. */
export function measureReadiness(registry: Registry, checks: () => Promise<Readonly<Record<string, string>>>): void {
  new Gauge({
    name: 'poundkey_ready',
    help: '1 while this process can work; /readyz says what it is missing.',
    registers: [registry],
    async collect() {
      const verdicts = Object.values(await checks());
      this.set(verdicts.every((verdict) => verdict === 'ok') ? 1 : 0);
    },
  });
}
