import { partitions, resultsStream } from '../contract/names.ts';
import type { Overview, Tally } from '../ports/operators.ts';
import type { Clock } from '../ports.ts';
import type { Connection } from './connection.ts';
import { alarmsKey } from './record.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;
/** Entries read from a stream at once, and in one look altogether: a busy hour is caught up with over several looks. */
const batch = 500;
const batchesMax = 40;

interface Minute {
  approved: number;
  other: number;
  readonly byOutcome: Map<string, number>;
}

/**
 * Keeps an hour of outcomes in memory, by minute, and reads only what is new in the streams each time it is asked. Nothing is
 * counted until somebody looks.
 */
export function createOverview({ connection, clock }: { connection: Connection; clock: Clock }): Overview {
  const cursors = new Map<number, string>();
  const minutes = new Map<number, Minute>();
  return {
    async inFlight() {
      const counts = await Promise.all(Array.from({ length: partitions }, (_, p) => connection.zcard(alarmsKey(p))));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    async lastHour() {
      const since = clock.now() - hourMs;
      await Promise.all(Array.from({ length: partitions }, (_, p) => readNew(connection, cursors, minutes, p, since)));
      return tally(minutes, clock.now());
    },
  };
}

async function readNew(
  connection: Connection,
  cursors: Map<number, string>,
  minutes: Map<number, Minute>,
  partition: number,
  since: number,
) {
  for (let read = 0; read < batchesMax; read++) {
    const from = cursors.get(partition);
    const entries = await connection.xrange(
      resultsStream(partition),
      from === undefined ? String(since) : `(${from}`,
      '+',
      'COUNT',
      batch,
    );
    for (const [entry, [, result]] of entries) {
      cursors.set(partition, entry);
      if (result !== undefined) count(minutes, Number.parseInt(entry, 10), result);
    }
    if (entries.length < batch) return;
  }
}

function count(minutes: Map<number, Minute>, at: number, json: string): void {
  const { type, status, reason } = JSON.parse(json) as { type?: string; status?: string; reason?: string };
  if (type !== 'challenge.closed') return;
  const key = Math.floor(at / minuteMs);
  const minute = minutes.get(key) ?? { approved: 0, other: 0, byOutcome: new Map() };
  minutes.set(key, minute);
  if (status === 'approved') minute.approved++;
  else minute.other++;
  const outcome = `${status}/${reason}`;
  minute.byOutcome.set(outcome, (minute.byOutcome.get(outcome) ?? 0) + 1);
}

function tally(minutes: Map<number, Minute>, now: number): Tally {
  const last = Math.floor(now / minuteMs);
  const first = last - 59;
  const byOutcome = new Map<string, number>();
  for (const [key, minute] of minutes) {
    if (key < first) minutes.delete(key);
    else for (const [outcome, times] of minute.byOutcome) byOutcome.set(outcome, (byOutcome.get(outcome) ?? 0) + times);
  }
  const byMinute = Array.from({ length: 60 }, (_, index) => {
    const { approved = 0, other = 0 } = minutes.get(first + index) ?? {};
    return { approved, other };
  });
  return { byMinute, byOutcome };
}
