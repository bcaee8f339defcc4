import { once } from 'node:events';
import { resultsChannel } from '../contract/names.ts';
import { type Command, textOf, Unable } from './command.ts';
import { listeningOptionsIn } from './redis-url.ts';
import { readHeard, resultLine } from './result-line.ts';
import type { Terminal } from './terminal.ts';

/** Tries again for ever once it was connected, and listens again by itself. */
const patient = {
  lazyConnect: true,
  maxRetriesPerRequest: null,
  connectTimeout: 5_000,
  replyMapping: 'legacy' as const,
  retryStrategy: (times: number) => Math.min(50 * 2 ** times, 2_000),
};

/** `poundkey tail`: results as they are published, for whoever watches. */
export const tail: Command = {
  name: 'tail',
  about: 'prints every step and outcome as it is published, until Ctrl-C',
  examples: [
    ['npx poundkey tail', 'Watch what happens to everybody.'],
    ['npx poundkey tail --app payroll --json', 'One JSON object a line, of one app, exactly as auth servers get them.'],
  ],
  options: {
    app: { type: 'string', value: 'NAME', about: 'Only the results of this app.' },
    json: { type: 'boolean', about: 'Each result as one line of JSON.' },
  },
  settings: [['REDIS_URL', 'Where Redis is, such as redis://127.0.0.1:6379. Needed.']],
  exits: [
    [0, 'left by Ctrl-C'],
    [1, 'Redis cannot be reached'],
  ],
  async run(values, terminal) {
    const address = listeningOptionsIn(terminal.env);
    // Loaded here and not above, for `--help` needs none of it.
    const { Redis } = await import('ioredis');
    const connection =
      typeof address === 'string' ? new Redis(address, patient) : new Redis({ ...address, ...patient });
    let trouble: Error | undefined;
    connection.on('error', (error: Error) => {
      trouble = error;
    });
    try {
      await connection.connect();
      connection.on('message', (_channel, message) =>
        show(message, textOf(values, 'app'), values['json'] === true, terminal),
      );
      await connection.subscribe(resultsChannel);
      tellOfGaps(connection, terminal);
      terminal.err(terminal.paintErr('dim', 'Listening for results; Ctrl-C leaves.'));
      if (!terminal.leaving.aborted) await once(terminal.leaving, 'abort');
      return 0;
    } catch (error) {
      const { message } = trouble ?? (error as Error);
      throw new Unable(`Redis cannot be reached: ${message}. REDIS_URL says where it is.`);
    } finally {
      connection.disconnect();
    }
  },
};

interface Reconnecting {
  on(event: 'close' | 'ready', listener: () => void): unknown;
}

/** Pub/sub forgets: whoever watches must know that something may be missing. */
function tellOfGaps(connection: Reconnecting, { err, paintErr, leaving }: Terminal): void {
  let away = false;
  connection.on('close', () => {
    if (!away && !leaving.aborted) err(paintErr('yellow', 'Redis is away; it is tried again.'));
    away = true;
  });
  connection.on('ready', () => {
    if (away) err(paintErr('yellow', 'Redis is back. What was published in between is in the streams and not here.'));
    away = false;
  });
}

function show(message: string, app: string | undefined, json: boolean, { out, err, paint, paintErr }: Terminal): void {
  const heard = readHeard(message);
  if (heard === undefined) {
    err(paintErr('yellow', 'Something that is no result was published on its channel.'));
    return;
  }
  if (app !== undefined && heard.app !== app) return;
  // Written anew: JSON escapes whatever could play tricks on a terminal.
  out(json ? JSON.stringify(heard.value) : resultLine(heard.value, paint));
}
