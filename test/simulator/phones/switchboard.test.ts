import { expect, it } from 'vitest';
import { control, PHONE, setUp, statuses } from '../set-up.ts';

const ASK = '<Gather finishOnKey="" numDigits="1" timeout="8" actionOnEmptyResult="true" action="/keys"/>';

/** An office phone at extension 4012, called by an application that says what is given. */
async function office(say: string, more: object = {}) {
  const world = await setUp();
  world.app.on('/voice', `${say}${ASK}`);
  const phone = world.simulator.phone(PHONE);
  phone.behave('switchboard', '4012');
  await world.call(more);
  await world.app.until('/voice');
  return { ...world, phone };
}

it.each([
  ['sent with the call', '', { sendDigits: '4012#' }],
  ['played by the document', '<Play digits="w4012"/>', {}],
  ['said digit by digit', '<Say>Extension 4, 0, 1, 2 please.</Say>', {}],
  ['said as a number', '<Say>Please connect me to 4012.</Say>', {}],
])('connects to the person when the extension is %s', async (_how, say, more) => {
  const { simulator, app, phone } = await office(say, more);
  await simulator.advance(1);
  await phone.waitForPrompt();
  expect(phone.call()?.captions.filter(({ kind }) => kind === 'far-end')).toHaveLength(2);
  expect(phone.press('#')).toBe('#');
  expect((await app.until('/keys'))[0]?.fields['Digits']).toBe('#');
});

it.each([
  ['no extension', ''],
  ['another extension dialled', '<Play digits="4013"/>'],
  ['another extension', '<Say>Extension 4013.</Say>'],
  ['a longer number around it', '<Say>Your code is 140125.</Say>'],
])('nobody answers with %s: no key can be pressed, and the switchboard hangs up', async (_what, say) => {
  const { simulator, app, phone } = await office(say);
  await simulator.advance(0);
  expect(phone.call()).toMatchObject({ status: 'in-progress', waitingForKeys: false });
  expect(phone.press('#')).toBe('');
  await expect(phone.waitForPrompt({ timeoutMs: 1 })).rejects.toThrow('No prompt');
  app.on('/keys', '<Pause length="600"/>');
  await simulator.advance(30);
  await app.until('/status', 4);
  expect(statuses(app).at(-1)).toBe('completed');
  expect((await app.until('/keys'))[0]?.fields['Digits']).toBe('');
});

it('is taken for a machine by detection, which an extension sent with the call switches off', async () => {
  const { app } = await office('', { machineDetection: 'Enable' });
  expect((await app.until('/voice'))[0]?.fields['AnsweredBy']).toBe('machine_start');
  const extended = await office('', { machineDetection: 'Enable', sendDigits: '4012' });
  expect((await extended.app.until('/voice'))[0]?.fields).not.toHaveProperty('AnsweredBy');
});

it('waits as long as the pauses of sendDigits say before it dials', async () => {
  const { simulator, app, call } = await setUp();
  app.on('/voice', ASK);
  const phone = simulator.phone(PHONE);
  phone.behave('switchboard', '4012');
  await call({ sendDigits: 'W40w12' });
  await expect.poll(() => phone.call()?.status).toBe('in-progress');
  await simulator.advance(1.4);
  expect(app.received.some((request) => request.path === '/voice')).toBe(false);
  await simulator.advance(0.1);
  await phone.waitForPrompt();
  expect(
    phone
      .call()
      ?.captions.filter(({ kind }) => kind === 'keys')
      .map(({ text }) => text),
  ).toEqual(['40', '12']);
});

it('is set over the control API with its extension, which nothing else has', async () => {
  const { simulator } = await setUp();
  const path = `/phones/${PHONE}/behavior`;
  const set = await control(simulator, 'PUT', path, { mode: 'switchboard', extension: '4012' });
  expect(set).toMatchObject({ status: 200, body: { behavior: 'switchboard', extension: '4012' } });
  for (const bad of [
    { mode: 'switchboard' },
    { mode: 'switchboard', extension: 'x' },
    { mode: 'busy', extension: '1' },
  ])
    expect(await control(simulator, 'PUT', path, bad)).toMatchObject({
      status: 400,
      body: { code: 'invalid-request' },
    });
  expect((await control(simulator, 'PUT', path, { mode: 'manual' })).body).not.toHaveProperty('extension');
  expect(() => simulator.phone(PHONE).behave('switchboard', '')).toThrow('no extension');
});
