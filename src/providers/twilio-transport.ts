import http from 'node:http';
import https from 'node:https';
import { stringify } from 'node:querystring';
import type RequestClient from 'twilio/lib/base/RequestClient.js';

/** No answer worth the name came. `reached`: whether the request may have reached the provider. */
export class TransportError extends Error {
  override name = 'TransportError';
  readonly reached: boolean;
  constructor(message: string, reached: boolean) {
    super(message);
    this.reached = reached;
  }
}
/** 429: the provider made nothing of the request, and says so. */
export class TooManyRequests extends Error {
  override name = 'TooManyRequests';
  readonly retryAfterMs: number;
  constructor(retryAfterMs: number) {
    super('the provider is busy');
    this.retryAfterMs = retryAfterMs;
  }
}

export interface TransportOptions {
  readonly baseUrl: string;
  readonly timeoutMs: number;
}
type Options = RequestClient.RequestOptions;
type Answer = { statusCode: number; body: string; headers: http.IncomingHttpHeaders };

/** Answers are small JSON documents; more than this is something else (a captive portal, an endless stream). */
const bodyBytesMax = 1_000_000;
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/**
 * What carries the SDK's requests: node's own client with kept-alive connections, at a third of the CPU of the SDK's axios
 * (docs/performance.md), to any base URL, with one deadline for the whole exchange and no retries of any kind.
 */
export function createTransport({ baseUrl, timeoutMs }: TransportOptions): RequestClient & { close(): void } {
  const base = new URL(baseUrl);
  const secure = base.protocol === 'https:';
  // As many sockets as there are requests, which the workers' concurrency bounds: one that waited here for a socket would
  // wait out its own deadline.
  const agent = new (secure ? https : http).Agent({ keepAlive: true, scheduling: 'lifo' });
  const request = (options: Options): Promise<Answer> => {
    const target = new URL(options.uri);
    const query = options.params === undefined ? target.search : `?${encode(options.params)}`;
    const path = base.pathname.replace(/\/$/, '') + target.pathname + query;
    const body = options.data === undefined ? undefined : encode(options.data);
    const headers = {
      ...(options.headers as http.OutgoingHttpHeaders),
      ...(body !== undefined && { 'Content-Length': Buffer.byteLength(body) }),
    };
    const method = options.method.toUpperCase();
    const auth = `${options.username}:${options.password}`;
    const outgoing = (secure ? https : http).request({
      agent,
      method,
      path,
      headers,
      auth,
      // An IPv6 address is written in brackets in a URL and without them everywhere else.
      host: base.hostname.replace(/^\[|\]$/g, ''),
      port: base.port,
    });
    return exchange(outgoing, body, timeoutMs);
  };
  // The SDK calls nothing but `request`; the rest of its class is axios.
  return { request, close: () => agent.destroy() } as unknown as RequestClient & { close(): void };
}

function exchange(outgoing: http.ClientRequest, body: string | undefined, timeoutMs: number): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const fail = (message: string, reached: boolean) => {
    outgoing.destroy();
    reject(new TransportError(message, reached));
  };
  const deadline = setTimeout(() => fail('no answer in time', true), timeoutMs);
  outgoing.on('error', (error: NodeJS.ErrnoException) => {
    const code = error.code ?? 'broken';
    // On a line that stood, the same codes come late, of a request that has left.
    const hadLine = outgoing.reusedSocket || error.syscall === 'read' || error.syscall === 'write';
    fail(`connection failed: ${code}`, hadLine || !neverSent.has(code));
  });
  outgoing.on('upgrade', (_response, socket) => {
    socket.destroy();
    fail('answered in another protocol', true);
  });
  outgoing.on('response', (response) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bodyBytesMax) fail('answer too large', true);
      else chunks.push(chunk);
    });
    response.on('error', () => fail('answer broken off', true));
    response.on('aborted', () => fail('answer broken off', true));
    response.on('end', () => {
      const { statusCode = 0, headers } = response;
      if (statusCode === 429) reject(new TooManyRequests(secondsIn(headers['retry-after']) * 1_000));
      else resolve({ statusCode, body: Buffer.concat(chunks).toString('utf8'), headers });
    });
  });
  outgoing.end(body);
  return promise.finally(() => clearTimeout(deadline));
}

/** Of `Retry-After`; 0 when it says none, or a date, or nonsense: how long we wait at least is for others to know. */
const secondsIn = (header = ''): number => (/^\d{1,6}$/.test(header) ? Number(header) : 0);

/** Lists are repeated keys, as Twilio reads them; what is undefined is not sent, and half a character cannot be. */
function encode(values: object): string {
  const sent = Object.entries(values).filter(([, value]) => value !== undefined);
  return stringify(
    Object.fromEntries(
      sent.map(([key, value]) => [key, Array.isArray(value) ? value.map(wellFormed) : wellFormed(value)]),
    ),
  );
}

const wellFormed = (value: unknown): string => String(value).toWellFormed();
