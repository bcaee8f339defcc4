import type { Alert } from '../twiml/alert.ts';

export type WireKind = 'rest' | 'document' | 'call-status' | 'text-status' | 'inbound-text' | 'machine-detection';
export type FormFields = Readonly<Record<string, string>>;

/** One request as it went over the wire, either way. Credentials are never in it. */
export type WireEntry = {
  readonly id: number;
  /** When it began, on the simulator's clock. */
  readonly at: string;
  /** `in`: the application asked us; `out`: we asked the application. */
  readonly direction: 'in' | 'out';
  readonly kind: WireKind;
  readonly method: string;
  readonly url: string;
  readonly fields: Readonly<Record<string, string | readonly string[]>>;
  /** The call or text it is about, once known. */
  readonly sid: string | null;
  readonly signature: string | null;
  /** 1 for the first try, 2 for the first retry. */
  readonly attempt: number;
  /** The fault that was switched on for it. */
  readonly fault: string | null;
  /** HTTP status of the answer; null while open and when there was none. */
  readonly status: number | null;
  readonly answer: string;
  /** Why there was no usable answer, in words. */
  readonly error: string | null;
  /** What Twilio's debugger would list about the answer. */
  readonly alerts: readonly Alert[];
  readonly durationMs: number | null;
};

type WireStart = Pick<
  WireEntry,
  'direction' | 'kind' | 'method' | 'url' | 'fields' | 'sid' | 'signature' | 'attempt' | 'fault'
>;
type WireEnd = Partial<Pick<WireEntry, 'status' | 'answer' | 'error' | 'sid' | 'fault' | 'alerts'>>;
/** A request that has begun. */
export type OpenEntry = { readonly id: number; end(end: WireEnd): void };

export type WireLog = {
  begin(start: WireStart): OpenEntry;
  /** Adds what was found in an answer after it was noted, e.g. in its document. */
  alert(id: number, alerts: readonly Alert[]): void;
  /** The newest entry that fits; undefined when it was dropped or never was. */
  latest(fits: (entry: WireEntry) => boolean): WireEntry | undefined;
  /** Oldest first; the newest 2,000 are kept, and none for longer than records are. */
  entries(): readonly WireEntry[];
  /** Drops what began before `time` (milliseconds of the simulator's clock). */
  dropBefore(time: number): void;
  forget(): void;
};

const KEPT_MAX = 2_000;
const ANSWER_KEPT_MAX = 8_192;

/** The record of everything that passed. `publish` hears of each entry when it begins and whenever it has changed. */
export function createWireLog(now: () => number, publish: (entry: WireEntry) => void): WireLog {
  /** By id, oldest first. */
  const kept = new Map<number, WireEntry>();
  let count = 0;
  const change = (id: number, changes: (entry: WireEntry) => Partial<WireEntry>) => {
    const entry = kept.get(id);
    // Forgotten in the meantime: an entry of before a reset must not come back.
    if (entry === undefined) return;
    const changed = { ...entry, ...changes(entry) };
    kept.set(id, changed);
    publish(changed);
  };
  return {
    begin(start) {
      count += 1;
      const id = count;
      const begun = performance.now();
      const entry = { ...start, ...NOTHING_YET, id, at: new Date(now()).toISOString() };
      kept.set(id, entry);
      dropFirst(kept, (oldest) => kept.size > KEPT_MAX && oldest.id !== id);
      publish(entry);
      return {
        id,
        end(end) {
          const durationMs = Math.round((performance.now() - begun) * 10) / 10;
          change(id, () => ({ ...end, durationMs, answer: (end.answer ?? '').slice(0, ANSWER_KEPT_MAX) }));
        },
      };
    },
    alert(id, alerts) {
      if (alerts.length > 0) change(id, (entry) => ({ alerts: [...entry.alerts, ...alerts] }));
    },
    latest: (fits) => [...kept.values()].findLast(fits),
    entries: () => [...kept.values()],
    dropBefore: (time) => dropFirst(kept, (oldest) => Date.parse(oldest.at) < time),
    forget: () => kept.clear(),
  };
}

const NOTHING_YET = { status: null, answer: '', error: null, alerts: [], durationMs: null };

/** Drops entries from the oldest on, as long as they are to go. */
function dropFirst(kept: Map<number, WireEntry>, isToGo: (oldest: WireEntry) => boolean): void {
  for (const entry of kept.values()) {
    if (!isToGo(entry)) return;
    kept.delete(entry.id);
  }
}
