import { phoneChanged } from '../phones/phone-book.ts';
import type { World } from '../world.ts';
import type { Call } from './call.ts';
import { addCaption } from './change-call.ts';

/**
 * Presses keys one after the other on an answered call. A gather takes those that come while it listens; it has stopped
 * listening when this returns, if they ended it. The rest is dropped, as on a real line.
 * @returns the keys that were taken
 */
export function pressKeys(world: World, call: Call, keys: string): string {
  let taken = '';
  addCaption(world, call, 'keys', keys);
  for (const key of keys) {
    const { gather } = call.line;
    if (gather === null || !gather.rules.takesKeys) break;
    gather.take(key);
    taken += key;
  }
  phoneChanged(world, call.request.to);
  return taken;
}
