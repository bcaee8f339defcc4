/** The way past the limits, and past another challenge of the same subject. */
import { type Advancing, advance } from '../advance.ts';
import { isOpen } from '../challenge/challenge.ts';
import type { Entered, Entry, Gate, GateRefusal } from '../ports/gate.ts';
import type { Provider } from '../ports.ts';

export interface Entering extends Advancing {
  readonly gate: Gate;
  readonly provider: Provider;
}

/** A challenge that entered so long ago and is still not there was lost with its process; until then it may yet come. */
export const comingMsMax = 10_000;

/** However many challenges end in between: there is one at a time. */
const turnsMax = 5;

/**
 * Lets a challenge in unless a limit is used up or its subject is being asked already. Whose challenge it is that stands in
 * the way is only known by reading it: the entry is a hint, and outlives a challenge that closed early.
 */
export async function enter(deps: Entering, entry: Entry): Promise<Entered> {
  let over: string | undefined;
  for (let turn = 1; turn < turnsMax; turn++) {
    const entered = await deps.gate.enter(entry, over);
    if (entered.kind !== 'in-progress') return entered;
    if (!(await isOver(deps, entry, entered))) return entered;
    over = entered.id;
  }
  return await deps.gate.enter(entry, over);
}

type InProgress = Extract<GateRefusal, { kind: 'in-progress' }>;

/** Whether the other challenge is over, be it that it makes room for this one. */
async function isOver(deps: Entering, { app }: Entry, { id, agoMs }: InProgress): Promise<boolean> {
  const stored = await deps.store.load(id);
  if (stored === undefined) return agoMs > comingMsMax;
  const { challenge, now } = stored;
  // The same id, of another app: ours is gone.
  if (challenge.app !== app.id || !isOpen(challenge) || challenge.expiresAt <= now) return true;
  if (app.second === 'refuse') return false;
  const canceled = await advance(deps, id, { type: 'cancel', by: 'by-app' }, stored);
  if (canceled.kind === 'advanced') await hangUp(deps, canceled.events);
  return canceled.kind !== 'unknown';
}

/**
 * Ends the calls at once, so that the next one does not find the line busy. What fails here is done by the jobs that the
 * same commit left: a call is ended as often as we like.
 */
async function hangUp(
  { provider }: Entering,
  events: Extract<Awaited<ReturnType<typeof advance>>, { kind: 'advanced' }>['events'],
) {
  const sids = events.flatMap((event) => (event.type === 'challenge-closed' ? event.hangUp : []));
  await Promise.all(sids.map((sid) => provider.hangUp(sid)));
}
