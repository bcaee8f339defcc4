import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { isOpen } from './challenge/challenge.ts';
import { measureDeliveries } from './metrics/deliveries.ts';
import { type CountingDoor, countCallbacks, countRequests } from './metrics/doors.ts';
import { measureQueues } from './metrics/queues.ts';
import { measureReadiness } from './metrics/ready.ts';
import type { EndpointFacts } from './ports/deliveries.ts';
import type { QueueFacts } from './ports/operators.ts';
import type { Change, Placement, Provider, Store } from './ports.ts';

/** What Prometheus scrapes. Labels are short closed lists: never a number, a subject or an id. */
export interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
  /** The same Store, counting what it writes. */
  measureStore(store: Store): Store;
  /** The same Provider, counting and timing what is asked of it. */
  measureProvider(provider: Provider): Provider;
  /** Counts a request that was not taken on, by a reason of ours. */
  refused(reason: string): void;
  /** The same public door, counting what comes in. */
  countingCallbacks: CountingDoor;
  /** The same private door, counting what it answers. */
  countingRequests: CountingDoor;
  /** Tells at each scrape whether this process can work. */
  measureReadiness(checks: () => Promise<Readonly<Record<string, string>>>): void;
  /** Counts steps of posting results; `facts` are asked at each scrape. */
  measureDeliveries(facts: () => Promise<EndpointFacts>): (step: string) => void;
}

const seconds = {
  request: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  challenge: [1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600],
};

export function createMetrics(options: { version: string; queueFacts: () => Promise<QueueFacts[]> }): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const meters = createMeters(registry);
  for (const channel of ['voice', 'sms']) meters.attempts.inc({ channel, status: 'placed', reason: '' }, 0);
  measureQueues(registry, options.queueFacts);
  new Gauge({
    name: 'poundkey_build_info',
    help: 'The running version.',
    labelNames: ['version'],
    registers: [registry],
  }).set({ version: options.version }, 1);
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    measureStore: (store) => measureStore(meters, store),
    measureProvider: (provider) => measureProvider(meters, provider),
    refused: (reason) => meters.blocked.inc({ reason }),
    measureDeliveries: (facts) => measureDeliveries(registry, facts),
    countingCallbacks: countCallbacks(registry),
    countingRequests: countRequests(registry),
    measureReadiness: (checks) => measureReadiness(registry, checks),
  };
}

type Meters = ReturnType<typeof createMeters>;

function createMeters(registry: Registry) {
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers });
  return {
    challenges: counter('poundkey_challenges_total', 'Challenges that closed.', [
      'channel',
      'country',
      'outcome',
      'reason',
    ]),
    duration: new Histogram({
      name: 'poundkey_challenge_duration_seconds',
      help: 'From the request to the outcome.',
      labelNames: ['channel', 'outcome'],
      buckets: seconds.challenge,
      registers,
    }),
    attempts: counter('poundkey_attempts_total', 'Calls and texts asked of the provider.', [
      'channel',
      'status',
      'reason',
    ]),
    providerRequest: new Histogram({
      name: 'poundkey_provider_request_duration_seconds',
      help: 'How long the provider took to answer.',
      labelNames: ['operation', 'result'],
      buckets: seconds.request,
      registers,
    }),
    results: counter('poundkey_results_published_total', 'Results stored and published.', ['type']),
    blocked: counter('poundkey_blocked_total', 'Requests that were not taken on.', ['reason']),
  };
}

function measureStore(meters: Meters, store: Store): Store {
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

function measureProvider(meters: Meters, provider: Provider): Provider {
  const timed = async <T>(operation: string, ask: () => Promise<T>, resultOf: (answer: T) => string): Promise<T> => {
    const stop = meters.providerRequest.startTimer({ operation });
    const answer = await ask();
    stop({ result: resultOf(answer) });
    return answer;
  };
  const placed = async (channel: 'voice' | 'sms', ask: () => Promise<Placement>): Promise<Placement> => {
    const placement = await timed(channel === 'voice' ? 'call' : 'text', ask, ({ kind }) => kind);
    meters.attempts.inc({
      channel,
      status: placement.kind,
      reason: placement.kind === 'failed' ? placement.reason : '',
    });
    return placement;
  };
  return {
    call: (order) => placed('voice', () => provider.call(order)),
    text: (order) => placed('sms', () => provider.text(order)),
    hangUp: (sid) =>
      timed(
        'hang-up',
        () => provider.hangUp(sid),
        (outcome) => outcome,
      ),
    find: (query) =>
      timed(
        'look-up',
        () => provider.find(query),
        (found) => (found === 'unknown' ? 'unknown' : 'found'),
      ),
  };
}
