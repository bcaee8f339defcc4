import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { freePort } from '../../script/free-port.mjs';

/** `demo/start.ts` in a process of its own, as `npm run demo` starts it. */
export interface RunningDemo {
  readonly pid: number;
  /** Everything it has said so far. */
  said(): string;
  /** Resolves when it says that all of it runs; rejects with what it said when it ends before. */
  readonly ready: Promise<{ readonly example: string; readonly simulator: string; readonly gateway: string }>;
  /** Resolves with its exit code; null after a signal. */
  readonly ended: Promise<number | null>;
  closeStdin(): void;
  kill(signal: NodeJS.Signals): void;
}

const starter = fileURLToPath(new URL('../../demo/start.ts', import.meta.url));
const compileCache = fileURLToPath(new URL('../../node_modules/.cache/compile', import.meta.url));

/** Starts the demo on free ports; `env` overrides. */
export async function startDemo(env: Record<string, string>): Promise<RunningDemo> {
  const names = ['POUNDKEY_PORT', 'POUNDKEY_WEBHOOK_PORT', 'SIMULATOR_PORT', 'DEMO_PORT'];
  const ports = await Promise.all(names.map(async (name) => [name, String(await freePort())]));
  const child = spawn(process.execPath, [starter], {
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: compileCache,
      ...Object.fromEntries(ports),
      POUNDKEY_PARENT_PIPE: 'stdin',
      ...env,
    },
  });
  let output = '';
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const ready = new Promise<Awaited<RunningDemo['ready']>>((resolve, reject) => {
    const listen = (chunk: Buffer) => {
      output += stripVTControlCharacters(chunk.toString());
      if (!output.includes('Ctrl-C stops')) return;
      const urlOf = (name: string) => new RegExp(`${name}\\s+(http://\\S+)`).exec(output)?.[1] ?? '';
      resolve({ example: urlOf('Sign in'), simulator: urlOf('Handsets'), gateway: urlOf('Gateway') });
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    void ended.then(() => reject(new Error(`The demo ended: ${output}`)));
  });
  // A test may want to see it fail.
  ready.catch(() => {});
  return {
    pid: child.pid ?? 0,
    said: () => output,
    ready,
    ended,
    closeStdin: () => void child.stdin.end(),
    kill: (signal) => void child.kill(signal),
  };
}
