import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse } from 'node:querystring';
import type { Log } from '../src/log.ts';
import type { Form } from '../src/providers/twilio-dialect.ts';
import { signedByTwilio, signingKeys } from '../src/providers/twilio-signature.ts';

export interface Trusting {
  readonly log: Log;
  /** What Twilio was told to call, and so what it signs: never taken from a header. */
  readonly publicUrl: string;
  readonly accountSid: string;
  readonly authTokens: readonly string[];
}

/** What to answer: TwiML, or only that it was taken. `unreadable`: signed, but nothing that we would have asked for. */
export type Reply =
  | { readonly kind: 'twiml'; readonly body: string }
  | { readonly kind: 'taken' }
  | { readonly kind: 'unreadable' };
export type FormHandler = (form: Form, params: Readonly<Record<string, string>>) => Promise<Reply>;

/** Takes a request at the place where it was found. */
export type FormReceiver = (
  request: IncomingMessage,
  response: ServerResponse,
  at: { readonly path: string; readonly params: Readonly<Record<string, string>> },
) => Promise<void>;

/** Twilio's forms have some 30 short fields; a text is 1,600 characters at most. */
const formBytesMax = 16_384;
const fieldsMax = 100;

/** Lets a form through to `handle` if Twilio signed it, and answers only after `handle` has stored what it says. */
export function signedForm(trusting: Trusting, handle: FormHandler): FormReceiver {
  const keys = signingKeys(trusting.authTokens);
  return async (request, response, { path, params }) => {
    const { url = '', headers } = request;
    // On a form this parameter would make the signature cover something else than the fields; Twilio sends it with JSON.
    const query = url.includes('?') ? parse(url.slice(url.indexOf('?') + 1)) : {};
    if (query['bodySHA256'] !== undefined || !formType.test(headers['content-type'] ?? ''))
      return answer(response, 403);
    const body = await readBody(request);
    if (body === 'too-large') {
      response.setHeader('Connection', 'close');
      return answer(response, 413);
    }
    const form: Form = parse(body, '&', '=', { maxKeys: fieldsMax + 1 });
    const names = Object.keys(form);
    const fits = names.length <= fieldsMax && names.every(isFieldName) && form['AccountSid'] === trusting.accountSid;
    if (!fits || !signedByTwilio(keys, signatureOf(request), trusting.publicUrl + url, form)) {
      trusting.log.warn({ path }, 'webhook refused: not signed by the provider');
      return answer(response, 403);
    }
    const reply = await handle(form, params);
    if (reply.kind === 'twiml') sendTwiml(response, reply.body);
    else answer(response, reply.kind === 'taken' ? 204 : 400);
  };
}

/** An answer that says nothing but its status. */
export function answer(response: ServerResponse, status: number): void {
  response.statusCode = status;
  response.end();
}

/**
 * Twilio signs address, names and values without anything between them, so a name that could be the end of an address would let
 * a signature stand for another address. All of its names begin with a letter.
 */
const isFieldName = (name: string): boolean => /^[A-Za-z_]/.test(name);

const formType = /^application\/x-www-form-urlencoded\s*(;|$)/i;

function sendTwiml(response: ServerResponse, body: string): void {
  const length = Buffer.byteLength(body);
  response.writeHead(200, { 'Content-Type': 'text/xml; charset=utf-8', 'Content-Length': length }).end(body);
}

/** A header that comes twice is joined by Node, and so is no signature. */
const signatureOf = ({ headers }: IncomingMessage): string => String(headers['x-twilio-signature'] ?? '');

/** Reads the body as it comes and stops at the limit, whatever its declared length. */
function readBody(request: IncomingMessage): Promise<string | 'too-large'> {
  if (Number(request.headers['content-length'] ?? 0) > formBytesMax) return Promise.resolve('too-large');
  const { promise, resolve, reject } = Promise.withResolvers<string | 'too-large'>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > formBytesMax) resolve('too-large');
    else chunks.push(chunk);
  });
  request.on('end', () => resolve(chunks.length === 1 ? String(chunks[0]) : Buffer.concat(chunks).toString('utf8')));
  request.on('error', reject);
  request.on('aborted', () => reject(Object.assign(new Error('aborted'), { code: 'ECONNRESET' })));
  return promise;
}
