import { partitions, resultsStream } from '../contract/names.ts';
import type { Delivery, UnsentResults } from '../ports/deliveries.ts';
import type { Connection } from './connection.ts';

/** All processes are one consumer: which of them took an entry does not matter, only that it was not done. */
const group = 'webhooks';
const consumer = 'gateway';
const batch = 200;
/** What was taken and is not done after so long was left by a process that is gone. */
const usualLeftMs = 10_000;

type Take = (deliveries: readonly Delivery[]) => Promise<void>;
type Entry = readonly [entry: string, fields: string[] | null];

/**
 * The UnsentResults port: a consumer group on the streams that every commit writes to. So what has to be posted follows from
 * what is stored, whatever crashes in between, and gateways without webhooks pay nothing for it.
 */
export function createUnsentResults(connection: Connection, leftMs = usualLeftMs): UnsentResults {
  const everywhere = Array.from({ length: partitions }, (_, partition) => partition);
  const handOver = async (partition: number, entries: readonly Entry[], take: Take): Promise<void> => {
    if (entries.length === 0) return;
    await take(entries.flatMap((entry) => deliveryOf(partition, entry)));
    await connection.xack(resultsStream(partition), group, ...entries.map(([entry]) => entry));
  };
  const handPartition = async (partition: number, take: Take): Promise<void> => {
    const key = resultsStream(partition);
    for (let more = true; more; ) {
      const streams = await readGroup(connection, key);
      const entries = streams?.[0]?.[1] ?? [];
      await handOver(partition, entries, take);
      more = entries.length === batch;
    }
  };
  return {
    async begin() {
      await Promise.all(everywhere.map((partition) => createGroup(connection, resultsStream(partition), '$')));
    },
    async hand(take, partition) {
      if (partition !== undefined) return await handPartition(partition, take);
      await Promise.all(
        everywhere.map(async (each) => {
          await handPartition(each, take);
          const left = await connection.xautoclaim(resultsStream(each), group, consumer, leftMs, '0-0', 'COUNT', batch);
          await handOver(each, left[1] as Entry[], take);
        }),
      );
    },
    async handAgain(since, take) {
      for (const partition of everywhere) {
        let from = String(since);
        for (let more = true; more; ) {
          const entries = await connection.xrange(resultsStream(partition), from, '+', 'COUNT', batch);
          await take(entries.flatMap((entry) => deliveryOf(partition, entry)));
          from = `(${entries.at(-1)?.[0]}`;
          more = entries.length === batch;
        }
      }
    },
  };
}

async function readGroup(connection: Connection, key: string): Promise<[string, Entry[]][] | null> {
  const read = () =>
    connection.xreadgroup('GROUP', group, consumer, 'COUNT', batch, 'STREAMS', key, '>') as Promise<
      [string, Entry[]][] | null
    >;
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOGROUP')) throw error;
    // Redis lost everything since we began: what is there now was written after that.
    await createGroup(connection, key, '0');
    return await read();
  }
}

async function createGroup(connection: Connection, key: string, from: '$' | '0'): Promise<void> {
  await connection.xgroup('CREATE', key, group, from, 'MKSTREAM').catch((error: Error) => {
    if (!error.message.startsWith('BUSYGROUP')) throw error;
  });
}

/** None for an entry that somebody else wrote, or that was trimmed away while it lay about. */
function deliveryOf(partition: number, [entry, fields]: Entry): Delivery[] {
  const json = fields?.[1];
  if (json === undefined) return [];
  try {
    const { app } = JSON.parse(json) as { app?: unknown };
    if (typeof app !== 'string') return [];
    return [{ app, id: `r_${partition}_${entry}`, at: Number.parseInt(entry, 10), json }];
  } catch {
    return [];
  }
}
