import type { CallView, PhoneView } from '../phones/view-phone.ts';
import { showNumber } from './phone-number.ts';
import { remember, remembered } from './remember.ts';
import { ring } from './sound.ts';
import type { PageState } from './state.ts';

const TITLE = document.title;
const told = new Set<string>();
let wanted = remembered('alerts');

/** What a person must notice from another tab or another room: the title, the bell and, if allowed, a notification. */
export function drawAttention({ phones, silenced }: PageState): void {
  const ringing = phones.filter(({ call }) => call?.status === 'ringing' && !silenced.has(call.sid));
  const [first] = ringing;
  ring(first !== undefined);
  const title = first ? `☎ ${showNumber(first.number)} rings` : TITLE;
  if (document.title !== title) document.title = title;
  for (const phone of ringing) if (phone.call) notify(phone, phone.call);
  if (!first) told.clear();
}

/** A frame may not ask for notifications, and neither may a page without a secure origin. */
export function canNotify(): boolean {
  return typeof Notification !== 'undefined' && isSecureContext && parent === window && !isPermission('denied');
}

export function notificationsWanted(): boolean {
  return canNotify() && wanted && isPermission('granted');
}

/** Asks the browser for permission, if that is still open. */
export async function wantNotifications(on: boolean): Promise<void> {
  wanted = on;
  remember('alerts', on);
  if (on) await Notification.requestPermission();
}

function isPermission(permission: NotificationPermission): boolean {
  return Notification.permission === permission;
}

function notify({ number }: PhoneView, { sid, from }: CallView): void {
  if (told.has(sid)) return;
  told.add(sid);
  if (!notificationsWanted() || document.hasFocus()) return;
  // One tag, so that several tabs make one notification.
  new Notification(`${showNumber(number)} rings`, { body: `from ${showNumber(from)}`, tag: sid }).onclick = () =>
    focus();
}
