import type { World } from '../world.ts';
import type { Text } from './text.ts';

const TEXTS_MAX = 5_000;

/** Puts a text on record; beyond 5,000 the oldest goes. */
export function keepText(world: World, text: Text): void {
  world.texts.set(text.sid, text);
  const oldest = world.texts.keys().next().value;
  if (world.texts.size > TEXTS_MAX && oldest !== undefined) world.texts.delete(oldest);
}
