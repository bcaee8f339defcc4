/**
 * `node bench/handsets.ts [PHONES CALLS ROUNDS] [--lockstep]` (200, 50, 10; after `npm ci`, with Chromium on PATH)
 *
 * So many phones on the page of the simulator, so many of them in a call at once, each told something new every second. Prints
 * how long it takes from the application's answer to the caption on the screen, and how long the page takes for a frame.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from 'playwright-core';
import { findProgram } from '../script/find-program.mjs';
import { quantile } from './measure.ts';
import { start } from './processes.ts';

const lockstep = process.argv.includes('--lockstep');
const [phones = 200, calls = 50, rounds = 10] = process.argv.slice(2).map(Number).filter(Number.isFinite);
const accountSid = `AC${'5'.repeat(32)}`;
const numberOf = (index: number) => `+1415555${String(index).padStart(4, '0')}`;
// The clock that the page and we share.
const now = () => performance.timeOrigin + performance.now();

const answered: number[] = [];
const application = createServer((request, response) => {
  const mark = answered.push(0) - 1;
  const round = Number(new URL(request.url ?? '', 'http://application').searchParams.get('round'));
  const next = round < rounds ? `<Pause length="1"/><Redirect>/?round=${round + 1}</Redirect>` : '<Pause length="60"/>';
  response.setHeader('content-type', 'text/xml');
  response.end(`<Response><Say>Mark ${mark}.</Say>${next}</Response>`, () => {
    answered[mark] = now();
  });
});
await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve));
const document = `http://127.0.0.1:${(application.address() as AddressInfo).port}/?round=1`;
const simulator = await start('../simulator/main.ts', [], { SIMULATOR_PORT: '0', TWILIO_ACCOUNT_SID: accountSid });
const url = /http:\S+/.exec(simulator.said)?.[0] ?? '';

for (let index = 0; index < phones; index++) {
  const mode = index < 2 * calls ? 'answer' : 'manual';
  const path = `${url}/simulator/v1/phones/${encodeURIComponent(numberOf(index))}/behavior`;
  await fetch(path, { method: 'PUT', body: JSON.stringify({ mode }) });
}
const browser = await chromium.launch({
  executablePath: findProgram(['chromium', 'chromium-browser', 'google-chrome']) ?? 'chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
// The page draws at the beginning of a frame; a message to itself is heard when that frame is on the screen.
await page.addInitScript(`
  globalThis.seen = []; globalThis.frames = [];
  const channel = new MessageChannel();
  channel.port2.onmessage = ({ data }) => {
    for (const mark of data) seen.push([mark, performance.timeOrigin + performance.now()]);
  };
  let last = performance.now();
  const frame = (at) => { frames.push(at - last); last = at; requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
  new MutationObserver((changes) => {
    const marks = changes.flatMap(({ addedNodes }) => [...addedNodes])
      .flatMap((node) => [...(node.textContent ?? '').matchAll(/Mark (\\d+)\\./g)].map(([, mark]) => Number(mark)));
    if (marks.length > 0) channel.port1.postMessage(marks);
  }).observe(document, { childList: true, subtree: true });
`);
await page.goto(url);
await page.getByText('Live', { exact: true }).waitFor();
await page
  .getByRole('article')
  .nth(phones - 1)
  .waitFor();
// Warm, as after the first minute: each of these calls ends as soon as it has said its word.
for (let index = calls; index < 2 * calls; index++)
  await place(numberOf(index), '<Response><Say>Warm.</Say></Response>');
await page
  .getByText('Call ended')
  .nth(calls - 1)
  .waitFor();
await page.evaluate('frames.length = 0');

// Spread over a second, as calls are; with `--lockstep` all of them speak in the same moment, second after second.
for (let index = 0; index < calls; index++) {
  const placed = place(numberOf(index));
  if (lockstep) continue;
  await placed;
  await new Promise((resolve) => setTimeout(resolve, 1_000 / calls - 5));
}
const expected = calls * rounds;
const heard = () => page.evaluate('new Set(seen.map(([mark]) => mark)).size');
while (Number(await heard()) < expected) await page.waitForTimeout(250);
const seen = (await page.evaluate('seen')) as [mark: number, at: number][];
const frames = ((await page.evaluate('frames')) as number[]).sort((left, right) => left - right);

const first = new Map(seen.toReversed());
// Marks are given in order: each round of all calls has its own.
const latencies = (from: number) =>
  [...first]
    .filter(([mark]) => mark >= from)
    .map(([mark, at]) => at - (answered[mark] ?? 0))
    .sort((left, right) => left - right);
const show = (sorted: readonly number[]) =>
  [0.5, 0.95, 1].map((share) => `${quantile(sorted, share).toFixed(1)} ms`).join(' / ');
console.log(`${phones} phones, ${calls} calls at once, ${first.size} captions; median / p95 / worst`);
console.log(`from the application's answer to the caption: ${show(latencies(0))}`);
console.log(`  of these, once all calls had been answered: ${show(latencies(calls * 2))}`);
console.log(`a frame of the page: ${show(frames)}`);
await browser.close();
await simulator.stop();
process.exit(0);

async function place(to: string, twiml?: string): Promise<void> {
  const response = await fetch(`${url}/2010-04-01/Accounts/${accountSid}/Calls.json`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${accountSid}:simulator-auth-token`).toString('base64')}` },
    body: new URLSearchParams({ To: to, From: '+12025550142', ...(twiml ? { Twiml: twiml } : { Url: document }) }),
  });
  if (response.status !== 201) throw new Error(`${response.status}: ${await response.text()}`);
}
