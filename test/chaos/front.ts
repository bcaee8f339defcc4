import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Chance, chance } from './chance.ts';
import type { Journal } from './journal.ts';
import { pause } from './pause.ts';

/** The public address: hands callbacks round to the processes with the role webhooks, and mistreats some on the way. */
export interface Front {
  readonly url: string;
  /** Ports to hand to, in turn. */
  setTargets(ports: readonly number[]): void;
  /** From now on every callback arrives once and in order. */
  calm(): void;
  stop(): Promise<void>;
}

const misdeeds = { 'callback dropped': 0.04, 'answer to callback dropped': 0.04, 'callback doubled': 0.06 } as const;
const lateness = 0.15;

interface State {
  readonly journal: Journal;
  readonly luck: Chance;
  readonly agent: http.Agent;
  targets: readonly number[];
  turn: number;
  calm: boolean;
}
interface Whole {
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

export async function startFront(seed: number, journal: Journal): Promise<Front> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 200 });
  const state: State = { journal, luck: chance(seed, 'front'), agent, targets: [], turn: 0, calm: false };
  const server = http.createServer((request, response) => {
    receive(state, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    setTargets: (ports) => {
      state.targets = ports;
    },
    calm: () => {
      state.calm = true;
    },
    async stop() {
      server.closeAllConnections();
      agent.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function receive(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const whole = { path: request.url ?? '/', headers: request.headers, body: Buffer.concat(chunks) };
  const misdeed = state.calm ? undefined : chooseMisdeed(state);
  if (misdeed === 'callback dropped') return void request.socket.destroy();
  // Only what Twilio does not wait for can overtake what came before it.
  if (!state.calm && whole.path.includes('/status/') && state.luck.happens(lateness)) {
    state.journal.fault('callback late');
    await pause(state.luck.between(200, 2_500));
  }
  if (misdeed === 'callback doubled')
    void pause(state.luck.between(0, 4_000)).then(() => forward(state, whole).catch(() => undefined));
  const answer = await forward(state, whole);
  if (misdeed === 'answer to callback dropped') return void request.socket.destroy();
  response.writeHead(answer.status, { 'Content-Type': answer.type }).end(answer.body);
}

function chooseMisdeed({ luck, journal }: State): keyof typeof misdeeds | undefined {
  let left = luck.roll();
  for (const [misdeed, probability] of Object.entries(misdeeds)) {
    left -= probability;
    if (left >= 0) continue;
    journal.fault(misdeed);
    return misdeed as keyof typeof misdeeds;
  }
  return undefined;
}

interface Forwarded {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

/** To the next process that takes connections, as any load balancer does; what breaks after that is not tried again. */
async function forward(state: State, whole: Whole): Promise<Forwarded> {
  for (let tries = 0; tries < state.targets.length; tries++) {
    const port = state.targets[state.turn++ % state.targets.length] ?? 0;
    const answer = await send(state.agent, port, whole);
    if (answer !== 'refused') return answer;
  }
  throw new Error('nobody takes callbacks');
}

function send(agent: http.Agent, port: number, { path, headers, body }: Whole): Promise<Forwarded | 'refused'> {
  const { promise, resolve, reject } = Promise.withResolvers<Forwarded | 'refused'>();
  const request = http.request({ agent, host: '127.0.0.1', port, path, method: 'POST', headers }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', reject);
    response.on('end', () => {
      const type = response.headers['content-type'] ?? 'text/plain';
      resolve({ status: response.statusCode ?? 502, type, body: Buffer.concat(chunks) });
    });
  });
  request.on('error', (error: NodeJS.ErrnoException) =>
    error.code === 'ECONNREFUSED' ? resolve('refused') : reject(error),
  );
  request.end(body);
  return promise;
}
