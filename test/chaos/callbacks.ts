import { createHmac } from 'node:crypto';
import http from 'node:http';
import { chance } from './chance.ts';
import { pause } from './pause.ts';

export interface Answer {
  readonly status: number;
  readonly body: string;
}
export type Fields = Readonly<Record<string, string>>;

/** Tells the gateway something, as Twilio does; `undefined` when every try failed. */
export type CallBack = (url: string, fields: Fields) => Promise<Answer | undefined>;

const answerMsMax = 12_000;
const agent = new http.Agent({ keepAlive: true, maxSockets: 200 });

/**
 * Twilio's way of calling back: signed with our own HMAC, tried again only as often and for what the address's fragment
 * says (`#rc=2&rp=all`). Without one it is tried once more, and only when the connection could not be made.
 */
export function createCallBack(seed: number, token: string): CallBack {
  const luck = chance(seed, 'callbacks');
  return async (url, fields) => {
    const [address = '', fragment = ''] = url.split('#');
    const overrides = new URLSearchParams(fragment);
    const tries = 1 + Number(overrides.get('rc') ?? 1);
    const everything = overrides.get('rp') === 'all';
    for (let attempt = 1; attempt <= tries; attempt++) {
      const answer = await tell(address, fields, sign(token, address, fields));
      if (answer.kind === 'answer' && answer.status < 500) return answer;
      if (answer.kind === 'answer' && !everything) return answer;
      if (answer.kind === 'broken' && !everything) return undefined;
      if (attempt < tries) await pause(luck.between(50, 900));
    }
    return undefined;
  };
}

/** Ends the connections that are kept open. */
export const closeCallbacks = (): void => agent.destroy();

function sign(token: string, url: string, fields: Fields): string {
  const text = Object.keys(fields)
    .sort()
    .reduce((sum, name) => sum + name + (fields[name] ?? ''), url);
  return createHmac('sha1', token).update(text, 'utf8').digest('base64');
}

type Told = ({ readonly kind: 'answer' } & Answer) | { readonly kind: 'refused' | 'broken' };

function tell(url: string, fields: Fields, signature: string): Promise<Told> {
  const { promise, resolve } = Promise.withResolvers<Told>();
  const body = new URLSearchParams(fields).toString();
  const headers = {
    'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8',
    'Content-Length': String(Buffer.byteLength(body)),
    'X-Twilio-Signature': signature,
  };
  const request = http.request(url, { method: 'POST', agent, headers, timeout: answerMsMax }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', () => resolve({ kind: 'broken' }));
    response.on('end', () =>
      resolve({ kind: 'answer', status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
    );
  });
  request.on('timeout', () => request.destroy());
  request.on('error', (error: NodeJS.ErrnoException) =>
    resolve({ kind: error.code === 'ECONNREFUSED' ? 'refused' : 'broken' }),
  );
  request.end(body);
  return promise;
}
