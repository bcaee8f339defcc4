import type { Admitting } from '../src/admit.ts';
import { requestQueue } from '../src/contract/names.ts';
import { type Consumer, type Consuming, consume } from '../src/queue/consume.ts';
import { type Dispatching, dispatch } from './dispatch.ts';
import { hangUp } from './hang-up.ts';
import { intake } from './intake.ts';
import { lookUp } from './look-up.ts';
import { repeat, sweep } from './sweep.ts';
import { upkeep } from './upkeep.ts';

export interface WorkersDeps extends Admitting, Dispatching, Consuming {}
export interface WorkersOptions {
  readonly concurrency: number;
  readonly callsPerSecond: number | undefined;
  readonly textsPerSecond: number | undefined;
}

/** Milliseconds between two looks at the alarms: how late an expiry may be. */
const sweepEveryMs = 250;

/** Starts everything that takes work off a queue or off the clock. */
export function startWorkers(
  deps: WorkersDeps,
  { concurrency, callsPerSecond, textsPerSecond }: WorkersOptions,
): Consumer {
  const consumers = [
    consume(deps, requestQueue, intake(deps), { concurrency }),
    consume(deps, 'voice', dispatch(deps), {
      concurrency,
      ...(callsPerSecond !== undefined && { perSecond: callsPerSecond }),
    }),
    consume(deps, 'sms', dispatch(deps), {
      concurrency,
      ...(textsPerSecond !== undefined && { perSecond: textsPerSecond }),
    }),
    consume(deps, 'upkeep', upkeep({ 'hang-up': hangUp(deps), 'look-up': lookUp(deps) }), { concurrency }),
  ];
  const sweeping = repeat(sweep(deps), sweepEveryMs, (error) => deps.log.warn({ error }, 'alarms could not be read'));
  return {
    async close() {
      await Promise.all([sweeping.stop(), ...consumers.map((consumer) => consumer.close())]);
    },
  };
}
