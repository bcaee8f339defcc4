import { expect, it } from 'vitest';
import { PHONE, setUp, statuses } from '../set-up.ts';

const CONFIRM =
  '<Gather finishOnKey="" numDigits="1" timeout="8" actionOnEmptyResult="true" action="/keys"><Say>Press pound.</Say></Gather>';

it.each([
  ['busy', ['initiated', 'busy']],
  ['no-answer', ['initiated', 'ringing', 'no-answer']],
  ['unreachable', ['initiated', 'failed']],
] as const)('%s ends the call by itself within a second', async (mode, told) => {
  const { simulator, app, call } = await setUp();
  simulator.phone(PHONE).behave(mode);
  await call();
  await simulator.advance(1);
  expect(statuses(app)).toEqual(told);
  expect(simulator.phone(PHONE).call()?.live).toBe(false);
});

it('answer picks up and presses nothing', async () => {
  const { simulator, app, call } = await setUp();
  app.on('/voice', CONFIRM);
  simulator.phone(PHONE).behave('answer');
  await call();
  await simulator.phone(PHONE).waitForPrompt();
  await simulator.advance(8);
  expect((await app.until('/keys'))[0]?.fields['Digits']).toBe('');
});

it('press-pound picks up, listens, and presses # at every gather', async () => {
  const { simulator, app, call } = await setUp();
  app.on('/voice', CONFIRM);
  app.on('/keys', '<Gather finishOnKey="" numDigits="1" action="/again"><Say>Once more.</Say></Gather>');
  app.on('/again', '<Hangup/>');
  simulator.phone(PHONE).behave('press-pound');
  await call();
  await app.until('/status', 4);
  expect((await app.until('/keys'))[0]?.fields['Digits']).toBe('#');
  expect((await app.until('/again'))[0]?.fields['Digits']).toBe('#');
  expect(simulator.phone(PHONE).call()?.transcript).toEqual(['Press pound.', 'Once more.']);
});

it('voicemail answers with a greeting, presses nothing and stays until the application hangs up', async () => {
  const { simulator, app, call } = await setUp();
  app.on('/voice', CONFIRM);
  app.on('/keys', '<Say>Goodbye.</Say>');
  const phone = simulator.phone(PHONE);
  phone.behave('voicemail');
  await call();
  await phone.waitForPrompt();
  expect(phone.call()?.captions[0]).toMatchObject({ kind: 'far-end' });
  await simulator.advance(8);
  expect((await app.until('/keys'))[0]?.fields['Digits']).toBe('');
  expect((await phone.waitForHangup())?.transcript).toEqual(['Press pound.', 'Goodbye.']);
});

it('reply-code answers a text with the first run of 4 to 8 digits, and rings like any phone', async () => {
  const { simulator, app, text, call } = await setUp();
  const phone = simulator.phone(PHONE);
  phone.behave('reply-code');
  await text({ body: 'In 123 seconds 561166 expires; 99999 does not count.' });
  const [reply] = await app.until('/inbound');
  expect(reply).toMatchObject({ genuine: true, fields: { Body: '561166', From: PHONE } });
  await call();
  expect((await phone.waitForCall()).status).toBe('ringing');
});

it.each([
  ['undelivered', '30005'],
  ['unreachable', '30003'],
] as const)('%s never gets the text', async (mode, errorCode) => {
  const { simulator, app, text, client } = await setUp();
  simulator.phone(PHONE).behave(mode);
  const { sid } = await text();
  const told = await app.until('/status', 2);
  expect(statuses(app)).toEqual(['sent', 'undelivered']);
  expect(told[1]).toMatchObject({ genuine: true, fields: { ErrorCode: errorCode, MessageSid: sid } });
  expect(simulator.phone(PHONE).messages()).toEqual([]);
  expect((await client.messages(sid).fetch()).errorCode).toBe(Number(errorCode));
});
