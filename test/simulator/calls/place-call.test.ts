import { expect, it } from 'vitest';
import { PHONE, setUp } from '../set-up.ts';

it('dials no more calls a second than allowed; the others wait in the queue and are not refused', async () => {
  const { simulator, call } = await setUp({ callsPerSecond: 1 });
  const numbers = ['+14155550101', '+14155550102', '+14155550103'];
  const created = [];
  for (const to of numbers) created.push(await call({ to, statusCallback: undefined, statusCallbackEvent: undefined }));
  expect(Number(created[0]?.queueTime)).toBe(0);
  expect(Number(created[2]?.queueTime)).toBeGreaterThan(1_000);
  await simulator.phone('+14155550101').waitForCall();
  expect(simulator.phone('+14155550103').call()).toBeNull();
  await simulator.advance(2);
  expect(simulator.phone('+14155550103').call()?.status).toBe('ringing');
});

it('speaks as long as it is told to, and a key may come in between', async () => {
  const { simulator, app, call } = await setUp({ speechMsPerCharacter: 1_000 });
  app.on('/voice', '<Say>Ten chars.</Say><Gather numDigits="1" action="/keys"><Say>Long.</Say></Gather>');
  const phone = simulator.phone(PHONE);
  phone.behave('answer');
  await call();
  await expect.poll(() => phone.call()?.transcript).toEqual(['Ten chars.']);
  expect(phone.press('1')).toBe('');
  await simulator.advance(10);
  expect(phone.call()?.transcript).toEqual(['Ten chars.', 'Long.']);
  expect(phone.press('1')).toBe('1');
  await app.until('/keys');
});
