// Loaded into every child before its own program. The starter holds the other end of this pipe and nobody else does: when it
// is gone, however that came, the pipe ends and the child goes too.
import { Socket } from 'node:net';

const deadlineMs = 10_000;

process.stdin.on('end', () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), deadlineMs).unref();
});
process.stdin.resume();
// To watch the pipe is no reason to stay.
if (process.stdin instanceof Socket) process.stdin.unref();
