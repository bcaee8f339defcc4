import { expect, it } from 'vitest';
import { control, FROM, PHONE, setUp } from '../set-up.ts';

const PATH = `/phones/${PHONE}`;

it('a call from ring to hang-up, as a test without our API would drive it', async () => {
  const { simulator, app, call } = await setUp();
  app.on('/voice', '<Gather finishOnKey="" numDigits="1" action="/keys"><Say>Press pound.</Say></Gather>');
  app.on('/keys', '<Say>Thank you.</Say>');
  const ringing = control(simulator, 'GET', `${PATH}/wait?for=ring&timeout=5`);
  const { sid } = await call();
  expect(await ringing).toMatchObject({
    status: 200,
    body: { number: PHONE, call: { sid, from: FROM, status: 'ringing', waitingForKeys: false } },
  });
  expect((await control(simulator, 'POST', `${PATH}/answer`)).status).toBe(200);
  const prompt = await control(simulator, 'GET', `${PATH}/wait?for=prompt`);
  expect(prompt.body.call).toMatchObject({ status: 'in-progress', transcript: ['Press pound.'], waitingForKeys: true });
  const keys = await control(simulator, 'POST', `${PATH}/keys`, { digits: '#1' });
  expect(keys.body).toMatchObject({ taken: '#', dropped: '1', call: { waitingForKeys: false } });
  const over = await control(simulator, 'GET', `${PATH}/wait?for=hangup`);
  expect(over.body.call).toMatchObject({
    status: 'completed',
    live: false,
    transcript: ['Press pound.', 'Thank you.'],
  });
});

it('texts both ways: a wait returns each text once, a text is answered when the application has', async () => {
  const { simulator, app, text } = await setUp();
  app.on('/inbound', '<Message>Got it.</Message>');
  await text();
  const wait = await control(simulator, 'GET', `${PATH}/wait?for=text`);
  expect(wait.body.text).toMatchObject({
    from: FROM,
    body: 'Your code is 561166.',
    direction: 'outbound-api',
    status: 'delivered',
  });
  expect((await control(simulator, 'GET', `${PATH}/wait?for=text&timeout=0`)).status).toBe(408);
  expect(await control(simulator, 'POST', `${PATH}/texts`, { to: FROM, body: '561166' })).toMatchObject({
    status: 201,
    body: { from: PHONE, to: FROM, direction: 'inbound', status: 'received' },
  });
  const { messages } = (await control(simulator, 'GET', PATH)).body;
  expect(messages.map((message: { body: string }) => message.body)).toEqual([
    'Your code is 561166.',
    '561166',
    'Got it.',
  ]);
});

it('a number exists from its first mention, and reset forgets it', async () => {
  const { simulator } = await setUp();
  expect((await control(simulator, 'GET', '/phones')).body).toEqual([]);
  expect((await control(simulator, 'GET', PATH)).body).toEqual({
    number: PHONE,
    behavior: 'manual',
    messages: [],
    call: null,
  });
  expect((await control(simulator, 'PUT', `${PATH}/behavior`, { mode: 'busy' })).body.behavior).toBe('busy');
  expect((await control(simulator, 'GET', '/phones')).body).toHaveLength(1);
  expect((await control(simulator, 'POST', '/reset')).status).toBe(204);
  expect((await control(simulator, 'GET', '/phones')).body).toEqual([]);
});

it('a wait that times out is 408, for a ring, a prompt and a hang-up alike', async () => {
  const { simulator, call } = await setUp();
  const late = {
    status: 408,
    type: expect.stringContaining('application/problem+json'),
    body: { status: 408, code: 'timeout' },
  };
  expect(await control(simulator, 'GET', `${PATH}/wait?for=ring&timeout=0`)).toMatchObject(late);
  expect(await control(simulator, 'GET', `${PATH}/wait?for=prompt&timeout=0.01`)).toMatchObject(late);
  expect((await control(simulator, 'GET', `${PATH}/wait?for=hangup&timeout=0`)).status).toBe(200);
  await call();
  await simulator.phone(PHONE).waitForCall();
  expect(await control(simulator, 'GET', `${PATH}/wait?for=hangup&timeout=0.01`)).toMatchObject(late);
});

it('the clock answers when what fell due has happened', async () => {
  const { simulator, app, call } = await setUp();
  await call({ timeout: 20 });
  await simulator.phone(PHONE).waitForCall();
  expect((await control(simulator, 'POST', '/clock/advance', { seconds: 300 })).status).toBe(200);
  expect(app.received.at(-1)?.fields['CallStatus']).toBe('no-answer');
});

it('faults are shown as they are left, and bad ones change nothing', async () => {
  const { simulator } = await setUp();
  const put = await control(simulator, 'PUT', '/faults', { latencyMs: 5, requests: [{ fault: '429', next: 2 }] });
  expect(put.body).toMatchObject({ latencyMs: 5, requests: [{ fault: '429', next: 2 }], callbacks: [] });
  const bad = await control(simulator, 'PUT', '/faults', {
    requests: [{ fault: '418', next: 1 }],
    callbacks: [{ fault: 'lose', next: 1, probability: 1 }],
  });
  expect(bad).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
  expect(bad.body.errors).toHaveLength(2);
  expect((await control(simulator, 'GET', '/faults')).body).toEqual(put.body);
});

it.each([
  ['POST', `${PATH}/answer`, undefined, 409],
  ['POST', `${PATH}/decline`, undefined, 409],
  ['POST', `${PATH}/hangup`, undefined, 409],
  ['POST', `${PATH}/keys`, { digits: '1x' }, 400],
  ['POST', `${PATH}/keys`, undefined, 400],
  ['POST', `${PATH}/texts`, { to: FROM }, 400],
  ['PUT', `${PATH}/behavior`, { mode: 'asleep' }, 400],
  ['GET', '/phones/banana', undefined, 400],
  ['GET', `${PATH}/wait?for=godot`, undefined, 400],
  ['POST', '/clock/advance', { seconds: -1 }, 400],
  ['GET', '/nowhere', undefined, 404],
])('%s %s with %j is a problem (%i)', async (method, path, body, status) => {
  const { simulator } = await setUp();
  const answer = await control(simulator, method, path, body);
  expect(answer).toMatchObject({ status, type: expect.stringContaining('application/problem+json'), body: { status } });
  expect(answer.body.detail).toEqual(expect.any(String));
});
