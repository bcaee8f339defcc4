import { setTimeout as sleep } from 'node:timers/promises';

const askAgainMs = 100;

/** Resolves once the address answers with success; rejects, with what it said last, when `signal` gives up waiting. */
export async function untilReady(url: string, signal: AbortSignal): Promise<void> {
  for (let said = 'it does not answer'; ; ) {
    try {
      const response = await fetch(url, { signal });
      if (response.ok) return;
      said = await response.text();
    } catch {
      // Nobody listens there yet, or the time is up.
    }
    if (signal.aborted) throw new Error(`${url} is not ready: ${said}`);
    await sleep(askAgainMs);
  }
}
