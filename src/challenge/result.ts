import { type Challenge, type Channel, type ClosedChallenge, isOpen, type Method } from './challenge.ts';
import type { ChallengeEvent } from './event.ts';
import type { Outcome } from './outcome.ts';

/** What the auth server is told; `contract/result.ts` holds the published schema of the same shape. */
export interface Result {
  readonly v: 1;
  readonly type: 'challenge.closed' | 'challenge.progress';
  readonly id: string;
  readonly status: Outcome['status'] | 'sent' | 'ringing' | 'answered' | 'delivered';
  readonly reason?: Outcome['reason'];
  readonly channel?: Channel;
  readonly method?: Method;
  readonly app: string;
  readonly subject: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly at: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

/** The results that follow from facts about a challenge: one per step forward, and exactly one when it closes. */
export function resultsAfter(challenge: Challenge, events: readonly ChallengeEvent[]): Result[] {
  const { id, app, subject, metadata } = challenge;
  return events.flatMap((event): Result[] => {
    const at = new Date(event.at).toISOString();
    if (event.type === 'challenge-closed') return [closedResult(challenge, event, at)];
    const attempt =
      event.type === 'attempt-placed' || event.type === 'call-answered' ? challenge.attempts[event.attempt] : undefined;
    if (attempt === undefined) return [];
    const status = event.type === 'attempt-placed' ? event.status : 'answered';
    const { channel, method } = attempt;
    return [{ v: 1, type: 'challenge.progress', id, status, channel, method, app, subject, metadata, at }];
  });
}

/** The outcome of a challenge that is over, the same as when it was published. */
export const outcomeOf = (challenge: ClosedChallenge) =>
  closedResult(challenge, challenge, new Date(challenge.closedAt).toISOString());

type Closing = Pick<ClosedChallenge, 'status' | 'reason' | 'channel' | 'method'>;

function closedResult({ id, app, subject, metadata }: Challenge, closing: Closing, at: string) {
  const { status, reason, channel, method } = closing;
  const type = 'challenge.closed' as const;
  return { v: 1 as const, type, id, status, reason, channel, method, app, subject, metadata, at };
}

/** The status to show: the outcome, or that of the attempt which has come furthest. */
export function shownStatus(challenge: Challenge): string {
  if (!isOpen(challenge)) return challenge.status;
  const order = ['queued', 'sending', 'sent', 'ringing', 'delivered', 'answered'];
  // Somebody has answered, and has something to type now.
  const shown = challenge.attempts.map(({ status }) => (status === 'heard' ? 'answered' : status));
  const live = shown.map((status) => order.indexOf(status)).filter((rank) => rank >= 0);
  return order[Math.max(0, ...live)] ?? 'queued';
}
