import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listener {
  readonly url: string;
  /** Answers what has been asked, cuts off what takes longer than `deadlineMs`, and takes nothing new. */
  close(deadlineMs: number): Promise<void>;
}

/** Longer than load balancers keep a connection (60 s): the side that reuses it must be the one that closes it. */
const keepAliveTimeout = 65_000;

/** Whoever sends a request slower than this is cut off; it is looked at every few seconds. */
const slowest = { requestTimeout: 15_000, headersTimeout: 10_000, connectionsCheckingInterval: 3_000 };

/** Serves HTTP; rejects with a sentence when it cannot. */
export async function listen(
  handle: RequestListener,
  where: { host: string; port: number; setting: string },
  timeouts = slowest,
): Promise<Listener> {
  const server = createServer({ ...timeouts, keepAliveTimeout }, handle);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', (error: NodeJS.ErrnoException) => {
    const why = error.code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be listened on (${error.code})`;
    reject(new Error(`Port ${where.port} on ${where.host} ${why}: set ${where.setting} to another.`));
  });
  server.listen(where.port, where.host, resolve);
  await promise;
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${where.host.includes(':') ? `[${where.host}]` : where.host}:${port}`,
    async close(deadlineMs) {
      const { promise: closed, resolve: done } = Promise.withResolvers<void>();
      server.close(() => done());
      // A connection that is kept alive would hold the server open for a minute after its last answer.
      const sweep = setInterval(() => server.closeIdleConnections(), 50);
      const cut = setTimeout(() => server.closeAllConnections(), deadlineMs);
      server.closeIdleConnections();
      await closed;
      clearInterval(sweep);
      clearTimeout(cut);
    },
  };
}
