import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { answerCall, type Example, setUpAnna, shownNumber, startExample, untilItSays } from './example.ts';
import { createVisitor, type Visitor } from './visitor.ts';

// A gateway and a simulator, perhaps on a machine that has other things to do.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let example: Example;
let anna: Visitor;
beforeAll(async () => {
  example = await startExample();
});
beforeEach(async () => {
  await example.restart();
  anna = createVisitor(example.url);
  await setUpAnna(example, anna);
});
afterAll(() => example.stop());

async function enterAdmin(): Promise<Visitor> {
  const clara = createVisitor(example.url);
  const asked = await clara.signIn('clara');
  await answerCall(example, '+14155550102', `${shownNumber(asked)}#`);
  await untilItSays(clara, asked.path, 'Verified');
  await clara.submit(`${asked.path}/finish`);
  await clara.read('/admin');
  return clara;
}

describe('my settings', () => {
  test('what is asked first is what is asked next time', async () => {
    await anna.read('/settings');
    expect((await anna.submit('/settings/preferred', { way: 'mobile:reply' })).text).toContain('Saved.');
    await anna.submit('/sign-out');
    expect((await anna.signIn('anna')).text).toContain('Reply to the text');
  });

  test('a PIN is set, is asked for on the phone, and lets in', async () => {
    await anna.read('/settings');
    await anna.submit('/settings/pin', { pin: '4711' });
    await anna.submit('/settings/preferred', { way: 'mobile:pin' });
    await anna.submit('/sign-out');
    const { path } = await anna.signIn('anna');
    await answerCall(example, '+14155550100', '4711#');
    await untilItSays(anna, path, 'You keyed your PIN');
  });

  test.each(['12', '1111', '123456789', 'abcd', ''])('%j is no PIN', async (pin) => {
    await anna.read('/settings');
    expect((await anna.submit('/settings/pin', { pin })).status).toBe(422);
  });

  test('another number is tried before it is taken', async () => {
    await anna.read('/settings');
    const form = { country: 'US', number: '415 555 0111', way: 'mobile:pound' };
    const { path } = await anna.submit('/set-up/mobile', form);
    expect((await anna.read('/settings')).text).toContain('ends in 0100');
    await answerCall(example, '+14155550111', '#');
    await untilItSays(anna, path, '>Verify<');
    expect((await anna.submit(`${path}/finish`)).text).toContain('ends in 0111');
  });

  test('sign out everywhere ends every session and forgets every device', async () => {
    await anna.submit('/sign-out');
    const asked = await anna.signIn('anna');
    await answerCall(example, '+14155550100', '#');
    await untilItSays(anna, asked.path, 'Verified');
    await anna.submit(`${asked.path}/finish`, { remember: 'yes' });
    const other = createVisitor(example.url);
    other.cookies.set('example-session', anna.cookies.get('example-session') ?? '');
    await anna.submit('/settings/everywhere');
    expect((await other.read('/settings')).path).toBe('/sign-in');
    expect((await anna.signIn('anna')).path).toMatch(/^\/askings\//);
  });

  test('it was not me: locked, and signed out', async () => {
    expect((await anna.read('/settings')).text).toContain('Signed in');
    await anna.submit('/settings/not-me');
    expect((await anna.read('/settings')).path).toBe('/sign-in');
    expect((await anna.signIn('anna')).status).toBe(403);
  });
});

describe('app passwords', () => {
  const legacy = (name: string, password: string) => {
    const headers = { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}` };
    return fetch(`${example.url}/legacy`, { headers });
  };
  async function make(name: string): Promise<string> {
    await anna.read('/app-passwords');
    const { text } = await anna.submit('/app-passwords', { name });
    return /class="password">([^<]+)</.exec(text)?.[1] ?? '';
  }

  test('one is shown once, works on the old door, and stops when it is removed', async () => {
    const password = await make('Old mail');
    expect(password).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
    expect((await legacy('anna', password)).status).toBe(200);
    expect((await legacy('bram', password)).status).toBe(401);
    const { text } = await anna.read('/app-passwords');
    expect(text).toContain('Old mail');
    expect(text).not.toContain(password);
    await anna.submit('/app-passwords/remove', { id: /name="id" value="([^"]+)"/.exec(text)?.[1] ?? '' });
    expect((await legacy('anna', password)).status).toBe(401);
  });

  test('the real password, and nothing at all, are refused on the old door', async () => {
    expect((await legacy('anna', 'tulip-harbour-42')).status).toBe(401);
    const response = await fetch(`${example.url}/legacy`);
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringMatching(/^Basic /),
    ]);
  });

  test('of a locked account are refused', async () => {
    const password = await make('Old mail');
    await anna.read('/settings');
    await anna.submit('/settings/not-me');
    expect((await legacy('anna', password)).status).toBe(401);
  });
});

describe('an administrator', () => {
  test('requires a second step, and takes one away with everything that hangs on it', async () => {
    const clara = await enterAdmin();
    await clara.submit('/admin', { person: 'bram', action: 'required' });
    expect((await createVisitor(example.url).signIn('bram')).path).toBe('/set-up');
    await clara.submit('/admin', { person: 'anna', action: 'reset' });
    expect((await anna.read('/settings')).path).toBe('/sign-in');
    expect((await anna.signIn('anna')).path).toBe('/set-up');
  });

  test('lets somebody in once within five minutes, for a reason that is kept', async () => {
    const clara = await enterAdmin();
    const bypass = (reason: string) => clara.submit('/admin', { person: 'anna', action: 'bypass-given', reason });
    expect((await bypass(' ')).status).toBe(422);
    expect((await bypass('Lost the phone in the canal')).text).toContain('Lost the phone in the canal');
    await anna.submit('/sign-out');
    expect((await anna.signIn('anna')).path).toBe('/settings');
    await anna.submit('/sign-out');
    expect((await anna.signIn('anna')).path).toMatch(/^\/askings\//);
    await bypass('Again');
    example.ahead = 5 * 60_000 + 1;
    expect((await anna.signIn('anna')).path).toMatch(/^\/askings\//);
  });

  test('changes an office number, which has to be tried anew', async () => {
    const clara = await enterAdmin();
    const office = (number: string, extension: string) =>
      clara.submit('/admin', { person: 'anna', action: 'office-changed', number, extension });
    expect((await office('12', '')).status).toBe(422);
    expect((await office('415 555 0123', '12ab')).status).toBe(422);
    expect((await office('415 555 0123', '77')).text).toContain('value="+14155550123"');
    expect((await anna.read('/set-up/office')).text).toContain('value="77" readonly');
  });

  test('sees who did what', async () => {
    const { text } = await (await enterAdmin()).read('/admin');
    for (const words of ['Set up', 'Signed in', 'clara', 'anna']) expect(text).toContain(words);
    expect(text).not.toContain('+14155550100');
  });
});
