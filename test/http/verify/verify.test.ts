import TwilioRest from 'twilio/lib/rest/Twilio.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verification } from '../../../src/contract/verify.ts';
import { PointedClient } from '../../simulator/twilio-client.ts';
import { noLimits } from '../../support/apps.ts';
import { apiKey, otherApiKey, startWorld, type World } from '../../support/gateway.ts';
import { age } from '../../workers/age.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const account = `AC${'a'.repeat(32)}`;
const service = `VA${'b'.repeat(32)}`;
/** twilio-node as an application has it, pointed at the gateway: a key in the place of the token, nothing else. */
const verify = (key = apiKey) =>
  new TwilioRest(account, key, { httpClient: new PointedClient(world.api) }).verify.v2.services(service);
const refused = async (work: Promise<unknown>) =>
  await work.then(
    () => ({ status: 0, code: 0 }),
    ({ status, code }: { status: number; code: number }) => ({ status, code }),
  );

let made = 0;
/** A number of its own, asked by text. */
async function start() {
  const phone = world.simulator.phone(`+1415555${8_600 + ++made}`);
  const begun = await verify().verifications.create({ to: phone.number, channel: 'sms' });
  const code = /\d{6}/.exec((await phone.waitForText()).body)?.[0] ?? 'none';
  return { phone, begun, code, wrong: code === '000000' ? '111111' : '000000' };
}
const check = (to: string, code: string) => verify().verificationChecks.create({ to, code });
const older = (id: string, seconds: number) => expect.poll(() => age(world.client, id, seconds)).toBe(true);

describe('a verification by text', () => {
  it('is pending, then approved by its code, as twilio-node reads it', async () => {
    const { phone, begun, code, wrong } = await start();
    expect(begun).toMatchObject({
      to: phone.number,
      channel: 'sms',
      status: 'pending',
      valid: false,
      accountSid: account,
    });
    expect(begun.sid).toMatch(/^VE[0-9a-f]{32}$/);
    expect(begun).toMatchObject({ serviceSid: service, sendCodeAttempts: [{ channel: 'sms' }] });
    expect(begun.dateCreated).toBeInstanceOf(Date);
    expect(await check(phone.number, wrong)).toMatchObject({ status: 'pending', valid: false, to: phone.number });
    expect(await check(phone.number, code)).toMatchObject({ sid: begun.sid, status: 'approved', valid: true });
    expect(await world.closed(begun.sid)).toMatchObject({ status: 'approved', reason: 'code-accepted' });
    // It is used up, and its number may be verified anew.
    expect(await refused(check(phone.number, code))).toEqual({ status: 404, code: 20404 });
    expect(await verify().verifications(begun.sid).fetch()).toMatchObject({ status: 'approved', valid: true });
    expect((await verify().verifications.create({ to: phone.number, channel: 'sms' })).sid).not.toBe(begun.sid);
  });

  it('can be checked and read by its SID or its number', async () => {
    const { phone, begun, code } = await start();
    for (const which of [begun.sid, phone.number]) {
      const read = await verify().verifications(which).fetch();
      expect(read).toMatchObject({ sid: begun.sid, to: phone.number, status: 'pending' });
    }
    const checked = await verify().verificationChecks.create({ verificationSid: begun.sid, code });
    expect(checked).toMatchObject({ status: 'approved', valid: true, to: phone.number });
  });

  it('has a code of the caller’s own, if it gives one', async () => {
    const phone = world.simulator.phone('+14155558590');
    await verify().verifications.create({ to: phone.number, channel: 'sms', customCode: '4826157' });
    expect((await phone.waitForText()).body).toContain('4826157');
    expect(await check(phone.number, '4826157')).toMatchObject({ status: 'approved' });
  });

  it('answers with every field that the schema has and no other', async () => {
    const response = await fetch(`${world.api}/v2/Services/${service}/Verifications`, {
      ...{ method: 'POST', headers: { Authorization: `Basic ${btoa(`anybody:${apiKey}`)}` } },
      body: new URLSearchParams({ To: '+14155558591', Channel: 'sms' }),
    });
    expect(response.status).toBe(201);
    expect(verification.strict().parse(await response.json()).account_sid).toBe(`AC${'0'.repeat(32)}`);
  });
});

describe('a verification by call', () => {
  it('speaks its code to who keys the digit, and is approved by it', async () => {
    const phone = world.simulator.phone('+14155558592');
    const begun = await verify().verifications.create({ to: phone.number, channel: 'call' });
    expect(begun).toMatchObject({ channel: 'call', status: 'pending' });
    await phone.waitForCall();
    phone.answer();
    const asked = (await phone.waitForPrompt()).transcript.join(' ');
    phone.press(/press (\d) to hear/.exec(asked)?.[1] ?? '');
    const said = (await phone.waitForPrompt()).transcript.join(' ');
    phone.hangup();
    const code = (/code is: ([^.]+)\./.exec(said)?.[1] ?? '').replaceAll(', ', '');
    expect(await check(phone.number, code)).toMatchObject({ channel: 'call', status: 'approved' });
  });

  it('that is canceled is hung up', async () => {
    const phone = world.simulator.phone('+14155558594');
    const begun = await verify().verifications.create({ to: phone.number, channel: 'call' });
    await phone.waitForCall();
    await verify().verifications(begun.sid).update({ status: 'canceled' });
    await phone.waitForHangup();
  });
});

describe('the same number again', () => {
  it('is paid for by the limit of its number, and digits that its app cannot say are refused', async () => {
    const limited = await startWorld(
      {},
      {},
      {
        rates: { ...noLimits, perNumber: [{ count: 2, seconds: 600 }] },
        extensions: { by: 'words', secondsBefore: 0, secondsAfter: 0 },
      },
    );
    try {
      const at = new TwilioRest(account, apiKey, { httpClient: new PointedClient(limited.api) }).verify.v2;
      const ask = () => at.services(service).verifications.create({ to: '+14155558500', channel: 'sms' });
      const { sid } = await ask();
      await limited.simulator.phone('+14155558500').waitForText();
      const later = async (seconds: number) => {
        await limited.heard(sid, ({ status }) => status === 'delivered');
        await expect.poll(() => age(limited.client, sid, seconds)).toBe(true);
      };
      await later(31);
      expect(await ask()).toMatchObject({ sid, status: 'pending' });
      await limited.simulator.phone('+14155558500').waitForText();
      await later(61);
      expect(await refused(ask())).toEqual({ status: 429, code: 60203 });
      // Its switchboard is asked in words, and nobody can say a pause.
      const call = { to: '+14155558501', channel: 'call', sendDigits: 'ww4012' };
      expect(await refused(at.services(service).verifications.create(call))).toEqual({ status: 400, code: 60200 });
    } finally {
      await limited.stop();
    }
  });

  it('is another text of the same verification with the same code, five in all, then 60203', async () => {
    const { phone, begun, code } = await start();
    for (let sends = 2; sends <= 5; sends++) {
      await world.heard(begun.sid, ({ status }) => status === 'delivered');
      // Patience is asked for, twice as much each time.
      await older(begun.sid, 15 * 2 ** (sends - 1));
      const again = await verify().verifications.create({ to: phone.number, channel: 'sms' });
      expect(again).toMatchObject({ sid: begun.sid, status: 'pending' });
      expect((await phone.waitForText()).body).toContain(code);
      const read = await verify().verifications(begun.sid).fetch();
      expect(read.sendCodeAttempts).toHaveLength(sends);
    }
    expect(await refused(verify().verifications.create({ to: phone.number, channel: 'sms' }))).toEqual({
      status: 429,
      code: 60203,
    });
    expect(await check(phone.number, code)).toMatchObject({ status: 'approved' });
  });

  it('too soon is 60212', async () => {
    const { phone } = await start();
    const again = verify().verifications.create({ to: phone.number, channel: 'sms' });
    expect(await refused(again)).toEqual({ status: 429, code: 60212 });
  });

  it('twenty times at once is one verification and one text', async () => {
    const to = '+14155558593';
    const told = await Promise.allSettled(
      Array.from({ length: 20 }, () => verify().verifications.create({ to, channel: 'sms' })),
    );
    const sids = new Set(told.flatMap((each) => (each.status === 'fulfilled' ? [each.value.sid] : [])));
    const codes = new Set(told.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : [])));
    expect(sids.size).toBe(1);
    expect([...codes].filter((code) => code !== 60212)).toEqual([]);
    await world.simulator.phone(to).waitForText();
    expect(world.simulator.messages().filter((message) => message.to === to)).toHaveLength(1);
  });

  it('that is being asked over /v1 is 60212: nobody is asked two things at once', async () => {
    const to = '+14155558595';
    await world.request('POST', '/v1/challenges', { id: 'verify-beside-1', to, channel: 'voice', method: 'pound' });
    const beside = verify().verifications.create({ to, channel: 'sms' });
    expect(await refused(beside)).toEqual({ status: 429, code: 60212 });
    await world.request('POST', '/v1/challenges/verify-beside-1/cancel');
    expect(await verify().verifications.create({ to, channel: 'sms' })).toMatchObject({ status: 'pending' });
  });

  it('is another verification in another app', async () => {
    const { phone, begun } = await start();
    expect(await refused(verify(otherApiKey).verifications(begun.sid).fetch())).toEqual({ status: 404, code: 20404 });
    expect(await refused(verify(otherApiKey).verifications(phone.number).fetch())).toEqual({
      status: 404,
      code: 20404,
    });
    expect(await refused(verify(otherApiKey).verifications(begun.sid).update({ status: 'approved' }))).toEqual({
      status: 404,
      code: 20404,
    });
    expect(await refused(verify(otherApiKey).verificationChecks.create({ to: phone.number, code: '123456' }))).toEqual({
      status: 404,
      code: 20404,
    });
    expect((await verify(otherApiKey).verifications.create({ to: phone.number, channel: 'sms' })).sid).not.toBe(
      begun.sid,
    );
  });
});

describe('five wrong codes', () => {
  it('are all there are: then 60202, for a new verification as well, until it is canceled', async () => {
    const { phone, begun, code, wrong } = await start();
    for (let tries = 1; tries <= 4; tries++)
      expect(await check(phone.number, wrong)).toMatchObject({ status: 'pending' });
    expect(await check(phone.number, wrong)).toMatchObject({ status: 'max_attempts_reached', valid: false });
    expect(await refused(check(phone.number, code))).toEqual({ status: 429, code: 60202 });
    const again = () => verify().verifications.create({ to: phone.number, channel: 'sms' });
    expect(await refused(again())).toEqual({ status: 429, code: 60202 });
    expect(await verify().verifications(begun.sid).update({ status: 'canceled' })).toMatchObject({
      status: 'canceled',
    });
    expect((await again()).sid).not.toBe(begun.sid);
  });
});

describe('an update', () => {
  it.each(['approved', 'canceled'] as const)('ends it as %s, once', async (status) => {
    const { phone, begun, code } = await start();
    expect(await verify().verifications(phone.number).update({ status })).toMatchObject({ status, to: phone.number });
    expect(await world.closed(begun.sid)).toMatchObject({ status });
    expect(await refused(verify().verifications(begun.sid).update({ status }))).toEqual({ status: 404, code: 20404 });
    expect(await refused(check(phone.number, code))).toEqual({ status: 404, code: 20404 });
  });

  it('of what is over by time is told that it has expired', async () => {
    const { begun } = await start();
    await older(begun.sid, 700);
    expect(await world.closed(begun.sid)).toMatchObject({ status: 'expired' });
    expect(await verify().verifications(begun.sid).fetch()).toMatchObject({ status: 'expired' });
  });
});
