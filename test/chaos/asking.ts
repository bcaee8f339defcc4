import { Queue } from 'bullmq';
import { createClient } from '../../src/client/client.ts';
import { queuePrefix, requestJobName, requestQueue } from '../../src/contract/names.ts';
import { type Ask, askNumber, askSeconds } from './asks.ts';
import type { Journal } from './journal.ts';
import type { ChaosOptions } from './options.ts';
import { pause } from './pause.ts';

/** What the auth servers know: what they asked, and what they were told. */
export interface Asking {
  /** By id; each of them is on the queue, Redis said so. */
  readonly asked: Map<string, Ask>;
  /** Outcomes as the product's client gave them, as JSON. */
  readonly told: Map<string, string>;
  /** Ids whose outcome the client gave up on, with its words. */
  readonly givenUp: Map<string, string>;
  /** Lets it ask only so much of everything, from 0 to 1: on a slow machine the questions keep pace with the faults. */
  allow(share: number): void;
  /** Resolves when every challenge is asked. */
  readonly done: Promise<void>;
  stop(): Promise<void>;
}

/** Starts to ask, evenly over the time that is there for it. */
export function startAsking(options: ChaosOptions, redisUrl: string, journal: Journal): Asking {
  const client = createClient({ redisUrl }, { onConnectionError: () => undefined });
  const queue = new Queue(requestQueue, {
    connection: { url: redisUrl, maxRetriesPerRequest: null },
    prefix: queuePrefix,
  });
  queue.on('error', () => undefined);
  const asked = new Map<string, Ask>();
  const told = new Map<string, string>();
  const givenUp = new Map<string, string>();
  const stopping = new AbortController();
  let allowed = 0;
  const askAgain = async ({ id, againAfterMs, request }: Ask) => {
    if (againAfterMs === undefined) return;
    await pause(againAfterMs, stopping.signal);
    if (stopping.signal.aborted) return;
    await queue.add(requestJobName, { ...request, to: '+12125559999' }, { jobId: id });
    journal.fault('id used again');
  };
  const ask = async (one: Ask) => {
    const { id, request } = one;
    if (one.by === 'stranger') await queue.add(requestJobName, request, { jobId: id, ...one.jobOptions });
    else {
      const { outcome } = await askByClient(client, one, stopping.signal);
      outcome.then(
        (result) => told.set(id, JSON.stringify(result)),
        (error: Error) => givenUp.set(id, error.message),
      );
    }
    asked.set(id, one);
    await askAgain(one);
  };
  const asks: Promise<void>[] = [];
  const run = async () => {
    const start = performance.now();
    const gapMs = (askSeconds(options) * 1_000) / options.challenges;
    for (let index = 0; index < options.challenges && !stopping.signal.aborted; index++) {
      await pause(start + index * gapMs - performance.now(), stopping.signal);
      while (index / options.challenges > allowed && !stopping.signal.aborted) await pause(50, stopping.signal);
      asks.push(ask(askNumber(options, index)));
    }
    await Promise.all(asks);
  };
  return {
    asked,
    told,
    givenUp,
    allow: (share) => {
      allowed = share;
    },
    done: run(),
    async stop() {
      stopping.abort();
      client.close();
      await queue.disconnect().catch(() => undefined);
    },
  };
}

/** While Redis is away the client says within two seconds that it could not ask; the same id again is the same challenge. */
async function askByClient(client: ReturnType<typeof createClient>, { id, request }: Ask, signal: AbortSignal) {
  for (;;) {
    try {
      return await client.challenge({ id, ...(request as { to: string; channel: 'voice'; method: 'pound' }) });
    } catch (error) {
      if (signal.aborted) throw error;
      await pause(200, signal);
    }
  }
}
