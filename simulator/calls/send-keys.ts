import type { World } from '../world.ts';
import type { Call } from './call.ts';
import { addCaption } from './change-call.ts';
import { switchboardHearsKeys } from './switchboard.ts';
import { waitOnLine } from './wait-on-line.ts';

const PAUSE_MS: Readonly<Record<string, number>> = { w: 500, W: 1_000 };

/**
 * Keys from our side of the line (`SendDigits`, `<Play digits>`): `w` waits half a second, `W` a whole one, whatever
 * stands between two waits is pressed at once. Stops when `signal` is aborted.
 */
export async function sendKeys(world: World, call: Call, digits: string, signal: AbortSignal): Promise<void> {
  for (const part of digits.match(/[wW]+|[^wW]+/g) ?? []) {
    if (signal.aborted) return;
    const pauseMs = [...part].reduce((sum, key) => sum + (PAUSE_MS[key] ?? 0), 0);
    if (pauseMs > 0) await waitOnLine(world, call, pauseMs, signal);
    else {
      addCaption(world, call, 'keys', part);
      switchboardHearsKeys(world, call, part);
    }
  }
}
