import { isLive } from '../calls/call.ts';
import type { Text } from '../texts/text.ts';
import type { World } from '../world.ts';
import type { Phone } from './phone.ts';
import { viewPhone } from './view-phone.ts';

const PHONES_MAX = 1_000;
const THREAD_MAX = 200;

/** A number in E.164, with or without its plus; null if it is none. */
export function readNumber(text: string): string | null {
  return /^\+?[1-9]\d{6,14}$/.test(text) ? `+${text.replace('+', '')}` : null;
}

/** The phone of a number; it exists from its first mention. Beyond 1,000 phones the oldest without a live call goes. */
export function phoneOf(world: World, number: string): Phone {
  const known = world.phones.get(number);
  if (known) return known;
  const phone: Phone = { number, behavior: 'manual', extension: null, call: null, thread: [], unreadSids: [] };
  world.phones.set(number, phone);
  if (world.phones.size > PHONES_MAX) {
    const oldest = [...world.phones.values()].find((other) => other !== phone && !isInUse(other));
    if (oldest) world.phones.delete(oldest.number);
  }
  phoneChanged(world, number);
  return phone;
}

export function isInUse(phone: Phone): boolean {
  return phone.call !== null && isLive(phone.call.state);
}

/** Puts a text into the thread of a phone; `arrived` ones wait to be returned by a wait. */
export function addToThread(world: World, number: string, text: Text, arrived: boolean): void {
  const phone = phoneOf(world, number);
  phone.thread.push(text);
  if (arrived) phone.unreadSids.push(text.sid);
  if (phone.thread.length > THREAD_MAX) phone.thread.shift();
  if (phone.unreadSids.length > THREAD_MAX) phone.unreadSids.shift();
  phoneChanged(world, number);
}

/** Tells the page and every waiter that a phone looks different; several changes of one turn are one event. */
export function phoneChanged(world: World, number: string): void {
  world.watch.changed();
  if (world.stalePhones.size === 0) setImmediate(publishStale, world);
  world.stalePhones.add(number);
}

function publishStale(world: World): void {
  const stale = [...world.stalePhones];
  world.stalePhones.clear();
  for (const number of stale) {
    const phone = world.phones.get(number);
    if (phone) world.events.publish('phone', () => viewPhone(phone));
  }
}
