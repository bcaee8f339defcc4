import { once } from 'node:events';
import type { Log } from '../log.ts';
import { type Connection, openConnection, openPatientConnection } from './connection.ts';

export interface Connections {
  /** For commands that may not wait. */
  readonly connection: Connection;
  /** Shared by BullMQ's workers. */
  readonly patient: Connection;
  readonly subscriber: Connection;
  /** Resolves when all are ready, however long that takes. */
  connect(): Promise<void>;
  disconnect(): void;
}

/** The three connections of a process, not connected yet. */
export function openConnections(url: string, log: Log): Connections {
  const connection = openConnection(url);
  const patient = openPatientConnection(url);
  const subscriber = openPatientConnection(url);
  const all = [connection, patient, subscriber];
  // While Redis is away an error comes several times a second; that it went and that it came is enough to know.
  for (const each of all) each.on('error', () => undefined);
  connection.on('close', () => log.warn({}, 'Redis connection lost'));
  connection.on('ready', () => log.info({}, 'Redis connection ready'));
  return {
    connection,
    patient,
    subscriber,
    async connect() {
      await Promise.all(all.map(connectPatiently));
    },
    disconnect() {
      for (const each of all) each.disconnect();
    },
  };
}

async function connectPatiently(connection: Connection): Promise<void> {
  if (connection.status === 'ready') return;
  const ready = once(connection, 'ready');
  // Its first failure is no reason to give up: ioredis goes on trying.
  connection.connect().catch(() => undefined);
  await ready;
}
