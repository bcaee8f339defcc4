import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram } from '../../script/find-program.mjs';

const SCRIPTS = fileURLToPath(new URL('../../script', import.meta.url));
// Without these a shell script cannot do anything; everything else is what a test puts there.
const BASICS = ['sh', 'cat', 'chmod', 'env', 'ln', 'mkdir', 'rm'];
// Whether we are root is the one thing about the real machine that the scripts would see.
const AS_NOBODY = '--import=data:text/javascript,process.getuid=()=>65534';

/** A program that is running on the machine, or has run. */
export interface Run {
  readonly child: ChildProcess;
  readonly pid: number;
  output(): string;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** How a program is run. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Without the rights of root, whoever runs the tests. */
  readonly asNobody?: boolean;
}

/**
 * A pretend machine: a clone of our scripts whose dependencies are installed, and a PATH with nothing on it but what a shell
 * cannot do without. The real machine's packages and services are out of reach.
 */
export function createMachine() {
  const folder = mkdtempSync(join(tmpdir(), 'poundkey-machine-'));
  const bin = join(folder, 'bin');
  const root = join(folder, 'clone');
  mkdirSync(bin);
  for (const name of BASICS) link(name);
  cpSync(SCRIPTS, join(root, 'script'), { recursive: true });
  writeLock('1.0.0', '1.0.0');
  mkdirSync(join(root, 'node_modules', '.bin'), { recursive: true });
  symlinkSync(process.execPath, join(root, 'node_modules', '.bin', 'node'));

  /** Puts a program of the real machine on the PATH. */
  function link(name: string, target = findProgram([name])): void {
    if (target === undefined) throw new Error(`this machine has no ${name}`);
    symlinkSync(target, join(bin, name));
  }
  /** Puts a pretend program on the PATH. */
  function fake(name: string, script: string): void {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  function write(path: string, text: string): void {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  /** The version of the only dependency, as it should be and as it is installed. */
  function writeLock(wanted: string, installed: string): void {
    const lock = (version: string) => JSON.stringify({ packages: { 'node_modules/dependency': { version } } });
    write('package-lock.json', lock(wanted));
    write('node_modules/.package-lock.json', lock(installed));
    mkdirSync(join(root, 'node_modules', 'dependency'), { recursive: true });
  }
  function start(program: string, args: readonly string[], { env = {}, asNobody = false }: RunOptions = {}): Run {
    const child = spawn(program, args, {
      cwd: root,
      // A group of its own, as a terminal would give it; and the temporary files of its own, to look at afterwards.
      detached: true,
      env: { PATH: bin, TMPDIR: tmpdir(), ...(asNobody && { NODE_OPTIONS: AS_NOBODY }), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
    const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }));
    return { child, pid: child.pid ?? 0, output: () => output, ended };
  }
  async function run(program: string, args: readonly string[], options?: RunOptions) {
    const started = start(program, args, options);
    const { code } = await started.ended;
    return { code, output: started.output() };
  }
  const script = (name: string) => join(root, 'script', name);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  return { folder, bin, root, link, fake, write, writeLock, start, run, script, remove };
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
