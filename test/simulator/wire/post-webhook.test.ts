import { expect, it } from 'vitest';
import { PHONE, setUp } from '../set-up.ts';

it('retries a 5xx only when the fragment asks for it, with the same idempotency token, and signs without the fragment', async () => {
  const { simulator, app, call } = await setUp();
  app.on('/voice', { status: 503 });
  simulator.phone(PHONE).behave('answer');
  await call({ url: `${app.url}/voice#rc=2&rp=all` });
  await simulator.phone(PHONE).waitForCall();
  const tries = await app.until('/voice', 3);
  await simulator.phone(PHONE).waitForHangup();
  expect(tries).toHaveLength(3);
  expect(tries.every((request) => request.genuine)).toBe(true);
  const tokens = new Set(tries.map((request) => request.headers['i-twilio-idempotency-token']));
  expect(tokens.size).toBe(1);
  expect([...tokens][0]).toMatch(/^[0-9a-f-]{36}$/);
});

it('does not retry a 5xx by default', async () => {
  const { simulator, app, call } = await setUp();
  app.on('/voice', { status: 503 });
  const phone = simulator.phone(PHONE);
  phone.behave('answer');
  await call();
  await app.until('/status', 4);
  expect(await app.until('/voice')).toHaveLength(1);
  expect(phone.call()?.transcript).toEqual(["We're sorry, an application error has occurred. Goodbye."]);
});

it('gives up on an answer that takes longer than the read timeout asked for', async () => {
  const { simulator, app, call } = await setUp();
  app.on('/voice', () => {});
  const phone = simulator.phone(PHONE);
  phone.behave('answer');
  await call({ url: `${app.url}/voice#rt=100&rc=0` });
  await app.until('/status', 4);
  const [document] = simulator.requests().filter((entry) => entry.kind === 'document');
  expect(document).toMatchObject({ status: null, error: 'no answer in time' });
});

it('signs a GET over the address with its query and sends the fields there', async () => {
  const { simulator, app, call } = await setUp();
  simulator.phone(PHONE).behave('busy');
  await call({
    statusCallback: `${app.url}/status?a=b%20c`,
    statusCallbackMethod: 'GET',
    statusCallbackEvent: ['completed'],
  });
  const [request] = await app.until('/status');
  expect(request).toMatchObject({ method: 'GET', genuine: true, fields: {} });
  expect(new URL(app.url + (request?.path ?? '')).searchParams.get('CallStatus')).toBe('busy');
});

it('takes a document that does not come in time for a failure, and asks the fallback with its code', async () => {
  const { simulator, app, call } = await setUp();
  app.on('/voice', () => {});
  app.on('/fallback', '<Say>Plan B.</Say>');
  const phone = simulator.phone(PHONE);
  phone.behave('answer');
  await call({ url: `${app.url}/voice#rt=100&rc=0`, fallbackUrl: `${app.url}/fallback`, fallbackMethod: 'GET' });
  const [fallback] = await app.until('/fallback');
  const query = new URL(app.url + (fallback?.path ?? '')).searchParams;
  expect(fallback).toMatchObject({ method: 'GET', genuine: true });
  expect(Object.fromEntries(query)).toMatchObject({ ErrorCode: '11205', ErrorUrl: `${app.url}/voice` });
  expect((await phone.waitForHangup())?.transcript).toEqual(['Plan B.']);
});

it('gives all tries together no more time than the fragment allows', async () => {
  const { simulator, app, call } = await setUp();
  app.on('/voice', () => {});
  const phone = simulator.phone(PHONE);
  phone.behave('answer');
  await call({ url: `${app.url}/voice#rt=1000&tt=200&rc=5&rp=all` });
  await app.until('/status', 4);
  // Six without the limit. The last one may be cut to nothing when the clock of a timer runs a little ahead.
  expect(simulator.requests().filter((entry) => entry.kind === 'document').length).toBeLessThan(3);
});

it('retries a connection that did not come about once unless told, and not one that was answered late', async () => {
  const { simulator, app, call } = await setUp();
  simulator.phone(PHONE).behave('answer');
  await call({ url: 'http://127.0.0.1:9/' });
  await app.until('/status', 4);
  expect(
    simulator
      .requests()
      .filter((entry) => entry.kind === 'document')
      .map((entry) => entry.attempt),
  ).toEqual([1, 2]);
});
