import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChallengeView } from '../../src/contract/http.ts';

export const apiKey = 'key-of-the-tests';

/** One request as it came, with its body. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}
type Answer = (received: Received, response: ServerResponse) => void;

/** An HTTP API in the hands of a test: it answers what the test says, and remembers what was asked. */
export interface PretendApi {
  readonly url: string;
  readonly received: Received[];
  /** How requests from now on are answered. */
  answer(answer: Answer): void;
  /** Resolves once so many requests have come. */
  has(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts an API on a free port. Until told otherwise it knows no challenge. */
export async function startPretendApi(): Promise<PretendApi> {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  let current: Answer = (_received, response) => sendProblem(response, 404, 'unknown-challenge');
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const { method = '', url: path = '', headers } = request;
    const one = { method, path, headers, body: text === '' ? undefined : JSON.parse(text) };
    received.push(one);
    for (const look of waiting) look();
    current(one, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer(answer) {
      current = answer;
    },
    has(count) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const look = () => received.length >= count && resolve();
      waiting.add(look);
      look();
      return promise.finally(() => waiting.delete(look));
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

export function sendProblem(
  response: ServerResponse,
  status: number,
  code: string,
  headers: Record<string, string> = {},
): void {
  const body = { type: `urn:poundkey:problem:${code}`, title: 'A "no"', status, detail: `It is ${code}.`, code };
  response.writeHead(status, { 'Content-Type': 'application/problem+json', ...headers }).end(JSON.stringify(body));
}

/** A challenge as the gateway shows it. */
export function viewOf(id: string, change: Partial<ChallengeView> = {}): ChallengeView {
  const at = new Date().toISOString();
  const times = { createdAt: at, expiresAt: at, attempts: [] };
  return { id, status: 'ringing', channel: 'voice', method: 'pound', to: '+1•••0100', ...times, ...change };
}
