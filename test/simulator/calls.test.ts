import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/start.ts';
import { type Application, startApplication } from './application.ts';
import { twilioClient } from './twilio-client.ts';

const PHONE = '+14155550100';
const FROM = '+12025550142';
const CONFIRM =
  '<Gather finishOnKey="" numDigits="1" timeout="8" actionOnEmptyResult="true" action="/keys"><Say>Press pound.</Say></Gather><Hangup/>';

let simulator: Simulator;
let app: Application;
beforeEach(async () => {
  simulator = await startSimulator();
  app = await startApplication(simulator.authToken);
});
afterEach(async () => {
  await simulator.stop();
  await app.close();
});

function call(more: object = {}) {
  return twilioClient(simulator).calls.create({
    to: PHONE,
    from: FROM,
    url: `${app.url}/voice`,
    statusCallback: `${app.url}/status`,
    statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
    ...more,
  });
}

const statuses = () =>
  app.received.filter((request) => request.path === '/status').map((request) => request.fields['CallStatus']);

describe('a call that a person confirms', () => {
  it('rings, speaks, takes the key, hangs up, and tells every step with a genuine signature', async () => {
    app.on('/voice', CONFIRM);
    app.on('/keys', '<Say>Thank you.</Say><Hangup/>');
    const phone = simulator.phone(PHONE);
    const created = await call();
    expect(created.sid).toMatch(/^CA[0-9a-f]{32}$/);
    expect(created.status).toBe('queued');
    await phone.waitForCall();
    phone.answer();
    await phone.waitForPrompt();
    expect(phone.press('#')).toBe('#');
    const ended = await phone.waitForHangup();
    expect(ended?.transcript).toEqual(['Press pound.', 'Thank you.']);
    await app.until('/status', 4);
    expect(statuses()).toEqual(['initiated', 'ringing', 'in-progress', 'completed']);
    expect(app.received.every((request) => request.genuine)).toBe(true);
    expect((await app.until('/keys'))[0]?.fields).toMatchObject({
      Digits: '#',
      CallStatus: 'in-progress',
      CallSid: created.sid,
    });
    expect((await twilioClient(simulator).calls(created.sid).fetch()).status).toBe('completed');
  });
});
