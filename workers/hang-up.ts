import type { Job } from '../src/challenge/jobs.ts';
import type { Log } from '../src/log.ts';
import type { Handler, Provider } from '../src/ports.ts';

export interface HangingUp {
  readonly provider: Provider;
  readonly log: Log;
}

/** Ends a call whose challenge is over. Throws when the provider cannot be asked, so that the job comes again. */
export function hangUp({ provider, log }: HangingUp): Handler {
  return async ({ data }) => {
    const { id, sid } = data as Extract<Job, { type: 'hang-up' }>;
    const outcome = await provider.hangUp(sid);
    log.info({ challengeId: id, outcome }, 'call hung up');
    if (outcome === 'unknown') throw new Error('the provider did not say whether the call was ended');
  };
}
