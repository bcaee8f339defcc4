import type { FaultRules } from '../faults/fault-rules.ts';
import type { PhoneView } from '../phones/view-phone.ts';
import type { WireEntry } from '../wire/wire-log.ts';

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

/** What the page shows. Phones and entries are replaced, never changed, so that who holds an old one sees that it is old. */
export type PageState = {
  connection: 'connecting' | 'live' | 'lost';
  /** As they stand on the page. */
  phones: PhoneView[];
  /** Newest first. */
  wire: WireEntry[];
  faults: FaultRules | null;
  account: Pick<Snapshot, 'accountSid' | 'inboundUrl'> | null;
  /** Calls that a person lets ring: no sound, no motion. */
  readonly silenced: Set<string>;
};

const PHONES_MAX = 1_000;
const ENTRIES_MAX = 200;

export function emptyState(): PageState {
  return {
    connection: 'connecting',
    phones: [],
    wire: [],
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
      Object.assign(state, { phones: [], wire: [] });
      break;
    default:
      message satisfies never;
  }
}

/** Phones that are known keep their places: a new tab makes every tab see a snapshot. */
function receiveSnapshot(state: PageState, { phones, wire, faults, accountSid, inboundUrl }: Snapshot): void {
  state.wire = wire.toReversed().slice(0, ENTRIES_MAX);
  state.faults = faults;
  state.account = { accountSid, inboundUrl };
  const numbers = new Set(phones.map(({ number }) => number));
  state.phones = state.phones.filter(({ number }) => numbers.has(number));
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
  if (wire.length > ENTRIES_MAX) wire.pop();
}
