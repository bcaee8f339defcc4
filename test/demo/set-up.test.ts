import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { answerCall, type Example, setUpAnna, shownNumber, startExample, untilItSays } from './example.ts';
import { type Arrival, createVisitor, type Visitor } from './visitor.ts';

// A gateway and a simulator, perhaps on a machine that has other things to do.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let example: Example;
let visitor: Visitor;
beforeAll(async () => {
  example = await startExample();
});
beforeEach(async () => {
  await example.restart();
  visitor = createVisitor(example.url);
});
afterAll(() => example.stop());

const choose = (form: Record<string, string>) =>
  visitor.submit('/set-up/mobile', { country: 'US', number: '415 555 0100', way: 'mobile:pound', ...form });

/** The code that an app shows which was paired with what the page says. */
const codeOn = ({ text }: Arrival): string => {
  const secret = /id="secret">([^<]+)</.exec(text)?.[1]?.replace(/\s/g, '') ?? '';
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + example.ahead });
};

async function pairApp(): Promise<Arrival> {
  const page = await visitor.read('/set-up/app');
  return await visitor.submit('/set-up/app', { code: codeOn(page) });
}

describe('an authentication phone', () => {
  test.each(['match', 'pound'])('by call (%s): tried, and then the next sign-in uses it', async (method) => {
    expect((await setUpAnna(example, visitor, method)).path).toBe('/app-passwords?first=yes');
    expect((await visitor.read('/done')).text).toContain('This account is set up');
    await visitor.submit('/sign-out');
    const { path, text } = await visitor.signIn('anna');
    expect(path).toMatch(/^\/askings\//);
    await answerCall(example, '+14155550100', `${shownNumber({ path, text, status: 200 })}#`);
    await untilItSays(visitor, path, 'Verified');
    expect((await visitor.submit(`${path}/finish`)).path).toBe('/settings');
  });

  test('by text that is replied to', async () => {
    await visitor.signIn('anna');
    const { path } = await choose({ way: 'mobile:reply' });
    const phone = example.world.simulator.phone('+14155550100');
    const { from, body } = await phone.waitForText();
    await phone.text(from, /\d{6}/.exec(body)?.[0] ?? '');
    await untilItSays(visitor, path, '>Verify<');
    await visitor.submit(`${path}/finish`);
    expect((await visitor.read('/settings')).text).toContain('ends in 0100');
  });

  test.each([
    ['too short', { number: '415 555' }, 'too short'],
    ['too long', { number: '415 555 0100 0100' }, 'too long'],
    ['no number', { number: 'my phone' }, 'no phone number'],
    ['in a country that is not called, and says which', { number: '+81 90 1234 5678' }, 'a number in Japan'],
    ['in a chosen country that is not called', { country: 'JP', number: '090 1234 5678' }, 'a number in Japan'],
    ['without a way', { way: '' }, 'Choose how'],
    ['with a way of another phone', { way: 'office:pound' }, 'Choose how'],
  ])('is asked for again: %s', async (_what, form, words) => {
    await visitor.signIn('anna');
    const again = await choose(form);
    expect(again.status).toBe(422);
    expect(again.text).toContain(words);
  });

  test('is judged while it is typed, in the country that was chosen', async () => {
    await visitor.signIn('anna');
    const verdict = async (query: string) => (await visitor.read(`/number?${query}`)).text;
    expect(await verdict('country=NL&number=06 12345678')).toBe('+31 6 12345678, Netherlands');
    expect(await verdict('country=NL&number=06')).toContain('too short');
  });

  test('lists every country, and says which are not called', async () => {
    await visitor.signIn('anna');
    const { text } = await visitor.read('/set-up/mobile');
    expect(text.match(/<option /g)?.length).toBeGreaterThan(240);
    expect(text).toMatch(/🇳🇱 Netherlands \+31</);
    expect(text).toMatch(/🇯🇵 Japan \+81 – not called or texted</);
  });

  test('that says it was not them is not set up, and locks nobody', async () => {
    await visitor.signIn('anna');
    const { path } = await choose({});
    await answerCall(example, '+14155550100', '0');
    await example.world.simulator.phone('+14155550100').waitForPrompt();
    example.world.simulator.phone('+14155550100').press('#');
    await untilItSays(visitor, path, 'You reported this');
    expect((await visitor.submit(`${path}/finish`)).path).toBe(path);
    expect((await visitor.read('/set-up/methods')).path).toBe('/set-up/methods');
  });

  test('shows what people typed as text', async () => {
    await visitor.signIn('anna');
    const { text } = await choose({ number: `"><script>alert('1')</script>&` });
    expect(text).toContain('value="&#34;&#62;&#60;script&#62;');
    expect(text).not.toContain('<script>');
  });
});

describe('an office phone', () => {
  test('is the one in the directory, and is rung through to its extension', async () => {
    await visitor.signIn('anna');
    expect((await visitor.read('/set-up/office')).text).toContain('value="4011" readonly');
    const phone = example.world.simulator.phone('+14155550190');
    phone.behave('switchboard', '4011');
    const { path } = await visitor.submit('/set-up/office', { way: 'office:pound', number: '+14155550100' });
    await phone.waitForPrompt();
    phone.press('#');
    await untilItSays(visitor, path, '>Verify<');
    await visitor.submit(`${path}/finish`);
    expect((await visitor.read('/settings')).text).toContain('ends in 0190');
  });
});

describe('an authenticator app', () => {
  test('is paired with the code it shows, then a second phone is offered, then it signs in', async () => {
    await visitor.signIn('anna');
    expect((await pairApp()).path).toBe('/set-up/second');
    const secret = codeOn;
    expect(secret).toBeDefined();
    await visitor.submit('/sign-out');
    expect((await visitor.signIn('anna')).path).toBe('/second-step/app');
  });

  test('signs in with a code once: the same again is refused, the next is taken', async () => {
    await visitor.signIn('anna');
    const page = await visitor.read('/set-up/app');
    const first = codeOn(page);
    await visitor.submit('/set-up/app', { code: first });
    await visitor.submit('/sign-out');
    await visitor.signIn('anna');
    const replayed = await visitor.submit('/second-step/app', { code: first });
    expect(replayed.status).toBe(401);
    example.ahead = 60_000;
    expect((await visitor.submit('/second-step/app', { code: codeOn(page) })).path).toBe('/settings');
  });

  test('is guessed at five times in a quarter of an hour, and then not even the right code is looked at', async () => {
    await visitor.signIn('anna');
    const page = await visitor.read('/set-up/app');
    await visitor.submit('/set-up/app', { code: codeOn(page) });
    await visitor.submit('/sign-out');
    await visitor.signIn('anna');
    example.ahead = 60_000;
    for (let tries = 0; tries < 5; tries++) await visitor.submit('/second-step/app', { code: '000000' });
    expect((await visitor.submit('/second-step/app', { code: codeOn(page) })).status).toBe(429);
  });

  test('is not paired with a wrong code, and the same secret stays on the page', async () => {
    await visitor.signIn('anna');
    const page = await visitor.read('/set-up/app');
    const again = await visitor.submit('/set-up/app', { code: '000000' });
    expect(again.status).toBe(401);
    expect(codeOn(again)).toBe(codeOn(page));
  });
});

describe('a second step that exists', () => {
  test('is not replaced by somebody who only has the password and had begun before', async () => {
    const thief = createVisitor(example.url);
    await thief.signIn('anna');
    const page = await thief.read('/set-up/app');
    await setUpAnna(example, visitor);
    const late = await thief.submit('/set-up/app', { code: codeOn(page) });
    expect(late.path).toBe('/second-step');
    expect((await visitor.read('/settings')).text).toContain('Add: authenticator app');
  });
});
