import type { ServerResponse } from 'node:http';
import { expect, it } from 'vitest';
import { PHONE, setUp, statuses } from '../set-up.ts';

const CONFIRM =
  '<Gather finishOnKey="" numDigits="1" timeout="8" actionOnEmptyResult="true" action="/keys"><Say>Press pound.</Say></Gather>';

it('rings, speaks, takes the key, hangs up, and tells every step in order with a genuine signature', async () => {
  const { simulator, app, call, client } = await setUp();
  app.on('/voice', CONFIRM);
  app.on('/keys', '<Say>Thank you.</Say><Hangup/>');
  const phone = simulator.phone(PHONE);
  const { sid } = await call();
  await phone.waitForCall();
  phone.answer();
  await phone.waitForPrompt();
  expect(phone.press('#')).toBe('#');
  expect((await phone.waitForHangup())?.transcript).toEqual(['Press pound.', 'Thank you.']);
  const told = await app.until('/status', 4);
  expect(statuses(app)).toEqual(['initiated', 'ringing', 'in-progress', 'completed']);
  expect(told.map((request) => request.fields['SequenceNumber'])).toEqual(['0', '1', '2', '3']);
  expect(told[3]?.fields).toMatchObject({
    CallDuration: '0',
    CallbackSource: 'call-progress-events',
    Direction: 'outbound-api',
  });
  expect(app.received.every((request) => request.genuine)).toBe(true);
  const [keys] = await app.until('/keys');
  expect(keys?.fields).toMatchObject({
    Digits: '#',
    FinishedOnKey: '',
    CallStatus: 'in-progress',
    CallSid: sid,
    To: PHONE,
  });
  expect((await client.calls(sid).fetch()).status).toBe('completed');
});

it('follows a redirect, relative to the document, with the method given', async () => {
  const { simulator, app, call } = await setUp();
  app.on('/voice', '<Redirect method="GET">next?step=2</Redirect><Say>never</Say>');
  app.on('/next', '<Say>Here.</Say>');
  const phone = simulator.phone(PHONE);
  phone.behave('answer');
  await call();
  await app.until('/status', 4);
  expect(phone.call()?.transcript).toEqual(['Here.']);
  const [next] = await app.until('/next');
  expect(next).toMatchObject({ method: 'GET', genuine: true });
  expect(next?.path).toContain('step=2');
});

it('asks the fallback address when the document cannot be read, and tells it why', async () => {
  const { simulator, app, call } = await setUp();
  app.on('/voice', { status: 200, body: '<Response><Say>' });
  app.on('/fallback', '<Say>Plan B.</Say>');
  const phone = simulator.phone(PHONE);
  phone.behave('answer');
  await call({ fallbackUrl: `${app.url}/fallback` });
  await app.until('/status', 4);
  expect(phone.call()?.transcript).toEqual(['Plan B.']);
  const [fallback] = await app.until('/fallback');
  expect(fallback?.fields).toMatchObject({ ErrorCode: '12100', ErrorUrl: `${app.url}/voice` });
});

it.each([
  ['a web page', { status: 200, type: 'application/json', body: '{}' }],
  ['a 404', { status: 404 }],
  ['no TwiML', { status: 200, body: '<Answer/>' }],
])('apologises and ends as completed when it gets %s', async (_what, reply) => {
  const { simulator, app, call } = await setUp();
  app.on('/voice', reply);
  const phone = simulator.phone(PHONE);
  phone.behave('answer');
  await call();
  await app.until('/status', 4);
  expect(phone.call()).toMatchObject({
    status: 'completed',
    transcript: [expect.stringContaining('application error')],
  });
});

it('sends a call elsewhere in the middle of a document when the application says so', async () => {
  const { simulator, app, call, client } = await setUp();
  app.on('/voice', CONFIRM);
  const phone = simulator.phone(PHONE);
  phone.behave('answer');
  const { sid } = await call();
  await phone.waitForPrompt();
  await client.calls(sid).update({ twiml: '<Response><Say>Somebody else.</Say></Response>' });
  await app.until('/status', 4);
  expect(phone.call()?.transcript).toEqual(['Press pound.', 'Somebody else.']);
  expect(app.received.some((request) => request.path === '/keys')).toBe(false);
});

it('says nothing any more when the document comes after the call has ended', async () => {
  const { simulator, app, call } = await setUp();
  let late: ServerResponse | undefined;
  app.on('/voice', (_request, res) => {
    late = res;
  });
  const phone = simulator.phone(PHONE);
  phone.behave('answer');
  await call();
  await app.until('/voice');
  phone.hangup();
  late?.writeHead(200, { 'content-type': 'text/xml' }).end('<Response><Say>Too late.</Say></Response>');
  await simulator.advance(1);
  expect(phone.call()).toMatchObject({ status: 'completed', captions: [] });
});

it('leaves no prompt behind that would speak into the next document', async () => {
  const { simulator, app, call, client } = await setUp();
  app.on('/voice', '<Gather><Say>One.</Say><Pause length="10"/><Say>Two.</Say></Gather>');
  const phone = simulator.phone(PHONE);
  phone.behave('answer');
  const { sid } = await call();
  await phone.waitForPrompt();
  await client.calls(sid).update({ twiml: '<Response><Pause length="60"/></Response>' });
  await simulator.advance(30);
  expect(phone.call()).toMatchObject({ status: 'in-progress', transcript: ['One.'] });
});
