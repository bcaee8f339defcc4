// npm run demo: fetches what is missing, then runs the gateway, the simulator and an example auth server together.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { environmentFor, exitCodeOf } from './children.mjs';
import { startLocalRedis } from './local-redis.mjs';
import { prepare } from './prepare.mjs';
import { ensureRedis } from './programs.mjs';
import { runScript, say, Trouble } from './trouble.mjs';

const STOP_MS_MAX = 10_000;
const KILLED = 128 + 9;

await runScript(async () => {
  const prepared = await prepare();
  const redis = process.env.REDIS_URL ? undefined : await startDemoRedis();
  try {
    return await runDemo(prepared, redis);
  } finally {
    await redis?.stop();
  }
});

async function startDemoRedis() {
  // Append-only as in production, or the gateway would rightly warn.
  const redis = await startLocalRedis({
    program: ensureRedis('REDIS_URL=redis://HOST:6379 npm run demo'),
    port: 0,
    appendonly: true,
  });
  say(`Redis for this demo: ${redis.url} (it ends with the demo, and so does its data)`);
  return redis;
}

/**
 * Runs demo/start.ts until it ends or we are told to stop.
 *
 * It gets a process group of its own: npm, the shell and the terminal may each pass a Ctrl-C on, and it should hear of it
 * once, from us. It watches its stdin, whose other end only we hold: when that ends, we are gone (even by kill -9), and
 * it must go too. POUNDKEY_PARENT_PIPE=stdin tells it so.
 *
 * A stop that was asked for is a success, exit code 0: Ctrl-C is how a demo ends, and npm would report 130 as an error.
 */
async function runDemo(prepared, redis) {
  const env = {
    NODE_COMPILE_CACHE: join(prepared.root, 'node_modules', '.cache', 'compile'),
    ...environmentFor(prepared),
    POUNDKEY_PARENT_PIPE: 'stdin',
    ...(redis && { REDIS_URL: redis.url }),
  };
  const stdio = ['pipe', 'inherit', 'inherit'];
  const child = spawn(prepared.node, ['demo/start.ts'], { cwd: prepared.root, env, stdio, detached: true });
  let asked = false;
  const stop = (signal) => {
    if (asked) return;
    asked = true;
    child.kill(signal);
    setTimeout(() => endGroup(child), STOP_MS_MAX).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
  let lost = false;
  redis?.ended.then(() => {
    lost = true;
    child.kill('SIGTERM');
  });
  const code = await exitCodeOf(child);
  // What a crashed start has left behind.
  endGroup(child);
  if (lost) throw new Trouble('The local Redis has ended, and the demo with it.', 'npm run demo');
  return asked && code !== KILLED ? 0 : code;
}

function endGroup(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody is left.
  }
}
