import { type Advancing, advance, repair } from '../src/advance.ts';

/** How many challenges one round wakes, over all partitions; the rest wait for the next round. */
const countMax = 800;

/** What could not be woken is left alone for so long. */
const tryAgainMs = 2_000;

/**
 * Wakes challenges whose alarm has gone off: expiry, the next step, a retry, a lookup, jobs that a crash left behind.
 * Every node sweeps; two that wake the same challenge at once race, and one of them wins.
 */
export function sweep(deps: Advancing): () => Promise<number> {
  return async () => {
    const ids = await deps.store.due(countMax);
    await Promise.all(ids.map((id) => wakeOne(deps, id)));
    return ids.length;
  };
}

async function wakeOne(deps: Advancing, id: string): Promise<void> {
  try {
    const woken = await advance(deps, id, { type: 'wake' });
    // Nothing was due, so the alarm was set for jobs that have not been handed over. What this process remembers may be
    // another state than Redis has: a commit was lost with a fail-over, or another process has written since.
    const stored = woken.kind === 'refused' ? await deps.store.load(id) : undefined;
    if (woken.kind === 'unknown' || (woken.kind === 'refused' && stored === undefined)) await deps.store.forget(id);
    else if (stored !== undefined) await repair(deps, stored);
  } catch (error) {
    deps.log.warn({ challengeId: id, error }, 'challenge not woken; it is tried again');
    // One that can never be woken must not stand in front of all that can. While Redis is away there is nothing to say.
    await deps.store.postpone(id, deps.clock.now() + tryAgainMs).catch(() => undefined);
  }
}

/** Runs `round` again and again, each `everyMs` after the last one ended, until stopped. */
export function repeat(
  round: () => Promise<unknown>,
  everyMs: number,
  onError: (error: unknown) => void,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { promise: stopped, resolve: wake } = Promise.withResolvers<void>();
  const loop = async () => {
    while (!stopping.signal.aborted) {
      await round().catch(onError);
      const { promise: slept, resolve: next } = Promise.withResolvers<void>();
      const timer = setTimeout(next, everyMs);
      await Promise.race([slept, stopped]);
      clearTimeout(timer);
    }
  };
  const running = loop();
  return {
    async stop() {
      stopping.abort();
      wake();
      await running;
    },
  };
}
