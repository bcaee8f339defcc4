import type { Job } from '../src/challenge/jobs.ts';
import type { Handler } from '../src/ports.ts';

type Kind = Exclude<Job['type'], 'dispatch'>;

/** One queue for what has to be done about attempts already placed; each kind of job has its handler. */
export function upkeep(handlers: Readonly<Record<Kind, Handler>>): Handler {
  return async (job) => {
    const { type } = job.data as { type: Kind };
    await handlers[type](job);
  };
}
