import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Guard } from './guard.ts';
import { pause } from './pause.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface SlotOptions {
  readonly name: string;
  /** The program: the product's own entry, or the control's. */
  readonly entry: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where it says whether it is ready. */
  readonly privatePort: number;
  readonly guard: Guard;
  /** Where its log goes; nowhere without it. */
  readonly logs: string | undefined;
}

/** A place for one process of the gateway, which is started again whenever it ends. */
export interface Slot {
  readonly name: string;
  /** At work: ready by its own word, and neither killed nor frozen by us at the moment. */
  up(): boolean;
  /** Monotonic milliseconds when it became ready. */
  since(): number;
  /** SIGKILL, at once; resolves when it has been started again. */
  kill(): Promise<void>;
  freeze(): void;
  thaw(): void;
  /** Ends it for good. */
  stop(): Promise<void>;
  /** Ends that nobody here caused. */
  crashes(): number;
}

type Status = 'starting' | 'ready' | 'frozen' | 'being killed' | 'stopped';

/** Starts it, and again each time it ends. */
export function startSlot(options: SlotOptions): Slot {
  let status: Status = 'starting';
  let since = 0;
  let crashes = 0;
  let child: ChildProcess;
  let ended: Promise<void>;
  const start = () => {
    status = 'starting';
    const started = run(options);
    child = started;
    const gone = Promise.withResolvers<void>();
    ended = gone.promise;
    started.once('exit', () => {
      if (started.pid !== undefined) options.guard.remove(started.pid);
      if (status !== 'being killed' && status !== 'stopped') crashes++;
      if (status !== 'stopped') start();
      gone.resolve();
    });
    void readiness(options.privatePort, started).then(() => {
      if (child !== started || status !== 'starting') return;
      status = 'ready';
      since = performance.now();
    });
  };
  start();
  const end = (why: Status) => {
    status = why;
    child.kill('SIGKILL');
    return ended;
  };
  return {
    name: options.name,
    up: () => status === 'ready',
    since: () => since,
    kill: () => end('being killed'),
    freeze() {
      status = 'frozen';
      child.kill('SIGSTOP');
    },
    thaw() {
      status = 'ready';
      child.kill('SIGCONT');
    },
    stop: () => end('stopped'),
    crashes: () => crashes,
  };
}

function run({ name, entry, env, guard, logs }: SlotOptions): ChildProcess {
  const output = logs === undefined ? 'ignore' : openSync(join(logs, `${name}.log`), 'a');
  const child = spawn(process.execPath, [entry], { cwd: root, env, stdio: ['ignore', output, output] });
  if (typeof output === 'number') closeSync(output);
  if (child.pid !== undefined) guard.add(child.pid);
  return child;
}

/** Resolves when the process says that it can work, or has ended. */
async function readiness(port: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null && child.signalCode === null && !(await saysReady(port))) await pause(100);
}

function saysReady(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const request = http.get({ host: '127.0.0.1', port, path: '/readyz', agent: false, timeout: 2_000 }, (response) => {
    response.resume();
    resolve(response.statusCode === 200);
  });
  request.on('timeout', () => request.destroy());
  request.on('error', () => resolve(false));
  return promise;
}
