import { challengeRequest } from '../src/contract/request.ts';
import type { Clock, DelayedRequests } from '../src/ports.ts';

/** No challenge lives longer; a time further ahead than this is no wish but a wrong clock. */
const lifetimeMaxMs = 600_000;

/**
 * A producer may have the queue hold its request back, and for longer than the challenge lives. Such a request gets its end
 * when its time is over, not when the queue would let it go: until then its number lies there in clear. One that does not
 * parse, or whose time cannot be right, need not wait at all.
 */
export function overdue({ clock }: { clock: Clock }, delayed: DelayedRequests): () => Promise<number> {
  return () => {
    const now = clock.now();
    return delayed.release(({ data, enqueuedAt }) => {
      const request = challengeRequest.safeParse(data);
      if (!request.success || !(enqueuedAt > 0) || enqueuedAt > now + lifetimeMaxMs) return true;
      return enqueuedAt + request.data.lifetimeSeconds * 1_000 <= now;
    });
  };
}
