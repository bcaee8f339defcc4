import { spawn } from 'node:child_process';

/** Knows every process that we started and ends them when we are gone, whatever ended us: Ctrl-C, a crash, kill -9. */
export interface Guard {
  add(pid: number): void;
  remove(pid: number): void;
}

const script = `
trap '' INT TERM HUP
pids=' '
while read -r what pid; do
  if [ "$what" = + ]; then pids="$pids$pid "; else pids=$(echo "$pids" | sed "s/ $pid / /"); fi
done
[ "$pids" = ' ' ] || kill -KILL $pids
`;

/** A shell in a session of its own that reads what to guard from a pipe; the system closes that pipe when we end. */
export function startGuard(): Guard {
  const shell = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  shell.unref();
  // A pipe is a socket to Node, and would keep us alive.
  (shell.stdin as unknown as { unref(): void }).unref();
  shell.stdin.on('error', () => undefined);
  return {
    add: (pid) => void shell.stdin.write(`+ ${pid}\n`),
    remove: (pid) => void shell.stdin.write(`- ${pid}\n`),
  };
}
