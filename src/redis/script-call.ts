import { createHash } from 'node:crypto';
import { Command } from 'ioredis';
import type { Connection } from './connection.ts';

export type Argument = string | number;

/** A Lua script, known to Redis by the hash of its source. */
export interface ScriptSource {
  readonly hash: string;
  readonly source: string;
}

export const scriptSource = (source: string): ScriptSource => ({
  source,
  hash: createHash('sha1').update(source).digest('hex'),
});

/** Runs a script by its hash, and by its source where Redis does not know it yet, or no more. Texts in the answer are texts. */
export async function runScript(
  connection: Connection,
  { hash, source }: ScriptSource,
  keys: readonly string[],
  args: readonly Argument[],
): Promise<unknown> {
  try {
    return await ask(connection, new ScriptCall('evalsha', hash, keys, args));
  } catch (error) {
    // Of all errors this one tells that nothing was done.
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    return await ask(connection, new ScriptCall('eval', source, keys, args));
  }
}

async function ask(connection: Connection, call: ScriptCall): Promise<unknown> {
  try {
    return await connection.sendCommand(call);
  } finally {
    clearTimeout(call.timer);
  }
}

/**
 * A call costs half of what one by ioredis's own commands does: it is put into one text at once, not a piece at a time and
 * through four lists of all its arguments, and its timer is let go without making a slow object of the command. ioredis is
 * told only what it needs to find the node; an error of its own so has no arguments to show.
 */
class ScriptCall extends Command {
  timer: NodeJS.Timeout | undefined;
  readonly #text: string;

  constructor(name: 'eval' | 'evalsha', script: string, keys: readonly string[], args: readonly Argument[]) {
    super(name, [script, ...(keys.length === 0 ? [0] : [1, keys[0] as string])], { replyEncoding: 'utf8' });
    this.#text = textOf([name, script, keys.length], keys, args);
  }

  override toWritable(): string {
    return this.#text;
  }

  override setTimeout(ms: number): void {
    this.timer ??= setTimeout(() => {
      if (!this.isSettled) this.reject(new Error('Command timed out'));
    }, ms);
  }
}

/** Lengths as they are written; nearly all arguments are short. */
const lengths = Array.from({ length: 512 }, (_, length) => `$${length}`);

/** As RESP has it: how many there are, then of each how many bytes it has and what it is. */
function textOf(...lists: readonly (readonly Argument[])[]): string {
  const parts: string[] = ['*'];
  for (const list of lists)
    for (const argument of list) {
      const text = typeof argument === 'string' ? argument : String(argument);
      const length = Buffer.byteLength(text);
      parts.push(lengths[length] ?? `$${length}`, text);
    }
  parts[0] = `*${parts.length >> 1}`;
  parts.push('');
  return parts.join('\r\n');
}
