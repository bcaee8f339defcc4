import { spawnSync } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

const REASON_LENGTH_MAX = 300;

/** Runs a command to its end without showing its output; `reason` is its own explanation of a failure, in one line. */
export function runCommand(program, args, options = {}) {
  const ran = spawnSync(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1e8,
    ...options,
  });
  return {
    ok: ran.status === 0,
    output: ran.stdout ?? '',
    reason: ran.error?.message ?? reasonIn(ran.stderr, ran.signal ?? `exit code ${ran.status}`),
  };
}

/** The line that names the fault: npm and apt-get both put the cause before the advice, npm after a bare code; Vite before a picture. */
function reasonIn(errorOutput, otherwise) {
  const lines = stripVTControlCharacters(errorOutput)
    .split('\n')
    .map((line) => line.replace(/^npm (error|ERR!)\s?/, '').trim())
    .filter((line) => line !== '' && !/^code \w+$/.test(line));
  const cause = lines.find((line) =>
    /^E: |^\[[\w:-]+\] |failed, reason|^Error|ENOTFOUND|ECONN|EACCES|ENOSPC|in sync/.test(line),
  );
  return (cause ?? lines.at(-1) ?? otherwise).slice(0, REASON_LENGTH_MAX);
}
