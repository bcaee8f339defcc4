import { dropOld } from '../drop-old.ts';
import type { World } from '../world.ts';
import type { Text } from './text.ts';

/** Puts a text on record, which may push out an old one. */
export function keepText(world: World, text: Text): void {
  world.texts.set(text.sid, text);
  dropOld(world);
}
