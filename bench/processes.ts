import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** A process under measurement. Those of `bench/` end with us, whatever ends us: their standard input closes. */
export interface Measured {
  readonly pid: number;
  /** The first line it printed. */
  readonly said: string;
  /** User and system CPU so far, in microseconds. */
  cpuMicros(): number;
  /** Resident memory, in bytes. */
  residentBytes(): number;
  stop(): Promise<void>;
}

export async function start(
  file: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Measured> {
  const script = new URL(file, import.meta.url).pathname;
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production', ...env },
  });
  const said = await firstLine(child, file);
  child.stdout.resume();
  const pid = child.pid ?? 0;
  return {
    pid,
    said,
    cpuMicros: () => cpuMicrosOf(pid),
    residentBytes: () => residentBytesOf(pid),
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.stdin.end();
      child.kill('SIGTERM');
      await gone;
    },
  };
}

async function firstLine(child: ChildProcess, file: string): Promise<string> {
  if (child.stdout === null) throw new Error('no output to read');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error(`${file} ended before it said anything`);
}

/** Linux counts a process's CPU in ticks of 10 ms. */
export function cpuMicrosOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

function residentBytesOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1_024;
}
