import { expect, it, onTestFinished } from 'vitest';
import type { CallRequest } from '../../simulator/calls/call.ts';
import { placeCall } from '../../simulator/calls/place-call.ts';
import { faultRules } from '../../simulator/faults/fault-rules.ts';
import { resetWorld } from '../../simulator/reset-world.ts';
import { createCall } from '../../simulator/rest/calls.ts';
import { settingsSchema } from '../../simulator/settings.ts';
import { noteOptOut } from '../../simulator/texts/opt-out.ts';
import { sendText } from '../../simulator/texts/send-text.ts';
import { createWireLog } from '../../simulator/wire/wire-log.ts';
import { createWorld } from '../../simulator/world.ts';
import { FROM, PHONE, setUp } from './set-up.ts';

const HOUR_SECONDS = 3_600;
const SILENT = { statusCallback: undefined, statusCallbackEvent: undefined };

/** A world without a listener: thousands of requests over HTTP would only take longer. */
function quietWorld() {
  const world = createWorld(settingsSchema.parse({ refuseAfterMs: 0 }));
  onTestFinished(() => resetWorld(world));
  return world;
}
const callTo = (to: string): CallRequest => ({
  to,
  from: FROM,
  instructions: { kind: 'twiml', twiml: '<Response/>' },
  fallback: null,
  statusCallback: null,
  ringSeconds: 60,
  timeLimitSeconds: 600,
  sendDigits: null,
  machineDetection: { kind: 'off' },
});

it('keeps the newest 5,000 texts, and a thread only what is on record', async () => {
  const world = quietWorld();
  const more = { messagingServiceSid: null, statusCallback: null, validitySeconds: 60 };
  sendText(world, { to: PHONE, from: FROM, body: 'first', ...more });
  await world.clock.advance(1_000, world.work.idle);
  for (let i = 0; i < 4_999; i += 1) sendText(world, { to: '+12125550100', from: FROM, body: `${i}`, ...more });
  expect(world.phones.get(PHONE)?.thread).toHaveLength(1);
  sendText(world, { to: '+12125550100', from: FROM, body: 'last', ...more });
  expect(world.texts.size).toBe(5_000);
  expect(world.phones.get(PHONE)?.thread).toEqual([]);
  await world.clock.advance(1_000, world.work.idle);
  expect(
    world.phones
      .get('+12125550100')
      ?.thread.map((text) => text.body)
      .at(-1),
  ).toBe('last');
  expect(world.phones.get('+12125550100')?.thread).toHaveLength(200);
});

it('keeps the newest 5,000 calls that are over, and every live one', async () => {
  const world = quietWorld();
  const live = placeCall(world, callTo(PHONE));
  await world.clock.advance(1_000, world.work.idle);
  world.faults.set(faultRules.parse({ numbers: [{ fault: 'busy' }] }));
  const placed = Array.from({ length: 5_100 }, (_, i) => placeCall(world, callTo(`+1415555${1_000 + (i % 900)}`)));
  await world.clock.advance(1_000, world.work.idle);
  expect(world.endedCalls.size).toBe(5_100);
  placeCall(world, callTo('+12125550100'));
  expect(world.endedCalls.size).toBe(5_000);
  expect(world.calls.size).toBe(5_002);
  expect(world.calls.get(live.sid)).toBe(live);
  expect(placed.slice(0, 100).some((call) => world.calls.has(call.sid))).toBe(false);
});

it('refuses a call when 10,000 are live, as Twilio does above its limit', async () => {
  const world = quietWorld();
  for (let i = 0; i < 10_000; i += 1) placeCall(world, callTo(PHONE));
  const form = { To: PHONE, From: FROM, Twiml: '<Response/>' };
  expect(createCall(world, form)).toMatchObject({ kind: 'refused', error: { code: 10004 } });
  expect(world.calls.size).toBe(10_000);
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
