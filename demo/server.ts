import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createClient } from '../src/client/client.ts';
import { createApp } from './app.ts';
import type { Config } from './config.ts';
import { createSignIns } from './sign-ins.ts';

export interface DemoServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts the example auth server. Rejects when its port cannot be had. */
export async function startDemoServer({ redisUrl, host, port, simulatorUrl }: Config): Promise<DemoServer> {
  const client = createClient({ redisUrl });
  const server = createApp({ signIns: createSignIns(client), simulatorUrl }).listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    client.close();
    throw error;
  }
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    async stop() {
      client.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
