import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createServer, getCACertificates, setDefaultCACertificates } from 'node:tls';

const read = (file: string) => readFileSync(new URL(`tls/${file}`, import.meta.url), 'utf8');

/** The file of the authority that made out the certificate of every TLS line; nobody else has its key. */
export const authorityFile = new URL('tls/authority.crt', import.meta.url).pathname;

/** As `NODE_EXTRA_CA_CERTS` does for a process, from now on and until the function that it gives is called. */
export function trustTestAuthority(): () => void {
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, read('authority.crt')]);
  return () => setDefaultCACertificates(before);
}

/** A line over TLS to what talks plainly on this machine. */
export interface TlsLine {
  readonly port: number;
  stop(): Promise<void>;
}

/** Its certificate is made out to `localhost`, and to no address. `portBehind` is asked at each connection. */
export async function startTlsLine(portBehind: () => number): Promise<TlsLine> {
  const sockets = new Set<Socket>();
  const server = createServer({ key: read('localhost.key'), cert: read('localhost.crt') }, (near) => {
    const far = connect(portBehind(), '127.0.0.1');
    near.pipe(far).pipe(near);
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
  });
  // Who does not trust the certificate hangs up in the middle of the greeting.
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
