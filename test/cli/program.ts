import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs while the test goes on: never `spawnSync`, for the gateway it talks to lives in this process. */
export interface Program {
  readonly child: ChildProcess;
  readonly ended: Promise<Ran>;
  /** Resolves, with what it said, once it has said this on either stream; rejects if it ends without. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
}

export interface Where {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export const binPath = fileURLToPath(new URL('../../bin/poundkey.js', import.meta.url));

/** Starts a program with exactly this environment, but for PATH and colours. */
export function startProgram(program: string, args: readonly string[], { cwd, env = {} }: Where = {}): Program {
  const child = spawn(program, args, {
    cwd,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  const looks = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (chunk: Buffer) => {
      said[name] += chunk.toString('utf8');
      for (const look of looks) look();
    });
  const ended = once(child, 'close').then(([status]): Ran => ({ status: status as number | null, ...said }));
  return {
    child,
    ended,
    says(pattern) {
      const { promise, resolve } = Promise.withResolvers<RegExpExecArray>();
      const look = () => {
        const found = pattern.exec(said.stdout + said.stderr);
        if (found !== null) resolve(found);
      };
      looks.add(look);
      look();
      const never = ended.then(({ status }) => {
        throw new Error(`ended with ${status} and never said ${pattern}: ${said.stdout}${said.stderr}`);
      });
      return Promise.race([promise, never]).finally(() => looks.delete(look));
    },
  };
}

/** The real command, by the Node that runs the tests. */
export const startCommand = (args: readonly string[], env: Where['env'] = {}): Program =>
  startProgram(process.execPath, [binPath, ...args], { env });

export const runCommand = (args: readonly string[], env: Where['env'] = {}): Promise<Ran> =>
  startCommand(args, env).ended;
