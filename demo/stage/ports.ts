import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** Every listener of the demo: the variable that moves it, and where it is otherwise. */
const listeners = {
  POUNDKEY_PORT: 8080,
  POUNDKEY_WEBHOOK_PORT: 8081,
  SIMULATOR_PORT: 8082,
  DEMO_PORT: 8083,
} as const;

export type Ports = Readonly<Record<keyof typeof listeners, number>>;
type Environment = Readonly<Record<string, string | undefined>>;

/** Finds the four ports, any free one where the environment says 0. Throws a sentence with the remedy if one is taken. */
export async function choosePorts(env: Environment): Promise<Ports> {
  const chosen: [string, number][] = [];
  for (const [variable, usual] of Object.entries(listeners)) {
    const wanted = env[variable] || String(usual);
    chosen.push([variable, await freePort(variable, wanted, new Set(chosen.map(([, port]) => port)))]);
  }
  return Object.fromEntries(chosen) as Ports;
}

async function freePort(variable: string, wanted: string, others: ReadonlySet<number>): Promise<number> {
  const port = /^\d{1,5}$/.test(wanted) ? Number(wanted) : Number.NaN;
  if (!(port <= 65_535)) throw new Error(`${variable} is no port number.`);
  const probe = createServer().listen(port, '127.0.0.1');
  try {
    await once(probe, 'listening');
  } catch {
    throw new Error(taken(variable, port));
  }
  const free = (probe.address() as AddressInfo).port;
  probe.close();
  await once(probe, 'close');
  if (others.has(free)) throw new Error(taken(variable, free));
  return free;
}

const taken = (variable: string, port: number): string =>
  `Port ${port} is taken. Stop what listens there, or set ${variable} to another port (0 = any free one).`;
