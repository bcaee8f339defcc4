import { expect, it } from 'vitest';
import { noteOptOut } from '../../simulator/texts/opt-out.ts';
import { createWireLog } from '../../simulator/wire/wire-log.ts';
import { FROM, PHONE, type SetUp, setUp } from './set-up.ts';

const HOUR_SECONDS = 3_600;
const SILENT = { statusCallback: undefined, statusCallbackEvent: undefined };

/** Requests of the REST API without the weight of a client, `count` of them, twenty at a time. */
async function flood({ simulator }: SetUp, path: string, count: number, fields: (index: number) => object) {
  const authorization = `Basic ${btoa(`${simulator.accountSid}:${simulator.authToken}`)}`;
  let next = 0;
  const one = async () => {
    while (next < count) {
      const body = new URLSearchParams(fields(next++) as Record<string, string>);
      const url = `${simulator.url}/2010-04-01/Accounts/${simulator.accountSid}/${path}.json`;
      const response = await fetch(url, { method: 'POST', headers: { authorization }, body });
      expect(response.status).toBe(201);
      await response.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: 20 }, one));
}

it('keeps the newest 5,000 texts, and a thread only what is on record', async () => {
  const world = await setUp();
  await flood(world, 'Messages', 5_050, (index) => ({ To: PHONE, From: FROM, Body: `${index}` }));
  expect(world.simulator.messages()).toHaveLength(5_000);
  expect(world.simulator.requests()).toHaveLength(2_000);
  expect(world.simulator.phone(PHONE).messages()).toHaveLength(200);
});

it('keeps the newest 5,000 calls that are over, and every live one', async () => {
  const world = await setUp({ refuseAfterMs: 0 });
  const { simulator } = world;
  const { sid } = await world.call(SILENT);
  await simulator.phone(PHONE).waitForCall();
  simulator.faults({ numbers: [{ fault: 'busy' }] });
  await flood(world, 'Calls', 5_050, (index) => ({
    To: `+1415555${String(index % 900).padStart(4, '0')}`,
    From: FROM,
    Url: 'http://127.0.0.1:1/',
  }));
  await simulator.advance(1);
  await world.call(SILENT);
  await simulator.advance(1);
  const calls = simulator.calls();
  expect(calls.filter((call) => call.live).map((call) => call.sid)).toEqual([sid]);
  expect(calls.length).toBeGreaterThan(4_990);
  expect(calls.length).toBeLessThanOrEqual(5_002);
});

it('drops what is older than it is to be kept, and nothing younger', async () => {
  const { simulator, call, text, client } = await setUp({ keepForHours: 2 });
  const phone = simulator.phone(PHONE);
  await text({ body: 'old' });
  await phone.waitForText();
  await call(SILENT);
  await phone.waitForCall();
  phone.decline();
  await simulator.advance(1.5 * HOUR_SECONDS);
  await text({ body: 'young' });
  await phone.waitForText();
  expect(phone.messages().map((message) => message.body)).toEqual(['old', 'young']);
  await simulator.advance(HOUR_SECONDS);
  expect(simulator.messages().map((message) => message.body)).toEqual(['young']);
  expect(phone.messages().map((message) => message.body)).toEqual(['young']);
  expect(simulator.calls()).toEqual([]);
  expect(simulator.requests().filter((entry) => entry.direction === 'in')).toHaveLength(1);
  expect((await client.messages.list()).map((message) => message.body)).toEqual(['young']);
});

it('keeps a live call whatever its age', async () => {
  const { simulator, app, call } = await setUp({ keepForHours: 1 });
  app.on('/voice', '<Pause length="50000"/>');
  simulator.phone(PHONE).behave('answer');
  await call({ ...SILENT, timeLimit: 50_000 });
  await app.until('/voice');
  await simulator.advance(3 * HOUR_SECONDS);
  expect(simulator.calls()).toMatchObject([{ live: true }]);
});

it('forgets a text that nobody waited for together with its record', async () => {
  const { simulator, text } = await setUp({ keepForHours: 1 });
  const phone = simulator.phone(PHONE);
  await text({ body: 'old' });
  await expect.poll(() => phone.messages().length).toBe(1);
  await simulator.advance(2 * HOUR_SECONDS);
  await text({ body: 'new' });
  expect((await phone.waitForText()).body).toBe('new');
});

it('bounds the record of the wire and the answers in it', () => {
  const log = createWireLog(Date.now, () => {});
  const start = { direction: 'in', kind: 'rest', method: 'GET', url: '/', fields: {}, sid: null } as const;
  for (let i = 0; i < 2_100; i += 1)
    log.begin({ ...start, signature: null, attempt: 1, fault: null }).end({ answer: 'x'.repeat(9_000) });
  expect(log.entries()).toHaveLength(2_000);
  expect(log.entries()[0]).toMatchObject({ id: 101, answer: 'x'.repeat(8_192) });
});

it('bounds the list of phones that want no texts', () => {
  const optOuts = new Set<string>();
  for (let i = 0; i < 10_100; i += 1) noteOptOut(optOuts, { from: `+1${i}`, to: FROM, body: 'STOP' });
  expect(optOuts.size).toBe(10_000);
  expect(optOuts.has(`+10 ${FROM}`)).toBe(false);
});
