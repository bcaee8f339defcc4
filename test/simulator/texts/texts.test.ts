import { expect, it } from 'vitest';
import { FROM, PHONE, setUp, statuses } from '../set-up.ts';

it('delivers a text to the thread and tells sent and delivered, signed', async () => {
  const { simulator, app, text, client } = await setUp();
  const phone = simulator.phone(PHONE);
  const created = await text();
  expect(created).toMatchObject({ status: 'queued', numSegments: '1', direction: 'outbound-api', dateSent: null });
  expect(created.sid).toMatch(/^SM[0-9a-f]{32}$/);
  expect(await phone.waitForText()).toMatchObject({
    sid: created.sid,
    from: FROM,
    body: 'Your code is 561166.',
    status: 'delivered',
  });
  const told = await app.until('/status', 2);
  expect(statuses(app)).toEqual(['sent', 'delivered']);
  expect(told[1]).toMatchObject({
    genuine: true,
    fields: { MessageSid: created.sid, SmsSid: created.sid, To: PHONE, From: FROM },
  });
  expect(told[0]?.fields).not.toHaveProperty('RawDlrDoneDate');
  expect(told[1]?.fields['RawDlrDoneDate']).toMatch(/^\d{10}$/);
  expect((await client.messages(created.sid).fetch()).dateSent).toBeInstanceOf(Date);
});

it('returns each text from one wait only, oldest first', async () => {
  const { simulator, text } = await setUp();
  const phone = simulator.phone(PHONE);
  await text({ body: 'one' });
  await text({ body: 'two' });
  expect((await phone.waitForText()).body).toBe('one');
  expect((await phone.waitForText()).body).toBe('two');
  await expect(phone.waitForText({ timeoutMs: 1 })).rejects.toThrow('No text');
  expect(phone.messages().map((message) => message.body)).toEqual(['one', 'two']);
});

it('posts what a phone sends, signed, and delivers the answer of the application', async () => {
  const { simulator, app } = await setUp();
  app.on('/inbound', '<Message>Thanks &amp; bye</Message><Message><Body>Really.</Body></Message>');
  const phone = simulator.phone(PHONE);
  const sent = await phone.text(FROM, '561166');
  const [inbound] = await app.until('/inbound');
  expect(inbound).toMatchObject({
    genuine: true,
    fields: {
      MessageSid: sent.sid,
      From: PHONE,
      To: FROM,
      Body: '561166',
      NumMedia: '0',
      NumSegments: '1',
      SmsStatus: 'received',
      FromCountry: 'US',
      ToCountry: 'US',
    },
  });
  expect(phone.messages().map(({ body, direction }) => [body, direction])).toEqual([
    ['561166', 'inbound'],
    ['Thanks & bye', 'outbound-reply'],
    ['Really.', 'outbound-reply'],
  ]);
  expect((await phone.waitForText()).body).toBe('Thanks & bye');
});

it('does not send a text that waits in the queue for longer than its validity period', async () => {
  const { simulator, app, text, client } = await setUp({ sendAfterMs: 3_600_000 });
  const { sid } = await text({ validityPeriod: 60 });
  await simulator.advance(59);
  expect((await client.messages(sid).fetch()).status).toBe('queued');
  await simulator.advance(1);
  expect((await app.until('/status'))[0]?.fields).toMatchObject({ MessageStatus: 'failed', ErrorCode: '30036' });
  await simulator.advance(3_600);
  expect(statuses(app)).toEqual(['failed']);
  expect(await client.messages(sid).fetch()).toMatchObject({ dateSent: null, errorCode: 30036 });
});

it('sends a text that waited in the queue for less, and delivers it when the carrier has', async () => {
  const { simulator, app, text } = await setUp({ sendAfterMs: 30_000, deliverAfterMs: 30_000 });
  await text({ validityPeriod: 60 });
  await simulator.advance(30);
  expect(statuses(app)).toEqual(['sent']);
  expect(simulator.phone(PHONE).messages()).toEqual([]);
  await simulator.advance(30);
  expect(statuses(app)).toEqual(['sent', 'delivered']);
  expect(simulator.phone(PHONE).messages()).toHaveLength(1);
});

it('refuses texts to a phone that said STOP until it says START', async () => {
  const { simulator, text } = await setUp();
  const phone = simulator.phone(PHONE);
  await phone.text(FROM, 'Stop');
  await expect(text()).rejects.toMatchObject({ code: 21610, status: 400 });
  await phone.text(FROM, 'START');
  expect((await text()).status).toBe('queued');
});

it('picks the sender for a messaging service', async () => {
  const { simulator, text } = await setUp({ serviceNumber: '+12025550199' });
  const created = await text({ from: undefined, messagingServiceSid: `MG${'a'.repeat(32)}` });
  expect(created.status).toBe('accepted');
  expect((await simulator.phone(PHONE).waitForText()).from).toBe('+12025550199');
});

it.each(['STOP', 'stopall', 'Unsubscribe', 'cancel', 'END', 'quit', 'revoke', 'optout'])(
  '%s is taken for a refusal, confirmed, and posted to the application like any text',
  async (word) => {
    const { simulator, app, text } = await setUp();
    const phone = simulator.phone(PHONE);
    await phone.text(FROM, ` ${word} `);
    expect((await app.until('/inbound'))[0]?.fields['Body']).toBe(` ${word} `);
    expect((await phone.waitForText()).body).toContain('unsubscribed');
    await expect(text()).rejects.toMatchObject({ code: 21610 });
  },
);

it('STOP to one number leaves the others alone, and more than the word is an ordinary text', async () => {
  const { simulator, text } = await setUp();
  await simulator.phone(PHONE).text(FROM, 'STOP');
  await simulator.phone('+14155550101').text(FROM, 'Please stop');
  expect((await text({ from: '+12025550143' })).status).toBe('queued');
  expect((await text({ to: '+14155550101' })).status).toBe('queued');
});

it('HELP is answered by the carrier and refuses nothing', async () => {
  const { simulator, text } = await setUp();
  const phone = simulator.phone(PHONE);
  await phone.text(FROM, 'help');
  expect((await phone.waitForText()).body).toBe('Reply STOP to unsubscribe. Msg&Data Rates May Apply.');
  expect((await text()).status).toBe('queued');
});
