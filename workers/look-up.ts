import { markOf } from '../src/advance/change.ts';
import { type Advancing, advance } from '../src/advance.ts';
import { type Attempt, type Channel, extensionOf, isOpen, numberOf } from '../src/challenge/challenge.ts';
import type { Job } from '../src/challenge/jobs.ts';
import type { Phone } from '../src/challenge/phone.ts';
import { dialDeadlineMs, providerTimeoutMs } from '../src/challenge/policy.ts';
import type { Handler, Provider } from '../src/ports.ts';

export interface LookingUp extends Advancing {
  readonly provider: Provider;
}

/** The provider's clock and ours may differ by this much. */
const clockSkewMs = 2_000;

/**
 * Asks the provider whether an attempt whose request got no clear answer was placed after all. Only a single call or text
 * that nobody else has claimed is taken for it, and none while another challenge looks for one to the same number: on a
 * shared number that would be a guess, and a guess can hang up a stranger. What cannot be decided now is asked again by the challenge's alarm.
 */
export function lookUp(deps: LookingUp): Handler {
  return async ({ data }) => {
    const { id, attempt: index } = data as Extract<Job, { type: 'look-up' }>;
    const stored = await deps.store.load(id);
    if (stored === undefined || !isOpen(stored.challenge)) return;
    const attempt = stored.challenge.attempts[index];
    const to = numberOf(stored.challenge, attempt?.step ?? -1);
    if (attempt?.status !== 'sending' || to === undefined) return;
    // Everybody in an office is called by one number: whose call it is only its callbacks can tell.
    if (extensionOf(stored.challenge, attempt.step) !== undefined) return;
    // `at` is when the fence was set; the provider's clock is not ours.
    const found = await deps.provider.find({ channel: attempt.channel, to, since: attempt.at - clockSkewMs });
    if (found === 'unknown') return;
    const mark = markOf(id, index);
    const claimants = await deps.store.claimants(found.map(({ sid }) => sid));
    const latest = attempt.at + dialDeadlineMs + providerTimeoutMs + clockSkewMs;
    const candidates = found.filter(
      ({ createdAt }, i) => createdAt <= latest && (claimants[i] === undefined || claimants[i] === mark),
    );
    deps.log.info({ challengeId: id, attempt: index, candidates: candidates.length }, 'attempt looked up');
    const [candidate] = candidates;
    const isOurs = claimants[found.findIndex(({ sid }) => sid === candidate?.sid)] === mark;
    if (!isOurs && (await anotherInDoubt(deps, id, attempt.channel, to))) return;
    if (candidate === undefined || candidates.length > 1 || !(await deps.store.claim(candidate.sid, mark))) return;
    const { sid } = candidate;
    await advance(deps, id, { type: 'record-placed', attempt: index, nonce: attempt.nonce, sid });
  };
}

/** Whether another challenge may have placed a call or text to this number without knowing: the one that was found may be that. */
async function anotherInDoubt({ store }: LookingUp, id: string, channel: Channel, to: Phone): Promise<boolean> {
  const others = (await store.placedTo(to)).filter((other) => other !== id);
  const found = await Promise.all(others.map((other) => store.load(other)));
  return found.some((stored) =>
    stored?.challenge.attempts.some((attempt) => attempt.channel === channel && isInDoubt(attempt)),
  );
}

/** Asked for, and nothing known of it; it may have ended so, with its challenge. */
function isInDoubt(attempt: Attempt): boolean {
  if (attempt.status === 'sending') return true;
  return attempt.status === 'ended' && attempt.nonce !== undefined && attempt.sid === undefined;
}
