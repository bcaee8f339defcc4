import { expect, it } from 'vitest';
import { FROM, PHONE, setUp, statuses } from '../set-up.ts';

it('shows every field that twilio-node reads from a call', async () => {
  const { call } = await setUp();
  const created = await call();
  expect(created).toMatchObject({
    to: PHONE,
    toFormatted: '(415) 555-0100',
    from: FROM,
    direction: 'outbound-api',
    apiVersion: '2010-04-01',
    duration: null,
    startTime: null,
    queueTime: '0',
    uri: `/2010-04-01/Accounts/${created.accountSid}/Calls/${created.sid}.json`,
  });
  expect(created.dateCreated).toBeInstanceOf(Date);
});

it('cancels a ringing call, and only that: canceled leaves a call in progress alone, completed ends it', async () => {
  const { simulator, app, call, client } = await setUp();
  app.on('/voice', '<Pause length="600"/>');
  const phone = simulator.phone(PHONE);
  const ringing = await call();
  await phone.waitForCall();
  expect((await client.calls(ringing.sid).update({ status: 'canceled' })).status).toBe('canceled');
  await app.until('/status', 3);
  expect(statuses(app)).toEqual(['initiated', 'ringing', 'canceled']);

  const talking = await call();
  await phone.waitForCall();
  phone.answer();
  expect((await client.calls(talking.sid).update({ status: 'canceled' })).status).toBe('in-progress');
  expect((await client.calls(talking.sid).update({ status: 'completed' })).status).toBe('completed');
  await expect(client.calls(talking.sid).update({ status: 'completed' })).rejects.toMatchObject({ code: 21220 });
});

it('refuses to redirect or delete a call in the wrong state', async () => {
  const { simulator, call, client } = await setUp();
  const { sid } = await call();
  await simulator.phone(PHONE).waitForCall();
  await expect(client.calls(sid).update({ twiml: '<Response/>' })).rejects.toMatchObject({ code: 21220 });
  await expect(client.calls(sid).update({ status: 'busy' as 'canceled' })).rejects.toMatchObject({ code: 20001 });
  await expect(client.calls(sid).remove()).rejects.toMatchObject({ code: 20009 });
  simulator.phone(PHONE).decline();
  expect(await client.calls(sid).remove()).toBe(true);
  await expect(client.calls(sid).fetch()).rejects.toMatchObject({ code: 20404 });
});

it('filters by number, status and start time, as a search for a lost call does', async () => {
  const { simulator, call, client } = await setUp();
  simulator.phone(PHONE).behave('busy');
  const { sid } = await call();
  await simulator.phone(PHONE).waitForHangup();
  await simulator.advance(1);
  const found = async (filter: object) => (await client.calls.list(filter)).map((each) => each.sid);
  const hour = 3_600_000;
  expect(await found({ to: PHONE, from: FROM, status: 'busy' })).toEqual([sid]);
  expect(
    await found({ startTimeAfter: new Date(Date.now() - hour), startTimeBefore: new Date(Date.now() + hour) }),
  ).toEqual([sid]);
  expect(await found({ startTime: new Date() })).toEqual([sid]);
  expect(await found({ to: FROM })).toEqual([]);
  expect(await found({ status: 'completed' })).toEqual([]);
  expect(await found({ startTimeAfter: new Date(Date.now() + hour) })).toEqual([]);
  expect(await found({ startTimeBefore: new Date(Date.now() - hour) })).toEqual([]);
});

it('filters by the time of ending, and finds a queued call by its number only, for it has not started', async () => {
  const { simulator, call, client } = await setUp({ callsPerSecond: 1 });
  simulator.phone(PHONE).behave('busy');
  const ended = await call();
  await simulator.phone(PHONE).waitForHangup();
  await simulator.advance(1);
  await call({ to: '+14155550101' });
  const queued = await call({ to: '+14155550102' });
  const found = async (filter: object) => (await client.calls.list(filter)).map((each) => each.sid);
  const hour = 3_600_000;
  expect(await found({ endTimeAfter: new Date(Date.now() - hour) })).toEqual([ended.sid]);
  expect(await found({ endTimeBefore: new Date(Date.now() - hour) })).toEqual([]);
  expect(await found({ to: queued.to })).toEqual([queued.sid]);
  expect(await found({ to: queued.to, startTimeAfter: new Date(Date.now() - hour) })).toEqual([]);
  expect(await found({ status: 'queued' })).toEqual([queued.sid]);
});

it('deletes a call that is over, from lists too', async () => {
  const { simulator, call, client } = await setUp();
  simulator.phone(PHONE).behave('busy');
  const { sid } = await call();
  await simulator.phone(PHONE).waitForHangup();
  await simulator.advance(1);
  expect(await client.calls(sid).remove()).toBe(true);
  expect(await client.calls.list()).toEqual([]);
  await expect(client.calls(sid).update({ status: 'completed' })).rejects.toMatchObject({ status: 404, code: 20404 });
});
