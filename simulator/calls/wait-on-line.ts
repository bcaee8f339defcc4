import type { World } from '../world.ts';
import type { Call } from './call.ts';
import { callTimer } from './change-call.ts';

/** Resolves after `ms` of the simulator's clock, at once when `signal` is aborted. */
export function waitOnLine(world: World, call: Call, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = callTimer(world, call, ms, done);
    signal.addEventListener('abort', done);
  });
}
