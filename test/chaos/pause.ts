/** The one wait of this harness: a delay of the world it plays (ringing, thinking, a retry), never a proof of anything. */
export function pause(ms: number, until?: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, Math.max(0, ms));
  const abort = () => resolve();
  if (until?.aborted) resolve();
  else until?.addEventListener('abort', abort, { once: true });
  return promise.finally(() => {
    clearTimeout(timer);
    until?.removeEventListener('abort', abort);
  });
}
