/** Starts everything of the demo and stops all of it: the gateway, the simulator and the example auth server. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Child, startChild } from './stage/child.ts';
import { type Addresses, addressesOf, completeEnvironment } from './stage/environment.ts';
import { choosePorts } from './stage/ports.ts';
import { untilReady } from './stage/readiness.ts';
import { welcome } from './stage/welcome.ts';

const programs = {
  gateway: new URL('../src/main.ts', import.meta.url),
  simulator: new URL('../simulator/main.ts', import.meta.url),
  'example auth server': new URL('./main.ts', import.meta.url),
};
const startMsMax = 30_000;
const stopMsMax = 9_000;

const stopping = new AbortController();
const stop = (): void => stopping.abort();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
// Whoever started us holds the other end: without them there is nobody left to stop us.
if (process.env['POUNDKEY_PARENT_PIPE'] === 'stdin') process.stdin.on('end', stop).resume();

try {
  await runDemo(process.env);
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
process.stdin.destroy();

/** Runs until it is told to stop; rejects with a sentence for a person when something does not start or ends by itself. */
async function runDemo(given: NodeJS.ProcessEnv): Promise<void> {
  if (!given['REDIS_URL']) throw new Error('REDIS_URL is not set. `npm run demo` starts a Redis and sets it.');
  const ports = await choosePorts(given);
  const env = completeEnvironment(given, ports, (bytes) => randomBytes(bytes).toString('hex'));
  const addresses = addressesOf(ports);
  const children = Object.entries(programs).map(([name, file]) =>
    startChild({ name, file: fileURLToPath(file), env, show: console.error }),
  );
  const stopped = stopping.signal.aborted ? Promise.resolve() : once(stopping.signal, 'abort');
  try {
    const untimely = Promise.race(children.map(endOf));
    await Promise.race([allReady(addresses), untimely, stopped]);
    if (stopping.signal.aborted) return;
    process.stdout.write(
      welcome(addresses, {
        apiKeys: env['POUNDKEY_API_KEYS'] ?? '',
        operators: env['POUNDKEY_OPERATORS'] ?? '',
        redisUrl: env['REDIS_URL'] ?? '',
      }),
    );
    await Promise.race([untimely, stopped]);
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
  } finally {
    stop();
    await stopAll(children);
  }
}

function endOf({ name, ended }: Child): Promise<never> {
  return ended.then(() => {
    throw new Error(`The ${name} has ended, and the demo with it.`);
  });
}

async function allReady({ gateway, simulator, example }: Addresses): Promise<void> {
  const limit = AbortSignal.any([AbortSignal.timeout(startMsMax), stopping.signal]);
  await Promise.all([
    untilReady(`${gateway}/readyz`, limit),
    untilReady(`${simulator}/simulator/v1/phones`, limit),
    untilReady(example, limit),
  ]);
}

async function stopAll(children: readonly Child[]): Promise<void> {
  for (const child of children) child.stop('SIGTERM');
  const tooLong = setTimeout(() => {
    for (const child of children) child.stop('SIGKILL');
  }, stopMsMax);
  await Promise.all(children.map(({ ended }) => ended));
  clearTimeout(tooLong);
}
