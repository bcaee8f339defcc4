import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pinHash } from './challenge/given.ts';
import { startWorld, type World } from './support/gateway.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ POUNDKEY_COUNTRIES: 'US' });
});
afterAll(() => world.stop());

let numbers = 0;

/** A call that was asked for over HTTP and has been answered, and what one can do with it. */
async function call(request: Record<string, unknown>) {
  const to = `+1415555${String(2000 + ++numbers)}`;
  const { body, status } = await world.request('POST', '/v1/challenges', { to, channel: 'voice', ...request });
  expect({ status, body }).toMatchObject({ status: 202 });
  const phone = world.simulator.phone(to);
  const id = String(body['id']);
  await phone.waitForCall();
  phone.answer();
  await phone.waitForPrompt();
  /** Keys something, and gives what is said to it until the next question, or the end. */
  const key = async (digits: string): Promise<string> => {
    const before = phone.call()?.transcript.length ?? 0;
    phone.press(digits);
    await Promise.race([phone.waitForPrompt(), phone.waitForHangup()]);
    return (phone.call()?.transcript ?? []).slice(before).join(' ');
  };
  /** As long as it takes until silence counts. */
  const saySilent = async (): Promise<string> => {
    const before = phone.call()?.transcript.length ?? 0;
    await world.simulator.advance(8);
    await Promise.race([phone.waitForHangup(), phone.waitForPrompt()]);
    return (phone.call()?.transcript ?? []).slice(before).join(' ');
  };
  const said = () => phone.call()?.transcript.join(' ') ?? '';
  const view = async () => (await world.request('GET', `/v1/challenges/${id}`)).body;
  return { id, created: body, phone, key, saySilent, said, view, closed: () => world.closed(id) };
}
const other = (number: unknown): string => String((Number(number) + 1) % 100).padStart(2, '0');

describe('voice, match', () => {
  it('approves the digits that the page shows, then #; they are told in the view and gone once it is over', async () => {
    const { created, key, said, view, closed } = await call({
      method: 'match',
      context: { action: 'sign in to Payroll' },
    });
    expect(created['matchNumber']).toMatch(/^\d\d$/);
    expect(said()).toContain('sign in to Payroll');
    expect(said()).toContain('two digits shown on the sign-in page');
    expect(said()).not.toContain(String(created['matchNumber']));
    expect(await key(`${created['matchNumber']}#`)).toContain('You are verified');
    expect(await closed()).toMatchObject({ status: 'approved', reason: 'number-matched', method: 'match' });
    expect(await view()).not.toHaveProperty('matchNumber');
  });

  it('takes a number that the caller gives, leading zero and all', async () => {
    const { created, key, closed } = await call({ method: 'match', matchNumber: '07' });
    expect(created['matchNumber']).toBe('07');
    await key('07#');
    expect(await closed()).toMatchObject({ reason: 'number-matched' });
  });

  it('says that a number is wrong, and denies at the second', async () => {
    const { created, key, view, closed } = await call({ method: 'match' });
    const wrong = other(created['matchNumber']);
    expect(await key(`${wrong}#`)).toContain('not the digits');
    expect(await view()).toMatchObject({ triesLeft: 1 });
    expect(await key(`${wrong}#`)).toContain('Nobody was let in');
    expect(await closed()).toMatchObject({ status: 'denied', reason: 'wrong-number' });
  });

  it('forgives one wrong number', async () => {
    const { created, key, closed } = await call({ method: 'match' });
    await key(`${other(created['matchNumber'])}#`);
    await key(`${created['matchNumber']}#`);
    expect(await closed()).toMatchObject({ status: 'approved', reason: 'number-matched' });
  });

  it('denies at once by 0 then #', async () => {
    const { key, closed } = await call({ method: 'match' });
    expect(await key('0#')).toContain('Thank you for telling us');
    expect(await closed()).toMatchObject({ status: 'denied', reason: 'fraud-reported' });
  });

  it('says by a lone # what is missing, hears star, and tells too many keys from a number', async () => {
    const { created, key, closed } = await call({ method: 'match' });
    expect(await key('#')).toContain('two digits are missing');
    expect(await key('*#')).toContain('This is Poundkey');
    expect(await key('1*#')).toContain('This is Poundkey');
    expect(await key('123')).toContain('key does not work');
    await key(`${created['matchNumber']}#`);
    expect(await closed()).toMatchObject({ status: 'approved' });
  });

  it('repeats after silence twice, and then gives up; digits without # are not taken', async () => {
    const { created, phone, saySilent, closed } = await call({ method: 'match' });
    phone.press(String(created['matchNumber']));
    expect(await saySilent()).toContain('finish with the pound key');
    expect(await saySilent()).toContain('did not hear');
    expect(await saySilent()).toContain('did not hear');
    expect(await saySilent()).toContain('did not hear from you');
    expect(await closed()).toMatchObject({ status: 'failed', reason: 'no-input' });
  });

  it('fails when the person rings off', async () => {
    const { phone, closed } = await call({ method: 'match' });
    phone.hangup();
    expect(await closed()).toMatchObject({ status: 'failed', reason: 'hung-up' });
  });
});

describe('voice, pin', () => {
  const pin = { method: 'pin', pinHash };
  it('approves the PIN, then #', async () => {
    const { key, said, closed } = await call(pin);
    expect(said()).toContain('enter your PIN');
    expect(await key('2580#')).toContain('You are verified');
    expect(await closed()).toMatchObject({ status: 'approved', reason: 'pin-accepted', method: 'pin' });
  });

  it('denies at the third wrong one', async () => {
    const { key, view, closed } = await call(pin);
    expect(await key('1234#')).toContain('not the right PIN');
    expect(await key('258#')).toContain('not the right PIN');
    expect(await view()).toMatchObject({ triesLeft: 1 });
    expect(await key('25800#')).toContain('too many wrong PINs');
    expect(await closed()).toMatchObject({ status: 'denied', reason: 'wrong-pin' });
  });

  it('forgives two wrong ones, and a lone #, which says what is missing', async () => {
    const { key, closed } = await call(pin);
    await key('1111#');
    await key('2222#');
    expect(await key('#')).toContain('PIN is missing');
    await key('2580#');
    expect(await closed()).toMatchObject({ status: 'approved', reason: 'pin-accepted' });
  });

  it('denies at once by 0 then #, and by 0, silence and #', async () => {
    const { key, closed } = await call(pin);
    expect(await key('0#')).toContain('Thank you for telling us');
    expect(await closed()).toMatchObject({ status: 'denied', reason: 'fraud-reported' });
    const slow = await call(pin);
    slow.phone.press('0');
    expect(await slow.saySilent()).toContain('not you, press the pound key now');
    expect(await slow.key('#')).toContain('Thank you for telling us');
    expect(await slow.closed()).toMatchObject({ status: 'denied', reason: 'fraud-reported' });
  });

  it('gives up after silence', async () => {
    const { saySilent, closed } = await call(pin);
    for (let silence = 0; silence < 3; silence++) await saySilent();
    expect(await closed()).toMatchObject({ status: 'failed', reason: 'no-input' });
  });
});

describe('voice, code', () => {
  const digitIn = (said: string): string =>
    /press (\d) to hear/.exec(said.slice(said.lastIndexOf('If this is you')))?.[1] ?? '';
  const codeIn = (said: string): string => (/code is: ([^.]+)\./.exec(said)?.[1] ?? '').replaceAll(', ', '');
  const check = async (id: string, code: string) =>
    (await world.request('POST', `/v1/challenges/${id}/check`, { code })).body;

  it('speaks the code twice to whoever keys the announced digit, and again by star; it is typed on the page', async () => {
    const { id, key, said, closed, phone } = await call({ method: 'code' });
    expect(said()).not.toContain('code is');
    const spoken = await key(digitIn(said()));
    const code = codeIn(spoken);
    expect(code).toMatch(/^\d{6}$/);
    expect(spoken.split([...code].join(', '))).toHaveLength(3);
    expect(codeIn(await key('*'))).toBe(code);
    phone.hangup();
    await phone.waitForHangup();
    expect(await check(id, code === '111111' ? '111112' : '111111')).toMatchObject({ triesLeft: 4 });
    expect(await check(id, code)).toMatchObject({ status: 'approved', reason: 'code-accepted' });
    expect(await closed()).toMatchObject({
      status: 'approved',
      reason: 'code-accepted',
      channel: 'voice',
      method: 'code',
    });
  });

  it('speaks a code that the caller gives as it is, letters too', async () => {
    const { id, key, said } = await call({ method: 'code', code: 'aB3940' });
    expect(await key(digitIn(said()))).toContain('A, B, 3, 9, 4, 0.');
    expect(await check(id, 'ab3940')).toMatchObject({ status: 'approved', reason: 'code-accepted' });
  });

  it('does not speak it to a wrong digit, and denies at the second', async () => {
    const { key, said, closed } = await call({ method: 'code' });
    for (let wrong = 0; wrong < 2; wrong++) {
      const digit = digitIn(said());
      expect(await key(digit === '9' ? '1' : String(Number(digit) + 1))).not.toContain('code is');
    }
    expect(await closed()).toMatchObject({ status: 'denied', reason: 'wrong-key' });
  });

  it('is not ended by silence once the code was spoken, and sends whoever keys it there to the page', async () => {
    const { id, key, said, saySilent, view, phone } = await call({ method: 'code' });
    const code = codeIn(await key(digitIn(said())));
    expect(await key('5')).toContain('type it on the sign-in page');
    expect(await saySilent()).toContain('Please type the code');
    await phone.waitForHangup();
    expect(await view()).toMatchObject({ status: 'answered', triesLeft: 5 });
    expect(await check(id, code)).toMatchObject({ status: 'approved' });
  });

  it('denies by wrong codes, and by 0 then # before and after it was spoken', async () => {
    const typed = await call({ method: 'code' });
    await typed.key(digitIn(typed.said()));
    for (let wrong = 0; wrong < 5; wrong++) await check(typed.id, 'WRONG');
    expect(await typed.closed()).toMatchObject({ status: 'denied', reason: 'wrong-code' });
    await typed.phone.waitForHangup();
    for (const spoken of [false, true]) {
      const reported = await call({ method: 'code' });
      if (spoken) await reported.key(digitIn(reported.said()));
      await reported.key('0');
      await reported.key('#');
      expect(await reported.closed()).toMatchObject({ status: 'denied', reason: 'fraud-reported' });
    }
  });

  it('gives up when nobody keys the digit', async () => {
    const { saySilent, closed } = await call({ method: 'code' });
    for (let silence = 0; silence < 3; silence++) expect(await saySilent()).not.toContain('code is');
    expect(await closed()).toMatchObject({ status: 'failed', reason: 'no-input' });
  });
});

it('a challenge with a code and a number tells the tries of each: of the number in the view, of the code where it is checked', async () => {
  const to = '+14155553900';
  const next = [{ channel: 'voice', method: 'match', afterSeconds: 0 }];
  const { body } = await world.request('POST', '/v1/challenges', { to, channel: 'sms', method: 'code', next });
  expect(body).toMatchObject({ triesLeft: 2, matchNumber: expect.stringMatching(/^\d\d$/) });
  const checked = await world.request('POST', `/v1/challenges/${body['id']}/check`, { code: 'WRONG' });
  expect(checked.body).toMatchObject({ triesLeft: 4 });
  const phone = world.simulator.phone(to);
  await phone.waitForCall();
  phone.answer();
  await phone.waitForPrompt();
  phone.press(`${body['matchNumber']}#`);
  expect(await world.closed(String(body['id']))).toMatchObject({ status: 'approved', reason: 'number-matched' });
});

describe('a voicemail that answers', () => {
  // What chance cannot make right: a number without its #, no digit at all; test/challenge/attacks.test.ts counts the rest.
  it.each([
    { request: { method: 'pound' }, tones: '5' },
    { request: { method: 'match' }, tones: '123456789' },
    { request: { method: 'pin', pinHash }, tones: '123456789' },
    { request: { method: 'code' }, tones: '#' },
  ])('approves nothing and is told no code, silent or with tones: $request.method', async ({ request, tones }) => {
    for (const played of ['', tones]) {
      const to = `+1415555${String(4000 + ++numbers)}`;
      const phone = world.simulator.phone(to);
      phone.behave('voicemail');
      const { body } = await world.request('POST', '/v1/challenges', { to, channel: 'voice', ...request });
      const closed = world.closed(String(body['id']));
      for (let isOver = false; !isOver; ) {
        isOver = await Promise.race([closed.then(() => true), phone.waitForPrompt().then(() => false)]);
        if (isOver) break;
        if (played !== '') phone.press(played);
        await world.simulator.advance(8);
      }
      expect((await closed).reason).toBe(played === '' ? 'no-input' : 'wrong-key');
      expect(phone.call()?.transcript.join(' ')).not.toContain('code is:');
    }
  });
});
