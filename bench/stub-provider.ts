/**
 * A provider that costs as little as it can: takes every call and text at once, and calls back at once. A call is answered
 * and `#` pressed at the first question; a text with a code in it is answered with that code. Run as its own process:
 * `node bench/stub-provider.ts TOKEN INBOUND-URL answer|silent`; prints its port.
 */
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse, stringify } from 'node:querystring';
import { createPoster, type Poster } from './raw-post.ts';

const [token = '', inboundUrl = '', people = 'answer'] = process.argv.slice(2);
const accountSid = `AC${'0'.repeat(32)}`;
let count = 0;

type Fields = Record<string, string>;

function sign(url: string, form: Fields): string {
  const text = Object.keys(form)
    .sort()
    .reduce((sum, name) => sum + name + form[name], url);
  return createHmac('sha1', token).update(text).digest('base64');
}

const posters = new Map<string, Poster>();

function posterTo(origin: string): Poster {
  const known = posters.get(origin) ?? createPoster(origin);
  posters.set(origin, known);
  return known;
}

/** Posts a signed form as the provider does, and gives the document that came back. */
function post(address: string, fields: Fields, again = true): Promise<string> {
  const url = address.split('#', 1)[0] ?? '';
  const form = { AccountSid: accountSid, ApiVersion: '2010-04-01', ...fields };
  const headers = `Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\nX-Twilio-Signature: ${sign(url, form)}\r\nUser-Agent: TwilioProxy/1.1\r\n`;
  const path = url.indexOf('/', 'https://'.length);
  // A line that the other side has just closed is no answer: the provider asks once more, on another.
  return posterTo(url.slice(0, path))
    .post(url.slice(path), headers, stringify(form))
    .then(
      ({ document }) => document,
      (error: Error) => {
        if (!again) throw error;
        return post(address, fields, false);
      },
    );
}

/** Of a status: the last of all may find its gateway gone already. */
const unheard = (): void => undefined;

async function liveCall(sid: string, order: Fields): Promise<void> {
  const fields = { CallSid: sid, From: order['From'] ?? '', To: order['To'] ?? '', Direction: 'outbound-api' };
  const wanted: readonly string[] = [order['StatusCallbackEvent'] ?? []].flat();
  // A call goes on while its statuses are told; nothing waits for the answer to one.
  const status = (CallStatus: string) => {
    if (order['StatusCallback'] && wanted.includes(CallStatus))
      post(order['StatusCallback'], { ...fields, CallStatus }).catch(unheard);
  };
  status('initiated');
  status('ringing');
  const document = await post(order['Url'] ?? '', { ...fields, CallStatus: 'in-progress' });
  const action = /action="([^"]+)"/.exec(document)?.[1]?.replaceAll('&amp;', '&');
  if (action !== undefined) await post(action, { ...fields, CallStatus: 'in-progress', Digits: '#' });
  status('completed');
}

async function liveText(sid: string, order: Fields): Promise<void> {
  const [to, from] = [order['To'] ?? '', order['From'] ?? ''];
  if (order['StatusCallback'])
    post(order['StatusCallback'], { MessageSid: sid, MessageStatus: 'delivered', To: to, From: from }).catch(unheard);
  const code = /\d{4,8}/.exec(order['Body'] ?? '')?.[0] ?? 'Y';
  if (/^Reply|reply/i.test(order['Body'] ?? ''))
    await post(inboundUrl, {
      MessageSid: `SM${'f'.repeat(8)}${sid.slice(10)}`,
      From: to,
      To: from,
      Body: code,
    });
}

const server = createServer((incoming, response) => {
  let body = '';
  incoming.setEncoding('utf8').on('data', (part) => {
    body += part;
  });
  incoming.on('end', () => {
    const order = parse(body) as Fields;
    const call = incoming.url?.includes('/Calls') ?? false;
    const sid = (call ? 'CA' : 'SM') + (count++).toString(16).padStart(32, '0');
    const answer = JSON.stringify({
      sid,
      status: 'queued',
      account_sid: accountSid,
      to: order['To'],
      from: order['From'],
    });
    response
      .writeHead(201, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(answer) })
      .end(answer);
    if (people === 'silent') return;
    (call ? liveCall(sid, order) : liveText(sid, order)).catch((error: Error) => console.error(error.message));
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
process.stdin.resume().on('end', () => process.exit(0));
