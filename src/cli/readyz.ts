import { setTimeout as sleep } from 'node:timers/promises';
import { readSetting } from '../config.ts';
import { type Command, textOf, Unable, UsageError } from './command.ts';
import { tame } from './mask.ts';
import type { Environment } from './terminal.ts';

const askAgainMs = 250;
const timeoutSeconds = { once: 5, wait: 30 };

/** `poundkey readyz`: the health check of the image, which has no curl. */
export const readyz: Command = {
  name: 'readyz',
  about: 'tells whether the gateway on this machine can work',
  examples: [
    ['npx poundkey readyz', 'Ask once; for health checks.'],
    ['npx poundkey readyz --wait --timeout 60', 'Wait until it can; for scripts that start it.'],
  ],
  options: {
    wait: { type: 'boolean', about: 'Ask again until it is ready or the time is up.' },
    timeout: { type: 'string', value: 'SECONDS', about: 'Give up after so long: 5, with --wait 30.' },
    url: { type: 'string', value: 'URL', about: 'What to ask instead of /readyz on POUNDKEY_PORT.' },
  },
  settings: [['POUNDKEY_PORT', 'Where it listens, 8080 unless set; POUNDKEY_HOST likewise.']],
  exits: [
    [0, 'it is ready'],
    [1, 'it is not, and why'],
  ],
  async run(values, { env, out, leaving, paint }) {
    const wait = values['wait'] === true;
    const url = readUrl(textOf(values, 'url'), env);
    const seconds = readSeconds(textOf(values, 'timeout') ?? `${wait ? timeoutSeconds.wait : timeoutSeconds.once}`);
    const signal = AbortSignal.any([leaving, AbortSignal.timeout(seconds * 1_000)]);
    const problem = await untilReady(url, wait, signal);
    if (problem !== undefined) throw new Unable(`${url} is not ready: ${problem}`);
    out(`${paint('green', '✓')} ready`);
    return 0;
  },
};

/** Resolves with what is wrong, or undefined once nothing is. */
async function untilReady(url: string, wait: boolean, signal: AbortSignal): Promise<string | undefined> {
  for (let problem: string | undefined = 'no answer in time'; ; ) {
    const seen = await problemAt(url, signal);
    // An answer that was cut short says less than the one before it.
    if (!signal.aborted || seen === undefined) problem = seen;
    if (problem === undefined || !wait || signal.aborted) return problem;
    await sleep(askAgainMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return problem;
  }
}

async function problemAt(url: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal });
    const text = await response.text();
    return response.ok ? undefined : `${response.status}, ${reasonsIn(text)}`;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
    return code === 'ECONNREFUSED'
      ? 'nothing listens there'
      : (code ?? (cause instanceof Error ? cause.message : 'no answer'));
  }
}

/** The failing checks of /readyz in words; of anything else, its beginning. */
function reasonsIn(text: string): string {
  try {
    const { failing } = JSON.parse(text) as { failing: { check: string; problem: string }[] };
    return failing.map(({ check, problem }) => `${check}: ${tame(problem)}`).join('; ');
  } catch {
    return tame(text.slice(0, 200));
  }
}

function readUrl(given: string | undefined, env: Environment): string {
  if (given !== undefined) {
    if (URL.canParse(given) && /^https?:/.test(given)) return given;
    throw new UsageError('--url must be an http:// or https:// address.');
  }
  const port = readSetting('POUNDKEY_PORT', env);
  const host = readSetting('POUNDKEY_HOST', env);
  if (port.kind === 'faults') throw new UsageError(...port.faults);
  if (host.kind === 'faults') throw new UsageError(...host.faults);
  if (port.value === 0) throw new UsageError('POUNDKEY_PORT is 0, any free one: say which by --url.');
  // Who listens everywhere listens here.
  const here = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host.value] ?? host.value;
  return `http://${here.includes(':') ? `[${here}]` : here}:${port.value}/readyz`;
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (seconds > 0 && seconds <= 3_600) return seconds;
  throw new UsageError('--timeout must be a number of seconds, 3600 at most.');
}
