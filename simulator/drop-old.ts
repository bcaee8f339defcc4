import { phoneChanged } from './phones/phone-book.ts';
import type { Text } from './texts/text.ts';
import type { World } from './world.ts';

const ENDED_CALLS_MAX = 5_000;
const TEXTS_MAX = 5_000;

/**
 * Drops the oldest records: calls that are over and texts beyond 5,000 each, and everything that is older than
 * `keepForHours` of the simulator's clock. A text also leaves the thread it stands in; a live call is never dropped.
 */
export function dropOld(world: World): void {
  const before = world.clock.now() - world.settings.keepForHours * 3_600_000;
  for (const [sid, call] of world.endedCalls) {
    if (world.endedCalls.size <= ENDED_CALLS_MAX && call.updatedAt >= before) break;
    world.endedCalls.delete(sid);
    world.calls.delete(sid);
  }
  for (const text of world.texts.values()) {
    if (world.texts.size <= TEXTS_MAX && text.createdAt >= before) break;
    world.texts.delete(text.sid);
    leaveThread(world, text);
  }
  world.wire.dropBefore(before);
}

/** Moves the clock by `seconds` and drops what has become too old on the way. */
export async function advanceWorld(world: World, seconds: number): Promise<void> {
  await world.clock.advance(seconds * 1_000, world.work.idle);
  dropOld(world);
}

function leaveThread(world: World, text: Text): void {
  const number = text.direction === 'inbound' ? text.from : text.to;
  const phone = world.phones.get(number);
  const place = phone?.thread.indexOf(text) ?? -1;
  if (phone === undefined || place === -1) return;
  phone.thread.splice(place, 1);
  const unread = phone.unreadSids.indexOf(text.sid);
  if (unread !== -1) phone.unreadSids.splice(unread, 1);
  phoneChanged(world, number);
}
