import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';

type Received = {
  readonly path: string;
  readonly method: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  /** What twilio-node's validateRequest says of the signature. */
  readonly genuine: boolean;
};
type Reply =
  | string
  | { status?: number; type?: string; body?: string }
  | ((request: Received, res: ServerResponse) => void);

export type Application = {
  readonly url: string;
  /** Everything received, in order. */
  readonly received: Received[];
  /** What a path answers from now on: a document, a status, or a function. Paths without a reply answer 204. */
  on(path: string, reply: Reply | ((request: Received) => string)): void;
  /** Resolves with the first `count` requests to a path as soon as they are there. */
  until(path: string, count?: number): Promise<Received[]>;
  close(): Promise<void>;
};

/** An application that Twilio would call: it answers what a test says and checks every signature as Twilio's SDK does. */
export async function startApplication(authToken: string): Promise<Application> {
  const replies = new Map<string, Reply | ((request: Received) => string)>();
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  let base = '';
  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on('data', (part: Buffer) => parts.push(part));
    req.on('end', () => {
      const fields = Object.fromEntries(new URLSearchParams(Buffer.concat(parts).toString()));
      const path = req.url ?? '';
      const signature = String(req.headers['x-twilio-signature']);
      const genuine = validateRequest(authToken, signature, base + path, fields);
      const request = { path, method: req.method ?? '', fields, headers: req.headers, genuine };
      received.push(request);
      answer(res, request, replies.get(path.split('?')[0] ?? ''));
      for (const look of waiting) look();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: base,
    received,
    on: (path, reply) => void replies.set(path, reply),
    until(path, count = 1) {
      const found = () => received.filter((request) => request.path.split('?')[0] === path);
      if (found().length >= count) return Promise.resolve(found());
      return new Promise((resolve) => {
        const look = () => {
          if (found().length < count) return;
          waiting.delete(look);
          resolve(found());
        };
        waiting.add(look);
      });
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function answer(
  res: ServerResponse,
  request: Received,
  reply: Reply | ((request: Received) => string) | undefined,
): void {
  if (typeof reply === 'function') {
    const made = reply(request, res);
    if (typeof made === 'string') xml(res, made);
    return;
  }
  if (typeof reply === 'string') {
    xml(res, reply);
    return;
  }
  res.writeHead(reply?.status ?? 204, { 'content-type': reply?.type ?? 'text/xml' });
  res.end(reply?.body);
}

function xml(res: ServerResponse, body: string): void {
  res.writeHead(200, { 'content-type': 'text/xml; charset=utf-8' });
  res.end(`<?xml version="1.0" encoding="UTF-8"?><Response>${body}</Response>`);
}
