import { expect, it } from 'vitest';
import { PHONE, setUp } from '../set-up.ts';

const TALK = '<Pause length="600"/>';

it('sends a call in progress to another address with its method', async () => {
  const { simulator, app, call, client } = await setUp();
  app.on('/voice', TALK);
  app.on('/elsewhere', '<Say>Elsewhere.</Say>');
  simulator.phone(PHONE).behave('answer');
  const { sid } = await call();
  await app.until('/voice');
  await client.calls(sid).update({ url: `${app.url}/elsewhere`, method: 'GET' });
  expect((await app.until('/elsewhere'))[0]).toMatchObject({ method: 'GET', genuine: true });
  expect((await simulator.phone(PHONE).waitForHangup())?.transcript).toEqual(['Elsewhere.']);
});

it('changes the fallback of a call, which is asked when its next document fails', async () => {
  const { simulator, app, call, client } = await setUp();
  app.on('/voice', TALK);
  app.on('/broken', { status: 500 });
  app.on('/fallback', '<Say>Plan B.</Say>');
  simulator.phone(PHONE).behave('answer');
  const { sid } = await call();
  await app.until('/voice');
  await client.calls(sid).update({ url: `${app.url}/broken`, fallbackUrl: `${app.url}/fallback` });
  expect((await app.until('/fallback'))[0]?.fields).toMatchObject({
    ErrorCode: '11200',
    ErrorUrl: `${app.url}/broken`,
  });
});

it('changes where a call reports to, also for one that asked for no reports', async () => {
  const { simulator, app, call, client } = await setUp();
  const { sid } = await call({ statusCallback: undefined, statusCallbackEvent: undefined });
  await simulator.phone(PHONE).waitForCall();
  await client.calls(sid).update({ statusCallback: `${app.url}/later` });
  simulator.phone(PHONE).decline();
  expect((await app.until('/later'))[0]).toMatchObject({ genuine: true, fields: { CallStatus: 'busy' } });
});

it('changes how long a call may last, counted from its answer', async () => {
  const { simulator, app, call, client } = await setUp();
  app.on('/voice', TALK);
  simulator.phone(PHONE).behave('answer');
  const { sid } = await call({ timeLimit: 500 });
  await app.until('/voice');
  await simulator.advance(50);
  await client.calls(sid).update({ timeLimit: 60 });
  await simulator.advance(9);
  expect(simulator.phone(PHONE).call()?.live).toBe(true);
  await simulator.advance(1);
  expect(simulator.phone(PHONE).call()?.live).toBe(false);
});

it('cancels a call that waits in the queue, which then never rings', async () => {
  const { simulator, call, client } = await setUp({ callsPerSecond: 1 });
  await call({ to: '+14155550101' });
  const { sid } = await call();
  expect((await client.calls(sid).update({ status: 'canceled' })).status).toBe('canceled');
  await simulator.advance(5);
  expect(simulator.phone(PHONE).call()).toBeNull();
});
