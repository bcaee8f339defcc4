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
  readonly durationMs: number | null;
};

type WireStart = Pick<
  WireEntry,
  'direction' | 'kind' | 'method' | 'url' | 'fields' | 'sid' | 'signature' | 'attempt' | 'fault'
>;
type WireEnd = Partial<Pick<WireEntry, 'status' | 'answer' | 'error' | 'sid' | 'fault'>>;

export type WireLog = {
  /** Notes a request that begins; the returned function notes its end. */
  begin(start: WireStart): (end: WireEnd) => void;
  /** Oldest first; the newest 2,000 are kept. */
  entries(): readonly WireEntry[];
  forget(): void;
};

const KEPT_MAX = 2_000;
const ANSWER_KEPT_MAX = 8_192;

/** The record of everything that passed. `publish` hears of each entry when it begins and again when it has ended. */
export function createWireLog(now: () => number, publish: (entry: WireEntry) => void): WireLog {
  const kept: WireEntry[] = [];
  let count = 0;
  return {
    begin(start) {
      count += 1;
      const begun = performance.now();
      let entry: WireEntry = {
        ...start,
        id: count,
        at: new Date(now()).toISOString(),
        status: null,
        answer: '',
        error: null,
        durationMs: null,
      };
      kept.push(entry);
      if (kept.length > KEPT_MAX) kept.shift();
      publish(entry);
      return (end) => {
        const place = kept.indexOf(entry);
        const durationMs = Math.round((performance.now() - begun) * 10) / 10;
        entry = { ...entry, ...end, durationMs, answer: (end.answer ?? '').slice(0, ANSWER_KEPT_MAX) };
        // Forgotten in the meantime: an entry of before a reset must not come back.
        if (place === -1) return;
        kept[place] = entry;
        publish(entry);
      };
    },
    entries: () => [...kept],
    forget() {
      kept.length = 0;
    },
  };
}
