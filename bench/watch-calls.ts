/**
 * How soon a person sees what an application says: 200 phones with a thread each, 50 calls at once whose documents say a
 * new word every second, and one reader of the live stream. Prints the p95 in ms from the application's answer to the
 * caption in the stream. `node bench/watch-calls.ts SIMULATOR-URL SECONDS ACCOUNT-SID TOKEN`
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { quantile } from './measure.ts';

const [url = '', seconds = '5', accountSid = '', token = ''] = process.argv.slice(2);
const phones = 200;
const talking = 50;
const textsEach = 20;
const headers = { Authorization: `Basic ${Buffer.from(`${accountSid}:${token}`).toString('base64')}` };
const numberOf = (index: number) => `+1415555${String(index).padStart(4, '0')}`;
/** When each word was answered and has not been seen yet. */
const answeredAt = new Map<string, number>();
const latencies: number[] = [];
let words = 0;

const app = createServer((incoming, response) => {
  incoming.resume().on('end', () => {
    const word = `word${words++}.`;
    response.writeHead(200, { 'Content-Type': 'text/xml' });
    response.end(`<Response><Say>${word}</Say><Pause/><Redirect>/</Redirect></Response>`);
    answeredAt.set(word, performance.now());
  });
});
await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
const appUrl = `http://127.0.0.1:${(app.address() as AddressInfo).port}/`;

async function create(resource: string, fields: Record<string, string>): Promise<void> {
  const address = `${url}/2010-04-01/Accounts/${accountSid}/${resource}.json`;
  const response = await fetch(address, { method: 'POST', headers, body: new URLSearchParams(fields) });
  if (response.status !== 201) throw new Error(`${resource}: HTTP ${response.status}`);
  await response.arrayBuffer();
}

async function watch(): Promise<void> {
  const response = await fetch(`${url}/simulator/v1/events`);
  let rest = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    const now = performance.now();
    for (const word of lines.flatMap((line) => line.match(/word\d+\./g) ?? [])) {
      const since = answeredAt.get(word);
      if (since === undefined) continue;
      latencies.push(now - since);
      answeredAt.delete(word);
    }
  }
}

for (let index = 0; index < phones; index++) {
  const path = `${url}/simulator/v1/phones/${encodeURIComponent(numberOf(index))}/behavior`;
  await fetch(path, { method: 'PUT', body: '{"mode":"answer"}' });
  for (let text = 0; text < textsEach; text++)
    await create('Messages', { To: numberOf(index), From: '+12025550142', Body: `Your code is ${100_000 + text}.` });
}
void watch();
for (let index = 0; index < talking; index++)
  await create('Calls', { To: numberOf(index), From: '+12025550142', Url: appUrl });
await new Promise((resolve) => setTimeout(resolve, Number(seconds) * 1_000));
latencies.sort((left, right) => left - right);
console.log(JSON.stringify({ seen: latencies.length, p50: quantile(latencies, 0.5), p95: quantile(latencies, 0.95) }));
process.exit(0);
