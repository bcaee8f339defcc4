import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';

/** The environment in which `node` is Node 24 for whatever the child starts in turn. */
export function environmentFor({ root, node }) {
  const path = [join(root, 'node_modules', '.bin'), dirname(node), process.env.PATH ?? ''].join(':');
  return { ...process.env, PATH: path };
}

/** Runs a program in our own terminal and resolves with its exit code; whoever stops us stops it first. */
export async function runInForeground(program, args, options) {
  const child = spawn(program, args, { stdio: 'inherit', ...options });
  const pass = (signal) => child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, pass);
  try {
    return await exitCodeOf(child);
  } finally {
    for (const signal of signals) process.off(signal, pass);
  }
}

/** A child's exit code once it has ended; as in a shell, 128 + the signal's number if a signal ended it. */
export async function exitCodeOf(child) {
  const [code, signal] = await once(child, 'exit');
  return code ?? 128 + constants.signals[signal];
}
