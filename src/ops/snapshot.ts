import type { EndpointFacts } from '../ports/deliveries.ts';
import type { Overview, QueueFacts, Tally } from '../ports/operators.ts';

/** What the page shows, taken at one moment. */
export interface Snapshot {
  readonly at: string;
  readonly healthy: boolean;
  readonly checks: readonly { readonly name: string; readonly problem: string }[];
  readonly inFlight: number;
  readonly tally: Tally;
  readonly queues: readonly QueueFacts[];
  readonly endpoints: EndpointFacts;
}

export interface Watching {
  readonly checks: () => Promise<Readonly<Record<string, string>>>;
  readonly overview: Overview;
  readonly queueStates: () => Promise<QueueFacts[]>;
  /** The webhooks that results are posted to. */
  readonly endpointFacts: () => Promise<EndpointFacts>;
}

const noTally: Tally = {
  byMinute: Array.from({ length: 60 }, () => ({ approved: 0, other: 0 })),
  byOutcome: new Map(),
};

/** With Redis away the page still opens and says so; what cannot be read is shown as nothing. */
export async function takeSnapshot({ checks, overview, queueStates, endpointFacts }: Watching): Promise<Snapshot> {
  const problems = await checks();
  const [inFlight, tally, queues, endpoints] = await Promise.all([
    overview.inFlight().catch(() => 0),
    overview.lastHour().catch(() => noTally),
    queueStates().catch(() => []),
    endpointFacts().catch(() => []),
  ]);
  const listed = Object.entries(problems).map(([name, problem]) => ({ name, problem }));
  return {
    at: new Date().toISOString(),
    healthy: listed.every(({ problem }) => problem === 'ok'),
    checks: listed,
    inFlight,
    tally,
    queues,
    endpoints,
  };
}
