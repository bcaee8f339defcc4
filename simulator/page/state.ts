import type { FaultRules } from '../faults/fault-rules.ts';
import type { CallView, PhoneView } from '../phones/view-phone.ts';
import type { WireEntry } from '../wire/wire-log.ts';

/** One line of what Twilio's debugger would list, with the call it is about. */
export type DebuggerLine = {
  readonly kind: 'debugger';
  readonly id: string;
  readonly sid: string;
  /** Twilio's error code; null for what only this simulator has to say. */
  readonly code: string | null;
  readonly words: string;
};
export type WireRow = WireEntry | DebuggerLine;

/** A picture of everything, with which a stream begins. */
export type Snapshot = {
  readonly phones: readonly PhoneView[];
  readonly wire: readonly WireEntry[];
  readonly faults: FaultRules;
  readonly accountSid: string;
  readonly inboundUrl: string | null;
};
export type LiveMessage =
  | { readonly type: 'connection'; readonly data: PageState['connection'] }
  | { readonly type: 'snapshot'; readonly data: Snapshot }
  | { readonly type: 'phone'; readonly data: PhoneView }
  | { readonly type: 'wire'; readonly data: WireEntry }
  | { readonly type: 'faults'; readonly data: FaultRules }
  | { readonly type: 'reset'; readonly data: null };

/** What the page shows. Phones and rows are replaced, never changed, so that who holds an old one sees that it is old. */
export type PageState = {
  connection: 'connecting' | 'live' | 'lost';
  /** As they stand on the page. */
  phones: PhoneView[];
  /** Newest first. */
  wire: WireRow[];
  debuggerLines: DebuggerLine[];
  faults: FaultRules | null;
  account: Pick<Snapshot, 'accountSid' | 'inboundUrl'> | null;
  /** Calls that a person lets ring: no sound, no motion. */
  readonly silenced: Set<string>;
};

const PHONES_MAX = 1_000;
const ROWS_MAX = 200;

export function emptyState(): PageState {
  return {
    connection: 'connecting',
    phones: [],
    wire: [],
    debuggerLines: [],
    faults: null,
    account: null,
    silenced: new Set(),
  };
}

/** Takes one message of the live stream into the state. */
export function receive(state: PageState, message: LiveMessage): void {
  switch (message.type) {
    case 'connection':
    case 'faults':
      Object.assign(state, { [message.type]: message.data });
      break;
    case 'snapshot':
      receiveSnapshot(state, message.data);
      break;
    case 'phone':
      receivePhone(state, message.data);
      break;
    case 'wire':
      receiveEntry(state, message.data);
      break;
    case 'reset':
      state.silenced.clear();
      Object.assign(state, { phones: [], wire: [], debuggerLines: [] });
      break;
    default:
      message satisfies never;
  }
}

/** Phones that are known keep their places: a new tab makes every tab see a snapshot. */
function receiveSnapshot(state: PageState, { phones, wire, faults, accountSid, inboundUrl }: Snapshot): void {
  state.wire = wire.toReversed().slice(0, ROWS_MAX);
  state.faults = faults;
  state.account = { accountSid, inboundUrl };
  const numbers = new Set(phones.map(({ number }) => number));
  state.phones = state.phones.filter(({ number }) => numbers.has(number));
  const lines = state.debuggerLines.filter(({ sid }) => wire.some((entry) => entry.sid === sid));
  state.debuggerLines = lines;
  for (const line of lines) insertLine(state.wire, line);
  for (const phone of phones) receivePhone(state, phone);
}

/**
 * A phone that something happens to comes to the front, behind those in a call: they must not move under a hand that is
 * about to press a key.
 */
function receivePhone(state: PageState, phone: PhoneView): void {
  const { phones } = state;
  const place = phones.findIndex(({ number }) => number === phone.number);
  const before = phones[place];
  noteDebuggerLines(state, before?.call ?? null, phone.call);
  if (before && !calls(before, phone)) {
    phones[place] = phone;
    return;
  }
  if (before) phones.splice(place, 1);
  const idle = phones.findIndex(({ call }) => !call?.live);
  phones.splice(idle === -1 ? phones.length : idle, 0, phone);
  if (phones.length > PHONES_MAX) phones.pop();
}

/** Whether the phone wants attention that it did not want before: a new call, or a text for it. */
function calls(before: PhoneView, after: PhoneView): boolean {
  if (before.call?.live) return false;
  if (after.call?.live) return true;
  const last = after.messages.at(-1);
  return last?.to === after.number && last.sid !== before.messages.at(-1)?.sid;
}

function receiveEntry({ wire }: PageState, entry: WireEntry): void {
  const place = wire.findIndex(({ id }) => id === entry.id);
  if (place === -1) wire.unshift(entry);
  else wire[place] = entry;
  if (wire.length > ROWS_MAX) wire.pop();
}

function noteDebuggerLines(state: PageState, before: CallView | null, call: CallView | null): void {
  const known = before?.sid === call?.sid ? notesOf(before).length : 0;
  for (const [index, { text }] of notesOf(call).entries()) {
    if (call === null || index < known) continue;
    const [, code = null, words = text] = /^(\d{5}): (.*)/s.exec(text) ?? [];
    const line: DebuggerLine = { kind: 'debugger', id: `${call.sid}-${index}`, sid: call.sid, code, words };
    state.debuggerLines = [...state.debuggerLines.slice(1 - ROWS_MAX), line];
    insertLine(state.wire, line);
  }
}

function notesOf(call: CallView | null): CallView['captions'] {
  return call?.captions.filter(({ kind }) => kind === 'note') ?? [];
}

/** Above the latest document of its call, which is what it is about. */
function insertLine(wire: WireRow[], line: DebuggerLine): void {
  const place = wire.findIndex(({ kind, sid }) => kind === 'document' && sid === line.sid);
  wire.splice(Math.max(place, 0), 0, line);
}
