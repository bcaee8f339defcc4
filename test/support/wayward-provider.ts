import { type AddressInfo, createServer, type Socket } from 'node:net';

/** What to do with a connection once a whole request has been read from it. */
export type Conduct = (socket: Socket, request: string) => void;

/** A provider that does what no simulator should: it has the socket in its hands, byte by byte. */
export interface WaywardProvider {
  readonly url: string;
  /** Every whole request so far, head and body as they came. */
  readonly requests: string[];
  /** How many connections were ever made. */
  readonly connections: () => number;
  conduct(how: Conduct): void;
  stop(): Promise<void>;
}

/** Listens on a free port; answers 500 until told what to do. */
export async function startWaywardProvider(): Promise<WaywardProvider> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let how: Conduct = (socket) => void socket.write(answer(500, '{}'));
  const server = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    let unread = '';
    socket.on('data', (bytes) => {
      unread += bytes.toString('latin1');
      for (let length = wholeRequest(unread); length > 0; length = wholeRequest(unread)) {
        const request = unread.slice(0, length);
        unread = unread.slice(length);
        requests.push(request);
        how(socket, request);
      }
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    connections: () => connections,
    conduct(conduct) {
      how = conduct;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An HTTP answer as bytes. */
export function answer(status: number, body: string, headers: Readonly<Record<string, string>> = {}): string {
  const all = { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(body)), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Whatever\r\n${lines.join('')}\r\n${body}`;
}

/** How long the first request in these bytes is; 0 while it is not all there. */
function wholeRequest(bytes: string): number {
  const head = bytes.indexOf('\r\n\r\n');
  if (head === -1) return 0;
  const length = head + 4 + Number(/\r\ncontent-length: *(\d+)/i.exec(bytes.slice(0, head))?.[1] ?? 0);
  return bytes.length >= length ? length : 0;
}
