import http from 'node:http';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { keysOf, splitRecord } from '../../src/redis/record.ts';
import type { World } from './gateway.ts';

export type Fields = Readonly<Record<string, string | string[]>>;

/** A callback as Twilio would send it, unless it says otherwise. */
export interface Callback {
  readonly path: string;
  readonly fields: Fields;
  readonly method?: string;
  /** What it is signed with; the account's token by default. */
  readonly token?: string;
  /** The address that is signed; the configured one by default. */
  readonly signedUrl?: string;
  /** The fields that are signed; those that are sent by default. */
  readonly signedFields?: Fields;
  /** The body as it is sent, whatever the fields. */
  readonly body?: string | Buffer;
  /** Added to the headers of the request; `undefined` takes one away. */
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
}
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: http.IncomingHttpHeaders;
}

/** Sends a callback to the gateway's public door, signed by twilio-node. */
export function callBack(world: World, callback: Callback): Promise<Answer> {
  const { path, fields, token = world.simulator.authToken } = callback;
  const { signedUrl = world.webhooks + path, signedFields = fields } = callback;
  const body = callback.body ?? encode(fields);
  const headers = {
    'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8',
    'Content-Length': String(Buffer.byteLength(body)),
    'X-Twilio-Signature': getExpectedTwilioSignature(token, signedUrl, { ...signedFields }),
    ...callback.headers,
  };
  const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
  return exchange(world.webhooks, path, callback.method ?? 'POST', sent as http.OutgoingHttpHeaders, body);
}

const agent = new http.Agent({ keepAlive: true });

/** Sends a request and reads the answer, with full control over the headers. */
export function exchange(
  base: string,
  path: string,
  method: string,
  headers: http.OutgoingHttpHeaders,
  body?: string | Buffer,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const { hostname, port } = new URL(base);
  const request = http.request({ host: hostname, port, path, method, headers, agent }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', reject);
    response.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers });
    });
  });
  request.on('error', reject);
  request.end(body);
  return promise;
}

export function encode(fields: Fields): string {
  const pairs = Object.entries(fields).flatMap(([name, value]) => [value].flat().map((each) => [name, each]));
  return new URLSearchParams(pairs as [string, string][]).toString();
}

/** Where the call or text of a challenge was told to call back, and what the provider calls it. */
export function placed(world: World, id: string, attempt = 0) {
  const here = `/${id}/${attempt}/`;
  const asked = world.simulator
    .requests()
    .findLast(({ kind, fields }) => kind === 'rest' && String(fields['StatusCallback'] ?? '').includes(here));
  if (asked === undefined) throw new Error(`nothing was asked of the provider for ${id}`);
  const pathOf = (field: string) => new URL(String(asked.fields[field] ?? world.webhooks)).pathname;
  const sid = asked.sid ?? '';
  const { accountSid } = world.simulator;
  return {
    voice: pathOf('Url'),
    status: pathOf('StatusCallback'),
    sid,
    fields: { AccountSid: accountSid, [sid.startsWith('CA') ? 'CallSid' : 'MessageSid']: sid },
  };
}

/** What is stored of a challenge, but for the jobs that are being handed over just now. */
export async function storedOf(world: World, id: string) {
  const { jobs: _jobs, ...rest } = splitRecord((await world.client.get(keysOf(id).record)) ?? '');
  return rest;
}
