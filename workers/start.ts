import type { Admitting } from '../src/admit/admit.ts';
import type { Channel } from '../src/challenge/challenge.ts';
import { requestQueue, resultQueue } from '../src/contract/names.ts';
import type { ResultNews } from '../src/ports/deliveries.ts';
import type { Consume, Consumer, DelayedRequests } from '../src/ports.ts';
import { recurring } from '../src/recurring.ts';
import type { AtOnce } from './at-once.ts';
import { type Delivering, deliver } from './deliver.ts';
import { type Dispatching, dispatch, goOn } from './dispatch.ts';
import { handOverResults } from './hand-over-results.ts';
import { hangUp } from './hang-up.ts';
import { intake } from './intake.ts';
import { lookUp } from './look-up.ts';
import { overdue } from './overdue.ts';
import { repeat, sweep } from './sweep.ts';
import { upkeep } from './upkeep.ts';

export interface WorkersDeps extends Admitting, Dispatching {
  readonly consume: Consume;
  readonly delayed: DelayedRequests;
  /** The queue that the challenges' jobs are handed to. */
  readonly queue: AtOnce;
  /** Absent when no app wants its results posted. */
  readonly delivering?: (Delivering & { readonly news: ResultNews }) | undefined;
}
export interface WorkersOptions {
  readonly concurrency: number;
  readonly callsPerSecond: number | undefined;
  readonly textsPerSecond: number | undefined;
}

/** Milliseconds between two looks at the alarms: how late an expiry may be. */
const sweepEveryMs = 250;
/** The same for requests that the queue holds back. */
const overdueEveryMs = 1_000;

/** Starts everything that takes work off a queue or off the clock. */
export function startWorkers(
  deps: WorkersDeps,
  { concurrency, callsPerSecond, textsPerSecond }: WorkersOptions,
): Consumer {
  const unlimited = new Set<Channel>([
    ...(callsPerSecond === undefined ? (['voice'] as const) : []),
    ...(textsPerSecond === undefined ? (['sms'] as const) : []),
  ]);
  const consumers = [
    deps.queue.begin(
      { dispatch: dispatch(deps), goOn: goOn(deps) },
      { concurrency: concurrency * 2, channels: unlimited },
    ),
    deps.consume(requestQueue, intake(deps), { concurrency }),
    deps.consume('voice', dispatch(deps), {
      concurrency,
      ...(callsPerSecond !== undefined && { perSecond: callsPerSecond }),
    }),
    deps.consume('sms', dispatch(deps), {
      concurrency,
      ...(textsPerSecond !== undefined && { perSecond: textsPerSecond }),
    }),
    deps.consume('upkeep', upkeep({ 'hang-up': hangUp(deps), 'look-up': lookUp(deps) }), { concurrency }),
    ...posting(deps, concurrency),
  ];
  const failing = (what: string) => recurring((error, times) => deps.log.warn({ error, times }, what));
  const sweeping = repeat(sweep(deps), sweepEveryMs, failing('alarms could not be read'));
  const releasing = repeat(
    overdue(deps, deps.delayed),
    overdueEveryMs,
    failing('delayed requests could not be looked at'),
  );
  return {
    async close() {
      await Promise.all([sweeping.stop(), releasing.stop(), ...consumers.map((consumer) => consumer.close())]);
      await deps.delayed.close();
    },
    trouble: () => consumers.map((consumer) => consumer.trouble?.()).find((trouble) => trouble !== undefined),
  };
}

function posting({ delivering, consume }: WorkersDeps, concurrency: number): Consumer[] {
  if (delivering === undefined) return [];
  return [handOverResults(delivering), consume(resultQueue, deliver(delivering), { concurrency: concurrency * 2 })];
}
