import { type Job as BullJob, DelayedError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { queuePrefix } from '../contract/names.ts';
import { type Log, scrub } from '../log.ts';
import type { ConsumeOptions, Consumer, Handler, Later, PatientHandler } from '../ports.ts';
import { recurring } from '../recurring.ts';
import { createRest } from './rest.ts';

export interface Consuming {
  readonly connection: Redis;
  readonly log: Log;
}
/**
 * Hands the jobs of a queue to `handle`, at least once each. A handler that throws met broken infrastructure: the job goes
 * back and comes again, later each time; it is never counted against the options its producer chose, and nothing of it is
 * kept when it is done.
 */
export function consume(
  { connection, log }: Consuming,
  queue: string,
  handle: Handler | PatientHandler,
  options: ConsumeOptions,
): Consumer {
  const worker = new Worker(queue, (job, token) => run(log, queue, handle, job, token), {
    connection,
    prefix: queuePrefix,
    concurrency: options.concurrency,
    ...(options.perSecond !== undefined && { limiter: limiterOf(options.perSecond) }),
    // A dead worker's jobs are back within some 15 s. Running one again is harmless (the fence protects dispatch, intake
    // changes nothing for a known id), so a stall is never a reason to give a job up.
    lockDuration: 10_000,
    stalledInterval: 5_000,
    maxStalledCount: 1_000_000,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
    skipVersionCheck: true,
  });
  const rest = createRest(worker);
  const tell = recurring((error, times) => log.warn({ queue, error, times }, 'worker trouble'));
  let lastError = '';
  worker.on('error', (error) => {
    lastError = scrub(error.message);
    tell(error);
    rest.met();
  });
  return {
    close() {
      rest.stop();
      return worker.close();
    },
    trouble: () => (rest.isResting() ? `the queue ${queue} cannot be worked on: ${lastError}` : undefined),
  };
}

async function run(
  log: Log,
  queue: string,
  handle: Handler | PatientHandler,
  job: BullJob,
  token: string | undefined,
): Promise<void> {
  // Whatever its producer wished, a finished job leaves nothing behind: its data has the number in clear.
  Object.assign(job.opts, { removeOnComplete: true, removeOnFail: true });
  const putBack = async (delayMs: number): Promise<never> => {
    // A job that cannot even be put back must not fail, or it would be gone: it stays until its lock has run out.
    await job
      .moveToDelayed(Date.now() + delayMs, token)
      .catch((error: unknown) => log.error({ queue, error }, 'job not put back'));
    throw new DelayedError();
  };
  let later: Later | undefined;
  try {
    later = (await handle({ id: String(job.id), data: job.data, enqueuedAt: job.timestamp })) ?? undefined;
    if (later?.data !== undefined) await job.updateData(later.data);
  } catch (error) {
    log.error({ queue, error }, 'job put back');
    await putBack(Math.min(250 * 2 ** Math.min(job.attemptsStarted, 7), 20_000));
  }
  if (later !== undefined) await putBack(later.againInMs);
}

const limiterOf = (perSecond: number) =>
  perSecond >= 1
    ? { max: Math.floor(perSecond), duration: 1_000 }
    : { max: 1, duration: Math.round(1_000 / perSecond) };
