import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A line to Redis that can swallow the answers: what was asked is done, and who asked never hears of it. */
export interface LossyLine {
  readonly port: number;
  /** From the first command that contains `text` on, its connection gets no answers. Resolves when that has been sent. */
  loseAnswersAfter(text: string): Promise<void>;
  /** From the first command that contains `text` on nothing arrives, until `letGo`; what was held is lost with its connection. */
  holdFrom(text: string): void;
  letGo(): void;
  /** Breaks all connections, as a line does; new ones are good. */
  cut(): void;
  stop(): Promise<void>;
}

/** Starts a line to Redis at `redisPort` on this machine. */
export async function startLossyLine(redisPort: number): Promise<LossyLine> {
  const sockets = new Set<Socket>();
  let trigger = '';
  let holding = '';
  let triggered = Promise.withResolvers<void>();
  const server = createServer((near) => {
    const far = connect(redisPort, '127.0.0.1');
    let lossy = false;
    let held = false;
    near.on('data', (bytes) => {
      held ||= holding !== '' && bytes.includes(holding);
      if (held) return;
      far.write(bytes);
      if (trigger === '' || !bytes.includes(trigger)) return;
      lossy = true;
      trigger = '';
      triggered.resolve();
    });
    far.on('data', (bytes) => {
      if (!lossy) near.write(bytes);
    });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    loseAnswersAfter(text) {
      trigger = text;
      triggered = Promise.withResolvers();
      return triggered.promise;
    },
    holdFrom(text) {
      holding = text;
    },
    letGo() {
      holding = '';
    },
    cut,
    async stop() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
