import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { findProgram } from '../../script/find-program.mjs';
import { freePort } from '../../script/free-port.mjs';
import { REDIS_PROGRAMS } from '../../script/local-redis.mjs';
import { startTlsLine } from '../support/tls-line.ts';

export interface TestCluster {
  /** For `REDIS_URL`. */
  readonly url: string;
  /** A connection to each node. */
  readonly nodes: readonly Redis[];
  stop(): Promise<void>;
}

// Each node ends with this process, however that ends: the shell waits for the end of its input.
const GUARD = `"$@" >/dev/null 2>&1 & node=$!; read -r _; kill -KILL $node`;
const slots = 16_384;

/**
 * Three servers with a third of the slots each, on free ports of this machine; about a second. With `overTls` each tells
 * whoever asks that it is to be found as `localhost`, behind a line over TLS.
 */
export async function startCluster({ overTls = false } = {}): Promise<TestCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'poundkey-cluster-'));
  const started = await Promise.all([0, 1, 2].map(() => startNode(folder, overTls)));
  const nodes = started.map(({ node }) => node);
  for (const [index, { node, port, busPort }] of started.entries()) {
    const [first, next] = [index, index + 1].map((third) => Math.ceil((slots * third) / nodes.length));
    await node.call('CLUSTER', 'ADDSLOTSRANGE', String(first), String((next ?? slots) - 1));
    await nodes[0]?.call('CLUSTER', 'MEET', '127.0.0.1', String(port), String(busPort));
  }
  await Promise.all(nodes.map(whole));
  return {
    url: overTls
      ? `rediss+cluster://${started.map(({ line }) => `localhost:${line?.port}`).join(',')}`
      : `redis+cluster://${started.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    nodes,
    async stop() {
      for (const node of nodes) node.disconnect();
      await Promise.all(started.map((each) => each.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startNode(folder: string, overTls: boolean) {
  const [port, busPort] = [await freePort(), await freePort()];
  const line = overTls ? await startTlsLine(() => port) : undefined;
  const announced = ['--cluster-announce-hostname', 'localhost', '--cluster-preferred-endpoint-type', 'hostname'];
  const command = [
    ...[findProgram(REDIS_PROGRAMS) ?? 'redis-server', '--bind', '127.0.0.1', '--port', `${port}`, '--save', ''],
    ...['--cluster-enabled', 'yes', '--cluster-port', `${busPort}`, '--cluster-node-timeout', '2000'],
    ...['--dir', folder, '--cluster-config-file', `node-${port}.conf`],
    ...(line === undefined ? [] : [...announced, '--cluster-announce-port', `${line.port}`]),
  ];
  const guard = spawn('/bin/sh', ['-c', GUARD, 'guard', ...command], { stdio: ['pipe', 'ignore', 'ignore'] });
  const node = new Redis({ port, retryStrategy: () => 20, maxRetriesPerRequest: null });
  node.on('error', () => undefined);
  await node.ping();
  const stop = async () => {
    await line?.stop();
    guard.stdin.end();
    await once(guard, 'exit');
  };
  return { node, port, busPort, line, stop };
}

/** Resolves when this node knows of all the others and of all slots. */
async function whole(node: Redis): Promise<void> {
  for (let look = 0; look < 500; look++) {
    const info = String(await node.call('CLUSTER', 'INFO'));
    if (/cluster_state:ok/.test(info) && /cluster_known_nodes:3/.test(info)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('the cluster did not come together');
}
