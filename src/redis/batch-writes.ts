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
  redis.on('connect', () => writeEachTurn((redis as unknown as { stream: Socket }).stream));
}

function writeEachTurn(stream: Socket): void {
  const [write, end] = [stream.write.bind(stream), stream.end.bind(stream)];
  let waiting: (string | Uint8Array)[] = [];
  const send = () => {
    const chunks = waiting;
    waiting = [];
    if (chunks.length === 0 || !stream.writable) return;
    write(chunks.every((chunk) => typeof chunk === 'string') ? chunks.join('') : Buffer.concat(chunks.map(bytesOf)));
  };
  stream.write = (chunk: string | Uint8Array) => {
    if (waiting.push(chunk) === 1) atEndOfTurn('send', send);
    return true;
  };
  // What was asked before the end still leaves.
  stream.end = ((...args: Parameters<Socket['end']>) => {
    send();
    return end(...args);
  }) as Socket['end'];
}

const bytesOf = (chunk: string | Uint8Array): Uint8Array => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
