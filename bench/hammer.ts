/**
 * Sends the same request over and over, on 64 connections, for some seconds, and prints how many were answered per second.
 * `node bench/hammer.ts URL SECONDS [FORM SIGNATURE]`
 */
import { Agent, request } from 'node:http';

const [url = '', seconds = '3', form, signature = ''] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'X-Twilio-Signature': signature };
let answered = 0;
let refused = 0;

function once(): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent, method: form === undefined ? 'GET' : 'POST', headers }, (response) => {
      if ((response.statusCode ?? 500) < 300) answered++;
      else refused++;
      response.resume().on('end', resolve);
    });
    outgoing.on('error', reject).end(form);
  });
}

const until = performance.now() + Number(seconds) * 1_000;
const began = performance.now();
await Promise.all(
  Array.from({ length: 64 }, async () => {
    while (performance.now() < until) await once();
  }),
);
console.log(JSON.stringify({ perSecond: answered / ((performance.now() - began) / 1_000), answered, refused }));
process.exit(0);
