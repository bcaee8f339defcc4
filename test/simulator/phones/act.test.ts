import { expect, it } from 'vitest';
import { PHONE, setUp, statuses } from '../set-up.ts';

it('declining is busy for the caller', async () => {
  const { simulator, app, call } = await setUp();
  await call();
  await simulator.phone(PHONE).waitForCall();
  simulator.phone(PHONE).decline();
  await app.until('/status', 3);
  expect(statuses(app)).toEqual(['initiated', 'ringing', 'busy']);
});

it('hanging up completes the call and stops its document', async () => {
  const { simulator, app, call } = await setUp();
  app.on('/voice', '<Gather timeout="5" action="/keys" actionOnEmptyResult="true"/>');
  const phone = simulator.phone(PHONE);
  await call();
  await phone.waitForCall();
  phone.answer();
  await phone.waitForPrompt();
  phone.hangup();
  await app.until('/status', 4);
  await simulator.advance(60);
  expect(statuses(app)).toEqual(['initiated', 'ringing', 'in-progress', 'completed']);
  expect(app.received.some((request) => request.path === '/keys')).toBe(false);
});

it('a phone that is left ringing ends as no-answer after the time asked for and five seconds', async () => {
  const { simulator, app, call } = await setUp();
  await call({ timeout: 30 });
  await simulator.phone(PHONE).waitForCall();
  await simulator.advance(34);
  expect(simulator.phone(PHONE).call()?.status).toBe('ringing');
  await simulator.advance(1);
  await app.until('/status', 3);
  expect(statuses(app)).toEqual(['initiated', 'ringing', 'no-answer']);
});

it('a second call to a phone in use is busy and leaves the first alone', async () => {
  const { simulator, call, client } = await setUp();
  const first = await call();
  const phone = simulator.phone(PHONE);
  await phone.waitForCall();
  const second = await call({ statusCallback: undefined, statusCallbackEvent: undefined });
  await simulator.advance(1);
  expect((await client.calls(second.sid).fetch()).status).toBe('busy');
  expect(phone.call()).toMatchObject({ sid: first.sid, status: 'ringing' });
});

it('refuses what cannot be done now, in words', async () => {
  const { simulator } = await setUp();
  const phone = simulator.phone(PHONE);
  expect(() => phone.answer()).toThrow('not ringing');
  expect(() => phone.decline()).toThrow('not ringing');
  expect(() => phone.hangup()).toThrow('not in a call');
  expect(() => phone.press('x')).toThrow('no keys');
  expect(phone.press('1')).toBe('');
  expect(() => simulator.phone('banana')).toThrow('E.164');
});
