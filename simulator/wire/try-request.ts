import http from 'node:http';
import https from 'node:https';

export type OutgoingRequest = {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly connectTimeoutMs: number;
  readonly readTimeoutMs: number;
  readonly signal: AbortSignal;
};

/** `ct`: no connection came about; `rt`: connected, but no whole answer in time. */
export type Outcome =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly contentType: string;
      readonly location: string | null;
      readonly body: string;
    }
  | { readonly kind: 'failed'; readonly stage: 'ct' | 'rt'; readonly reason: string; readonly problem: Problem };
export type Problem = 'bad-address' | 'bad-host' | 'connection' | 'too-long' | 'bad-redirect' | 'too-many-redirects';

// Twilio takes no longer document than 64 kB (error 11750).
const BODY_MAX_BYTES = 64 * 1024;

/** One HTTP request, without retry. Every end is a value; it never rejects. */
export function tryRequest(request: OutgoingRequest): Promise<Outcome> {
  return new Promise((resolve) => {
    const attempt = open(request);
    if (attempt === null) {
      const reason = `${request.url} is not an http address`;
      resolve({ kind: 'failed', stage: 'ct', reason, problem: 'bad-address' });
      return;
    }
    let stage: 'ct' | 'rt' = 'ct';
    const finish = (outcome: Outcome) => {
      clearTimeout(limit);
      request.signal.removeEventListener('abort', abandon);
      resolve(outcome);
    };
    const fail = (reason: string, problem: Problem = 'connection') => {
      attempt.destroy();
      finish({ kind: 'failed', stage, reason, problem });
    };
    const abandon = () => fail('the simulator was reset');
    const connected = () => {
      stage = 'rt';
      clearTimeout(limit);
      limit = setTimeout(() => fail('no answer in time'), request.readTimeoutMs);
    };
    let limit = setTimeout(() => fail('no connection in time'), request.connectTimeoutMs);
    attempt.on('socket', (socket) => {
      if (socket.connecting) socket.once('connect', connected);
      else connected();
    });
    attempt.on('error', (error) => fail(error.message, isUnknownHost(error) ? 'bad-host' : 'connection'));
    attempt.on('response', (response) => collect(response, fail, finish));
    request.signal.addEventListener('abort', abandon);
    attempt.end(request.method === 'POST' ? request.body : undefined);
  });
}

function isUnknownHost(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN';
}

function open(request: OutgoingRequest): http.ClientRequest | null {
  if (!URL.canParse(request.url)) return null;
  const url = new URL(request.url);
  const options = { method: request.method, headers: request.headers, agent: false as const };
  if (url.protocol === 'https:') return https.request(url, options);
  return url.protocol === 'http:' ? http.request(url, options) : null;
}

function collect(
  response: http.IncomingMessage,
  fail: (reason: string, problem?: Problem) => void,
  done: (outcome: Outcome) => void,
): void {
  const parts: Buffer[] = [];
  let bytes = 0;
  response.on('data', (part: Buffer) => {
    bytes += part.length;
    if (bytes > BODY_MAX_BYTES) fail('the answer is longer than 64 kB', 'too-long');
    else parts.push(part);
  });
  response.on('error', (error) => fail(error.message));
  response.on('end', () =>
    done({
      kind: 'answered',
      status: response.statusCode ?? 0,
      contentType: response.headers['content-type'] ?? '',
      location: response.headers.location ?? null,
      body: Buffer.concat(parts).toString('utf8'),
    }),
  );
}
