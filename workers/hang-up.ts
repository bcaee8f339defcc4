import type { Job } from '../src/challenge/jobs.ts';
import type { Log } from '../src/log.ts';
import type { Clock, Handler, Provider } from '../src/ports.ts';

export interface HangingUp {
  readonly provider: Provider;
  readonly clock: Clock;
  readonly log: Log;
}

/** A call asks a dozen questions at the most: whatever it was, it has rung off by now. */
const givenUpAfterMs = 900_000;

/**
 * Ends a call whose challenge is over. Throws when the provider cannot be asked, so that the job comes again, for as long as
 * the call can last.
 */
export function hangUp({ provider, clock, log }: HangingUp): Handler {
  return async ({ data, enqueuedAt }) => {
    const { id, sid } = data as Extract<Job, { type: 'hang-up' }>;
    const outcome = await provider.hangUp(sid);
    log.info({ challengeId: id, outcome }, 'call hung up');
    if (outcome !== 'unknown') return;
    if (clock.now() - enqueuedAt < givenUpAfterMs)
      throw new Error('the provider did not say whether the call was ended');
    log.warn({ challengeId: id }, 'call given up: the provider never said whether it was ended');
  };
}
