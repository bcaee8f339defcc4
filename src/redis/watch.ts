import type { Watch } from '../ports.ts';
import type { ResultsHeard } from './results-heard.ts';

/** The Watch port on what the process hears of results. After a gap in that everybody who waits looks again. */
export function createRedisWatch(heard: ResultsHeard): Watch {
  const waiting = new Map<string, Set<() => void>>();
  let leave: (() => void) | undefined;
  const wake = (id: string) => {
    for (const look of waiting.get(id) ?? []) look();
  };
  const hearing = {
    result(id: string, type: string) {
      if (type === 'challenge.closed') wake(id);
    },
    missed() {
      for (const id of waiting.keys()) wake(id);
    },
  };
  return {
    closed(id, ms, signal) {
      leave ??= heard.listen(hearing);
      const { promise, resolve } = Promise.withResolvers<void>();
      const looks = waiting.get(id) ?? new Set();
      waiting.set(id, looks.add(resolve));
      const timer = setTimeout(resolve, ms);
      signal.addEventListener('abort', () => resolve(), { once: true });
      if (signal.aborted) resolve();
      return promise.finally(() => {
        clearTimeout(timer);
        looks.delete(resolve);
        if (looks.size === 0) waiting.delete(id);
        if (waiting.size > 0) return;
        leave?.();
        leave = undefined;
      });
    },
  };
}
