import { expect, it } from 'vitest';
import { PHONE, setUp } from '../set-up.ts';

const TALK = '<Pause length="600"/>';

it.each([
  ['answer', 'Enable', 'human'],
  ['voicemail', 'Enable', 'machine_start'],
  ['voicemail', 'DetectMessageEnd', 'machine_end_beep'],
] as const)('%s with %s is told in the request for the document: %s', async (mode, machineDetection, answeredBy) => {
  const { simulator, app, call, client } = await setUp();
  app.on('/voice', TALK);
  simulator.phone(PHONE).behave(mode);
  const { sid } = await call({ machineDetection });
  expect((await app.until('/voice'))[0]?.fields['AnsweredBy']).toBe(answeredBy);
  expect((await client.calls(sid).fetch()).answeredBy).toBe(answeredBy);
});

it('asynchronous detection does not hold up the document and is told by a callback of its own', async () => {
  const { simulator, app, call } = await setUp();
  app.on('/voice', TALK);
  simulator.phone(PHONE).behave('voicemail');
  const { sid } = await call({
    machineDetection: 'Enable',
    asyncAmd: 'true',
    asyncAmdStatusCallback: `${app.url}/machine`,
  });
  const [told] = await app.until('/machine');
  expect(told?.genuine).toBe(true);
  expect(told?.fields).toEqual({
    AccountSid: simulator.accountSid,
    AnsweredBy: 'machine_start',
    CallSid: sid,
    MachineDetectionDuration: '0',
  });
  expect((await app.until('/voice'))[0]?.fields).not.toHaveProperty('AnsweredBy');
});

it('detection takes its time: the document waits for it, and its status tells the result', async () => {
  const { simulator, app, call } = await setUp({ machineDetectionMs: 4_000 });
  app.on('/voice', '<Hangup/>');
  const phone = simulator.phone(PHONE);
  phone.behave('answer');
  await call({ machineDetection: 'Enable' });
  await expect.poll(() => phone.call()?.status).toBe('in-progress');
  await simulator.advance(3.9);
  expect(app.received.some((request) => request.path === '/voice')).toBe(false);
  await simulator.advance(0.1);
  const told = await app.until('/status', 4);
  expect(told[3]?.fields).toMatchObject({ AnsweredBy: 'human', CallStatus: 'completed' });
});

it('asynchronous detection says how long it took, and nothing once the call is over', async () => {
  const { simulator, app, call } = await setUp({ machineDetectionMs: 4_000 });
  app.on('/voice', TALK);
  const phone = simulator.phone(PHONE);
  phone.behave('answer');
  const detection = { machineDetection: 'Enable', asyncAmd: 'true', asyncAmdStatusCallback: `${app.url}/machine` };
  await call(detection);
  await app.until('/voice');
  await simulator.advance(4);
  expect((await app.until('/machine'))[0]?.fields).toMatchObject({ MachineDetectionDuration: '4000' });
  phone.hangup();
  await call(detection);
  await app.until('/voice', 2);
  phone.hangup();
  await simulator.advance(10);
  expect(await app.until('/machine')).toHaveLength(1);
});

it('does not know who answered when its time is over before it knows', async () => {
  const { simulator, app, call } = await setUp({ machineDetectionMs: 4_000 });
  app.on('/voice', TALK);
  simulator.phone(PHONE).behave('voicemail');
  await call({ machineDetection: 'Enable', machineDetectionTimeout: 3 });
  await expect.poll(() => simulator.phone(PHONE).call()?.status).toBe('in-progress');
  await simulator.advance(3);
  expect((await app.until('/voice'))[0]?.fields['AnsweredBy']).toBe('unknown');
});

it('sends the digits of an extension before the document, with their pauses, and then ignores machine detection', async () => {
  const { simulator, app, call } = await setUp();
  app.on('/voice', TALK);
  const phone = simulator.phone(PHONE);
  phone.behave('answer');
  await call({ sendDigits: 'wwW4012#', machineDetection: 'Enable' });
  await expect.poll(() => phone.call()?.status).toBe('in-progress');
  expect(app.received.some((request) => request.path === '/voice')).toBe(false);
  await simulator.advance(2);
  expect((await app.until('/voice'))[0]?.fields).not.toHaveProperty('AnsweredBy');
  expect(phone.call()?.captions).toEqual([{ kind: 'keys', text: '4012#', language: null }]);
});

it('ends a call that is longer than its time limit', async () => {
  const { simulator, app, call } = await setUp();
  app.on('/voice', TALK);
  simulator.phone(PHONE).behave('answer');
  await call({ timeLimit: 60 });
  await app.until('/voice');
  await simulator.advance(60);
  const told = await app.until('/status', 4);
  expect(told[3]?.fields).toMatchObject({ CallStatus: 'completed', CallDuration: '60' });
});
