import { expect, it } from 'vitest';
import { FROM, PHONE, setUp } from '../set-up.ts';
import { twilioClient } from '../twilio-client.ts';

const URL_OF_DOCUMENT = 'http://127.0.0.1:1/voice';

it.each([
  [{ to: 'banana' }, 21211],
  [{ to: '+1415' }, 21211],
  [{ to: '' }, 21201],
  [{ to: '+15005550001' }, 21217],
  [{ to: '+15005550003' }, 21215],
  [{ from: 'Acme' }, 21212],
  [{ from: '' }, 21213],
  [{ url: '' }, 21205],
  [{ url: 'ftp://x' }, 21205],
  [{ url: '', twiml: `<Response>${' '.repeat(4_000)}</Response>` }, 32018],
  [{ statusCallback: 'http://my_host/x' }, 21609],
  [{ statusCallback: 'http://x.test', statusCallbackEvent: ['answered', 'forgotten'] }, 21626],
  [{ statusCallback: `http://x.test/${'x'.repeat(4_000)}` }, 21609],
  [{ method: 'PUT' }, 21209],
  [{ timeout: 0 }, 21208],
  [{ timeout: 601 }, 21208],
  [{ timeLimit: 0 }, 20001],
  [{ sendDigits: '12-34' }, 21206],
  [{ sendDigits: '1'.repeat(33) }, 21206],
  [{ applicationSid: `AP${'1'.repeat(32)}` }, 21218],
  [{ machineDetection: 'Maybe' }, 21234],
  [{ machineDetection: 'Enable', machineDetectionTimeout: 60 }, 21234],
  [{ machineDetection: 'Enable', machineDetectionSpeechThreshold: 10 }, 21234],
  [{ machineDetection: 'Enable', asyncAmd: 'true', asyncAmdStatusCallback: 'x' }, 21609],
  [{ to: 'sip:jane@example.com' }, 21226],
  [{ to: '+15005550002' }, 21214],
  [{ to: '+15005550004' }, 21216],
  [{ from: '+15005550001' }, 21212],
])('a call with %j is refused with %i, and nothing rings', async (wrong, code) => {
  const { simulator, client } = await setUp();
  await expect(client.calls.create({ to: PHONE, from: FROM, url: URL_OF_DOCUMENT, ...wrong })).rejects.toMatchObject({
    status: 400,
    code,
    moreInfo: `https://www.twilio.com/docs/errors/${code}`,
  });
  expect(simulator.calls()).toEqual([]);
});

it.each([
  [{ to: 'banana' }, 21211],
  [{ to: '' }, 21604],
  [{ to: '+15005550009' }, 21614],
  [{ to: '+15005550003' }, 21408],
  [{ from: '' }, 21603],
  [{ from: '+15005550007' }, 21606],
  [{ from: '+1' }, 21212],
  [{ body: '' }, 21602],
  [{ body: 'x'.repeat(1_601) }, 21617],
  [{ messagingServiceSid: 'MG1' }, 21701],
  [{ to: '+15005550001' }, 21211],
  [{ to: '+15005550002' }, 21612],
  [{ to: '+15005550004' }, 21610],
  [{ from: '+15005550001' }, 21212],
  [{ from: '+15005550008' }, 21611],
  [{ to: '12345' }, 21265],
  [{ to: FROM }, 21266],
  [{ validityPeriod: 36_001 }, 21624],
  [{ validityPeriod: 0 }, 21624],
  [{ mediaUrl: ['http://x.test/cat.jpg'] }, 21622],
  [{ contentSid: `HX${'1'.repeat(32)}` }, 21655],
  [{ scheduleType: 'fixed' as const, sendAt: new Date() }, 35118],
  [{ scheduleType: 'fixed' as const, messagingServiceSid: `MG${'a'.repeat(32)}` }, 35111],
  [{ scheduleType: 'fixed' as const, sendAt: new Date(), messagingServiceSid: `MG${'a'.repeat(32)}` }, 20010],
])('a text with %j is refused with %i', async (wrong, code) => {
  const { client } = await setUp();
  await expect(client.messages.create({ to: PHONE, from: FROM, body: 'hi', ...wrong })).rejects.toMatchObject({
    status: 400,
    code,
  });
});

it("takes Twilio's magic sender for calls and for texts", async () => {
  const { client } = await setUp();
  const from = '+15005550006';
  expect((await client.calls.create({ to: PHONE, from, url: URL_OF_DOCUMENT })).from).toBe(from);
  expect((await client.messages.create({ to: PHONE, from, body: 'hi' })).from).toBe(from);
});

it('refuses a sender that is not of the account, when its numbers are known', async () => {
  const { client } = await setUp({ ownNumbers: [FROM] });
  const other = '+12025550143';
  await expect(client.messages.create({ to: PHONE, from: other, body: 'hi' })).rejects.toMatchObject({ code: 21606 });
  await expect(client.calls.create({ to: PHONE, from: other, url: URL_OF_DOCUMENT })).rejects.toMatchObject({
    code: 21210,
  });
  expect((await client.messages.create({ to: PHONE, from: FROM, body: 'hi' })).status).toBe('queued');
});

it('lets in the account with any of its tokens and an API key with its secret, and nobody else', async () => {
  const sid = `SK${'1'.repeat(32)}`;
  const { simulator } = await setUp({ authTokens: ['new', 'old'], apiKeys: { [sid]: 'secret' } });
  const list = (secret: string, user?: string) => twilioClient(simulator, secret, user).calls.list();
  expect(await list('new')).toEqual([]);
  expect(await list('old')).toEqual([]);
  expect(await list('secret', sid)).toEqual([]);
  const refused = { status: 401, code: 20003 };
  await expect(list('wrong')).rejects.toMatchObject(refused);
  await expect(list('wrong', sid)).rejects.toMatchObject(refused);
  await expect(list('secret', `SK${'2'.repeat(32)}`)).rejects.toMatchObject(refused);
});

it('answers 20004 for a method that a resource does not have', async () => {
  const { simulator } = await setUp();
  const headers = { authorization: `Basic ${btoa(`${simulator.accountSid}:${simulator.authToken}`)}` };
  for (const path of ['Calls.json', `Messages/SM${'0'.repeat(32)}.json`]) {
    const url = `${simulator.url}/2010-04-01/Accounts/${simulator.accountSid}/${path}`;
    const response = await fetch(url, { method: 'PUT', headers });
    expect(response.status).toBe(405);
    expect(await response.json()).toMatchObject({ code: 20004, status: 405 });
  }
});

it('answers 20404 for what does not exist and for another account', async () => {
  const { simulator, client } = await setUp();
  await expect(client.calls(`CA${'0'.repeat(32)}`).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
  await expect(client.messages(`SM${'0'.repeat(32)}`).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
  const other = await fetch(`${simulator.url}/2010-04-01/Accounts/AC${'0'.repeat(32)}/Calls.json`, {
    headers: { authorization: `Basic ${btoa(`${simulator.accountSid}:${simulator.authToken}`)}` },
  });
  expect(other.status).toBe(404);
  expect(await other.json()).toMatchObject({ code: 20404 });
});
