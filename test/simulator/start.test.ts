import { expect, it } from 'vitest';
import { startSimulator } from '../../simulator/start.ts';
import { FROM, PHONE, setUp } from './set-up.ts';

it('takes any free port and says which', async () => {
  const one = await startSimulator();
  const two = await startSimulator();
  expect(one.port).not.toBe(two.port);
  expect(one.url).toBe(`http://127.0.0.1:${one.port}`);
  await Promise.all([one.stop(), two.stop()]);
  await expect(fetch(one.url)).rejects.toThrow();
});

it('refuses bad options and a port that is taken', async () => {
  const one = await startSimulator();
  await expect(startSimulator({ port: one.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await expect(startSimulator({ accountSid: 'AC1' })).rejects.toThrow('account SID');
  await one.stop();
});

it('stops at once, also with a call in progress, a wait open and a request unanswered', async () => {
  const { simulator, app, call } = await setUp();
  app.on('/voice', () => {});
  simulator.phone(PHONE).behave('answer');
  await call();
  await app.until('/voice');
  const waiting = simulator.phone(PHONE).waitForText({ timeoutMs: 60_000 });
  await Promise.all([simulator.stop(), expect(waiting).rejects.toThrow('No text')]);
});

it('reset forgets everything and silences what was under way', async () => {
  const { simulator, app, call, client } = await setUp();
  app.on('/voice', '<Gather timeout="5" action="/keys" actionOnEmptyResult="true"/>');
  const phone = simulator.phone(PHONE);
  phone.behave('answer');
  await call();
  await phone.waitForPrompt();
  simulator.faults({ latencyMs: 5 });
  simulator.reset();
  await simulator.advance(3_600);
  expect(app.received.some((request) => request.path === '/keys')).toBe(false);
  expect(await client.calls.list()).toEqual([]);
  expect(simulator.faults()).toEqual({ seed: 1, latencyMs: 0, requests: [], callbacks: [], numbers: [] });
  expect(simulator.requests()).toHaveLength(1);
  expect(simulator.phone(PHONE).call()).toBeNull();
});

it('records every request either way, in order of its beginning, without credentials', async () => {
  const { simulator, app, call } = await setUp();
  app.on('/voice', '<Say>Hi.</Say>');
  simulator.phone(PHONE).behave('answer');
  const { sid } = await call();
  await app.until('/status', 4);
  await simulator.advance(0);
  const entries = simulator.requests();
  expect(entries[0]).toMatchObject({ direction: 'in', kind: 'rest', method: 'POST', status: 201, sid });
  expect(entries.filter((entry) => entry.kind === 'call-status')).toHaveLength(4);
  expect(entries.find((entry) => entry.kind === 'document')).toMatchObject({
    status: 200,
    answer: expect.stringContaining('Hi.'),
  });
  expect(JSON.stringify(entries)).not.toContain(simulator.authToken);
});

it('posts inbound texts nowhere when told so', async () => {
  const { simulator } = await setUp();
  simulator.setInboundUrl(null);
  await simulator.phone(PHONE).text(FROM, 'hello');
  expect(simulator.requests()).toEqual([]);
});

it('a text that was on its way when everything was forgotten does not arrive', async () => {
  const { simulator, app, text } = await setUp({ deliverAfterMs: 60_000 });
  await text();
  await app.until('/status');
  simulator.reset();
  await simulator.advance(3_600);
  expect(simulator.phone(PHONE).messages()).toEqual([]);
  expect(await app.until('/status')).toHaveLength(1);
});
