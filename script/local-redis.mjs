import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findProgram } from './find-program.mjs';
import { freePort } from './free-port.mjs';

/** Either does: we use nothing that only one of them has. */
export const REDIS_PROGRAMS = ['redis-server', 'valkey-server'];

const START_MS_MAX = 15_000;
const PORT_TRIES = 5;

/*
 * Redis must not outlive us, however we end: Ctrl-C, a signal to the group, a crash, kill -9. So it is started by a
 * small shell that then blocks reading a pipe of which only we hold the other end. The system closes that end when we
 * are gone for any reason, and the shell then kills Redis and removes its folder. A session of its own (`detached`)
 * keeps the terminal's Ctrl-C from Redis, so that whoever uses it can finish first.
 *
 * Kill, not a polite stop: the data goes with the folder, and a frozen Redis would not hear a polite stop.
 * The shell closes its own output, so the end of that output is the end of Redis: we learn of a crash at once.
 * The word `keep` means that a new shell has taken over the folder (see `restart`).
 */
const GUARD = `
folder=$1; shift
"$@" </dev/null 2>&1 &
redis=$!
trap '' INT TERM HUP
echo "guarding $redis"
exec >&- 2>&-
read -r word
kill -KILL "$redis"
wait "$redis"
[ "$word" = keep ] || rm -rf "$folder"
`;

/**
 * Starts a Redis of our own, reachable from this machine only, that dies with this process.
 * Without `port` it listens on a unix socket; `port: 0` takes any free TCP port.
 */
export async function startLocalRedis({ port, appendonly = false, program = findProgram(REDIS_PROGRAMS) } = {}) {
  if (program === undefined) throw new Error(`none of ${REDIS_PROGRAMS.join(', ')} is on PATH`);
  const folder = mkdtempSync(join(tmpdir(), 'poundkey-redis-'));
  const socketPath = port === undefined ? join(folder, 'redis.sock') : undefined;
  const settings = { program, folder, socketPath, port, appendonly };
  try {
    const launched = await launchOnFreePort(settings);
    return new LocalRedis({ ...settings, port: launched.port }, launched.server);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

class LocalRedis {
  #settings;
  #server;

  constructor(settings, server) {
    this.#settings = settings;
    this.#server = server;
  }

  get port() {
    return this.#settings.port;
  }
  get socketPath() {
    return this.#settings.socketPath;
  }
  get folder() {
    return this.#settings.folder;
  }
  /** A `redis://` address, for those who only take one; undefined on a unix socket. */
  get url() {
    return this.port === undefined ? undefined : `redis://127.0.0.1:${this.port}`;
  }
  get pid() {
    return this.#server.pid;
  }
  /** Settles when the server that runs now has ended, for whatever reason. */
  get ended() {
    return this.#server.ended;
  }

  /** Ends the server as a crash would and waits until it is gone; the address and the data stay for `restart`. */
  async kill(signal = 'SIGKILL') {
    if (!this.#server.running) return;
    await this.#server.end(signal);
  }
  /** Stands still: connections stay open and nothing answers. */
  freeze() {
    process.kill(this.pid, 'SIGSTOP');
  }
  thaw() {
    process.kill(this.pid, 'SIGCONT');
  }
  /** Starts again on the same address; with `appendonly` the data is still there. */
  async restart() {
    await this.kill();
    const before = this.#server;
    // The new guard first: were we to die between the two, somebody must still own the folder.
    this.#server = await launch(this.#settings);
    await before.leave('keep\n');
  }
  /** Ends the server and removes its data. */
  stop() {
    return this.#server.leave();
  }
}

async function launchOnFreePort(settings) {
  for (let tries = 1; ; tries += 1) {
    const port = settings.port === 0 ? await freePort() : settings.port;
    try {
      return { port, server: await launch({ ...settings, port }) };
    } catch (error) {
      // Somebody may take the port between our look and Redis' bind.
      if (settings.port !== 0 || tries === PORT_TRIES || !/address already in use/i.test(error.message)) throw error;
    }
  }
}

async function launch(settings) {
  const command = [settings.program, ...redisArguments(settings)];
  const guard = spawn('/bin/sh', ['-c', GUARD, 'guard', settings.folder, ...command], {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  // A guard that is already gone makes the last write fail; its exit tells us all we need.
  guard.stdin.on('error', () => {});
  const exited = once(guard, 'exit');
  const output = createInterface({ input: guard.stdout });
  const server = { pid: 0, running: true, ended: once(output, 'close'), end, leave };
  output.on('close', () => {
    server.running = false;
  });
  async function end(signal) {
    guard.stdout.ref();
    process.kill(server.pid, signal);
    await server.ended;
  }
  async function leave(word = '') {
    guard.ref();
    guard.stdin.end(word);
    await exited;
  }
  try {
    server.pid = await readiness(output);
  } catch (error) {
    await leave('keep\n');
    throw error;
  }
  // Redis ends with us, so it is no reason for us to stay; only waiting for its end is (`end`, `leave`).
  for (const handle of [guard, guard.stdin, guard.stdout]) handle.unref();
  return server;
}

/** Resolves with Redis' pid once it says that it takes connections; its last words are the reason if it does not. */
function readiness(output) {
  return new Promise((resolve, reject) => {
    const lines = [];
    let pid = 0;
    const fail = (what) => reject(new Error(`Redis ${what}: ${lines.slice(-3).join(' | ') || 'it said nothing'}`));
    const timer = setTimeout(() => fail(`did not start within ${START_MS_MAX / 1000} s`), START_MS_MAX);
    output.on('line', (line) => {
      if (pid === 0 && line.startsWith('guarding ')) pid = Number(line.slice('guarding '.length));
      else if (lines.length < 200) lines.push(line);
      if (pid !== 0 && lines.some((said) => /ready to accept connections/i.test(said))) {
        clearTimeout(timer);
        resolve(pid);
      }
    });
    output.on('close', () => {
      clearTimeout(timer);
      fail('ended while starting');
    });
  });
}

function redisArguments({ folder, port, socketPath, appendonly }) {
  const address = socketPath === undefined ? ['--port', `${port}`] : ['--port', '0', '--unixsocket', socketPath];
  const durability = ['--save', '', '--appendonly', appendonly ? 'yes' : 'no', '--maxmemory-policy', 'noeviction'];
  return ['--bind', '127.0.0.1', ...address, '--dir', folder, ...durability, '--loglevel', 'notice'];
}
