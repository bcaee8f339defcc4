import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const standIn = fileURLToPath(new URL('./curl-stand-in.mjs', import.meta.url));

/** What a documented command printed; it has to end well. Where there is no curl, or not `real`, a stand-in is asked. */
export function runShell(
  command: string,
  environment: Readonly<Record<string, string>>,
  { real = true } = {},
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const env = { PATH: process.env['PATH'], NODE: process.execPath, STAND_IN: standIn, ...environment };
  const pretend = 'curl() { "$NODE" "$STAND_IN" "$@"; }';
  const head = real ? `command -v curl >/dev/null || ${pretend}` : pretend;
  execFile('sh', ['-euc', `${head}\n${command}`], { env, timeout: 20_000 }, (error, stdout, stderr) => {
    if (error === null) resolve(stdout);
    else reject(new Error(`${command}\n${stderr}`, { cause: error }));
  });
  return promise;
}
