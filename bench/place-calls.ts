/**
 * Creates calls (or texts) at a simulator on 64 connections for some seconds, each to the next of 900 phones that answer
 * by themselves, and prints how many were taken per second and how long an answer took.
 * `node bench/place-calls.ts SIMULATOR-URL SECONDS Calls|Messages ACCOUNT-SID TOKEN`
 */
import { Agent, request } from 'node:http';
import { stringify } from 'node:querystring';
import { quantile } from './measure.ts';

const [url = '', seconds = '3', resource = 'Calls', accountSid = '', token = ''] = process.argv.slice(2);
const phones = 900;
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const address = `${url}/2010-04-01/Accounts/${accountSid}/${resource}.json`;
const headers = {
  'Content-Type': 'application/x-www-form-urlencoded',
  Authorization: `Basic ${Buffer.from(`${accountSid}:${token}`).toString('base64')}`,
};
const words = resource === 'Calls' ? { Twiml: '<Response><Say>Hello.</Say><Hangup/></Response>' } : { Body: 'Hello.' };
const latencies: number[] = [];
let next = 0;
let refused = 0;

const numberOf = (index: number) => `+1415555${String(index % phones).padStart(4, '0')}`;

function once(): Promise<void> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const outgoing = request(address, { agent, method: 'POST', headers }, (response) => {
      if (response.statusCode !== 201) refused++;
      response.resume().on('end', () => resolve(void latencies.push(performance.now() - began)));
    });
    outgoing.on('error', reject).end(stringify({ To: numberOf(next++), From: '+12025550142', ...words }));
  });
}

for (let index = 0; index < phones; index++) {
  const path = `${url}/simulator/v1/phones/${encodeURIComponent(numberOf(index))}/behavior`;
  await fetch(path, { method: 'PUT', body: '{"mode":"answer"}' });
}
const began = performance.now();
const until = began + Number(seconds) * 1_000;
await Promise.all(
  Array.from({ length: 64 }, async () => {
    while (performance.now() < until) await once();
  }),
);
const perSecond = latencies.length / ((performance.now() - began) / 1_000);
latencies.sort((left, right) => left - right);
const p95 = quantile(latencies, 0.95);
console.log(JSON.stringify({ perSecond, p95, taken: latencies.length - refused, refused }));
process.exit(0);
