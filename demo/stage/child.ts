import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { readableLogLine } from './log-line.ts';

export interface Child {
  readonly name: string;
  readonly ended: Promise<unknown>;
  stop(signal: NodeJS.Signals): void;
}

interface Program {
  readonly name: string;
  /** Path of the program. */
  readonly file: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly show: (line: string) => void;
}

const guard = new URL('end-with-parent.ts', import.meta.url).href;

/** Runs a program by the Node that runs us, shows what is worth reading of its output, and never leaves it behind. */
export function startChild({ name, file, env, show }: Program): Child {
  // A pipe for stdin and not the terminal: that is how it learns that we are gone.
  const child = spawn(process.execPath, ['--import', guard, file], { env, stdio: 'pipe' });
  const follow = (output: Readable, readable: (line: string) => string | undefined) => {
    createInterface({ input: output }).on('line', (text) => {
      const line = readable(text);
      if (line !== undefined) show(`${name}: ${line}`);
    });
  };
  // Besides logs, each says on stdout where it listens; the starter says that for all of them.
  follow(child.stdout, readableLogLine);
  follow(child.stderr, (line) => line);
  return { name, ended: once(child, 'close'), stop: (signal) => void child.kill(signal) };
}
