import { lookup } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { postTimeoutMs } from '../challenge/delivery.ts';
import type { Posted, Postman } from '../ports/deliveries.ts';
import { isPublicAddress, PrivateAddress, publicLookup } from './public-address.ts';
import { signedHeaders } from './sign.ts';

/** What comes back is looked at no further than its status; so much is taken so that the connection can be used again. */
const answerBytesMax = 4_096;

export interface PostmanOptions {
  /** Whether private, loopback and link-local addresses may be posted to. */
  readonly toPrivate: boolean;
  readonly timeoutMs?: number;
  readonly resolve?: Parameters<typeof publicLookup>[0];
}

/**
 * Posts results to addresses that apps have named. They are strangers to us: nothing is followed, nothing is read, nothing
 * inside our own network is reached.
 */
export function createPostman({ toPrivate, timeoutMs = postTimeoutMs, resolve = lookup }: PostmanOptions): Postman {
  const agents = { 'http:': new http.Agent({ keepAlive: true }), 'https:': new https.Agent({ keepAlive: true }) };
  const connecting: { lookup?: LookupFunction } = toPrivate ? {} : { lookup: publicLookup(resolve) };
  return {
    async post({ url, secrets }, message) {
      const target = new URL(url);
      const secure = target.protocol === 'https:';
      // A socket does not look up what is an address already.
      const host = target.hostname.replace(/^\[|\]$/g, '');
      if (!toPrivate && isIP(host) !== 0 && !isPublicAddress(host)) return failed(new PrivateAddress());
      const headers = {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(message.json),
        'User-Agent': 'Poundkey',
        ...signedHeaders(message, secrets),
      };
      const agent = agents[secure ? 'https:' : 'http:'];
      const options = { method: 'POST', agent, headers, ...connecting, signal: AbortSignal.timeout(timeoutMs) };
      return await exchange((secure ? https : http).request(target, options), message.json).catch(failed);
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

function exchange(request: http.ClientRequest, body: string): Promise<Posted> {
  return new Promise((done, fail) => {
    request.on('error', fail);
    // Nothing of ours speaks another protocol; Node tells of a switch by this and by nothing else, not even when time is up.
    request.on('upgrade', (_response, socket) => {
      socket.destroy();
      fail(Object.assign(new Error('switched'), { code: 'switched protocols' }));
    });
    request.on('close', () => fail(new Error('closed without an answer')));
    request.on('response', (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > answerBytesMax) response.destroy();
      });
      response.on('error', () => undefined);
      done(verdict(response));
    });
    request.end(body);
  });
}

function verdict({ statusCode = 0, headers }: http.IncomingMessage): Posted {
  if (statusCode >= 200 && statusCode < 300) return { kind: 'taken' };
  if (statusCode === 410) return { kind: 'gone' };
  const seconds = Number(headers['retry-after']);
  const retryAfterMs = Number.isFinite(seconds) && seconds > 0 ? { retryAfterMs: seconds * 1_000 } : {};
  return { kind: 'failed', why: `status ${statusCode}`, ...retryAfterMs };
}

/** Never the message of the error: it names hosts and addresses. */
function failed(error: unknown): Posted {
  const { name, code } = error as { name?: string; code?: unknown };
  if (error instanceof PrivateAddress) return { kind: 'failed', why: 'private address' };
  if (name === 'AbortError' || name === 'TimeoutError') return { kind: 'failed', why: 'no answer in time' };
  return { kind: 'failed', why: typeof code === 'string' ? code : 'connection lost' };
}
