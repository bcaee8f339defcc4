import type { Socket } from 'node:net';
import type { Redis } from 'ioredis';
import { atEndOfTurn } from '../end-of-turn.ts';

/**
 * Sends the commands of one turn of the event loop in one write. Each would otherwise be a system call of its own, which
 * costs more than all else about a small command. Nothing waits for an answer: what is asked while the sockets that have
 * something to say are read leaves as soon as all have been. (Pipelining by ioredis instead waits for the answers of the
 * batch before, and halves the speed: docs/performance.md.)
 */
export function batchWrites(redis: Redis): void {
  // ioredis has a new socket after every reconnection; its types keep the field to themselves.
  redis.on('connect', () => corkEachTurn((redis as unknown as { stream: Socket }).stream));
}

function corkEachTurn(stream: Socket): void {
  const write = stream.write;
  let corked = false;
  const uncork = () => {
    corked = false;
    stream.uncork();
  };
  stream.write = ((...args: Parameters<Socket['write']>) => {
    if (!corked) {
      corked = true;
      stream.cork();
      atEndOfTurn('send', uncork);
    }
    return write.apply(stream, args);
  }) as Socket['write'];
}
