import type { World } from '../world.ts';
import type { Answer } from './answer.ts';
import { refuse } from './read-number.ts';

/** The refusal of a request that is in order, by a fault that is switched on for its number; null for none. */
export function refuseNumber(world: World, use: 'call' | 'text', number: string): Answer | null {
  const hit = world.faults.drawNumber(use, number, ['refused']);
  if (hit?.code === undefined) return null;
  return { kind: 'refused', error: refuse(hit.code, number), fault: 'refused' };
}
