/** The starter of the terminal: gives it streams, environment and signals, and makes its ending that of the process. */
import { constants } from 'node:os';
import { styleText } from 'node:util';
import { run } from './run.ts';
import type { Paint } from './terminal.ts';

const leaving = new AbortController();
const leave = (): void => leaving.abort();
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
for (const signal of signals) process.on(signal, leave);

// `poundkey tail | head -1`: whoever read us has heard enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const paintFor =
  (stream: NodeJS.WriteStream): Paint =>
  (style, text) =>
    styleText(style, text, { stream });
const ending = await run(process.argv.slice(2), {
  env: process.env,
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
  paint: paintFor(process.stdout),
  paintErr: paintFor(process.stderr),
  leaving: leaving.signal,
});

if (typeof ending === 'number') process.exitCode = ending;
else {
  // From here on this process is that program, which has its own ways to stop once it listens for signals.
  for (const signal of signals) {
    process.off(signal, leave).on(signal, () => {
      if (process.listenerCount(signal) === 1) process.exit(128 + constants.signals[signal]);
    });
  }
  Object.assign(process.env, ending.env);
  await import(ending.program.href);
}
