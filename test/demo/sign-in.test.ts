import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { answerCall, type Example, setUpAnna, shownNumber, startExample, untilItSays } from './example.ts';
import { createVisitor, type Visitor } from './visitor.ts';

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

/** Clara answers her phone, and is in. */
async function passSecondStep(path: string, text: string, form = {}): Promise<string> {
  await answerCall(example, '+14155550102', `${shownNumber({ path, text, status: 200 })}#`);
  await untilItSays(visitor, path, 'Verified');
  return (await visitor.submit(`${path}/finish`, form)).path;
}

describe('name and password', () => {
  test('who needs no second step is in; who must have one and has none is sent to set it up', async () => {
    expect((await visitor.signIn('bram')).path).toBe('/settings');
    const anna = await createVisitor(example.url).signIn('anna');
    expect(anna.path).toBe('/set-up');
    expect(anna.text).toContain('protected by more than a password');
  });

  test('a wrong password and an unknown name are told in the same words', async () => {
    await visitor.read('/sign-in');
    const wrong = await visitor.submit('/sign-in', { name: 'anna', password: 'wrong' });
    const unknown = await visitor.submit('/sign-in', { name: 'nobody', password: 'wrong' });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    for (const { text } of [wrong, unknown]) expect(text).toContain('do not belong together');
  });

  test('after ten wrong passwords the right one has to wait, and then it is taken', async () => {
    await visitor.read('/sign-in');
    for (let tries = 0; tries < 10; tries++) await visitor.submit('/sign-in', { name: 'bram', password: 'wrong' });
    expect((await visitor.signIn('bram')).status).toBe(429);
    example.ahead = 16 * 60_000;
    expect((await visitor.signIn('bram')).path).toBe('/settings');
  });

  test('a cookie cannot be read by scripts or sent by other sites, and a new one comes with every step', async () => {
    const [first = ''] = (await visitor.send('/sign-in')).headers.getSetCookie();
    expect(first).toMatch(/; HttpOnly; SameSite=Strict$/);
    const before = visitor.cookies.get('example-session');
    const { path, text } = await visitor.signIn('clara');
    const half = visitor.cookies.get('example-session');
    await passSecondStep(path, text);
    const full = visitor.cookies.get('example-session');
    expect(new Set([before, half, full]).size).toBe(3);
    const thief = createVisitor(example.url);
    thief.cookies.set('example-session', half ?? '');
    expect((await thief.read('/settings')).path).toBe('/sign-in');
  });

  test('a session ends by itself, and half of one sooner', async () => {
    await visitor.signIn('clara');
    example.ahead = 16 * 60_000;
    expect((await visitor.read('/second-step')).path).toBe('/sign-in');
    await visitor.signIn('bram');
    example.ahead += 9 * 60 * 60_000;
    expect((await visitor.read('/settings')).path).toBe('/sign-in');
  });
});

describe('a form', () => {
  test.each([
    ['without its token', {}, { csrf: '' }],
    ['with the token of another browser', {}, { csrf: 'a'.repeat(43) }],
    ['sent by another site', { 'sec-fetch-site': 'cross-site' }, {}],
    ['sent by a neighbour on the same host', { 'sec-fetch-site': 'same-site' }, {}],
  ])('%s is refused', async (_what, headers, fields) => {
    await visitor.signIn('bram');
    const { text } = await visitor.read('/settings');
    const csrf = /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
    const body = new URLSearchParams({ csrf, ...fields });
    const response = await visitor.send('/settings/everywhere', { method: 'POST', body, headers });
    expect(response.status).toBe(403);
    expect((await visitor.read('/settings')).status).toBe(200);
  });

  test('that is far too large is refused', async () => {
    await visitor.read('/sign-in');
    expect((await visitor.submit('/sign-in', { name: 'a'.repeat(5_000) })).status).toBe(413);
  });
});

describe('with the password alone', () => {
  test.each(['/settings', '/app-passwords', '/admin', '/set-up/mobile', '/set-up/app', '/done'])(
    'nobody who has a second step gets to %s',
    async (path) => {
      await visitor.signIn('clara');
      expect((await visitor.read(path)).path).toBe('/second-step');
    },
  );

  test.each(['/settings', '/app-passwords', '/admin', '/done'])(
    'nobody who must set one up gets to %s',
    async (path) => {
      await visitor.signIn('anna');
      expect((await visitor.read(path)).path).toBe('/set-up');
    },
  );

  test('nobody becomes an administrator', async () => {
    await visitor.signIn('bram');
    expect((await visitor.read('/admin')).path).toBe('/settings');
    await visitor.submit('/admin', { person: 'bram', action: 'required' });
    expect((await visitor.read('/settings')).text).not.toContain('A second step is required');
  });
});

describe('the second step', () => {
  test('rings at once, shows its number, and lets in whoever keys it', async () => {
    const { path, text } = await visitor.signIn('clara');
    expect(path).toMatch(/^\/askings\//);
    expect(await passSecondStep(path, text)).toBe('/settings');
  });

  test('is not asked on a device that was remembered, for 30 days, and only there', async () => {
    const { path, text } = await visitor.signIn('clara');
    await passSecondStep(path, text, { remember: 'yes' });
    await visitor.submit('/sign-out');
    expect((await visitor.signIn('clara')).path).toBe('/settings');
    await visitor.submit('/sign-out');
    const other = createVisitor(example.url, 'Another/1');
    other.cookies.set('example-device', visitor.cookies.get('example-device') ?? '');
    expect((await other.signIn('clara')).path).toMatch(/^\/askings\//);
    // The other browser has shown the cookie, so it is known to be stolen.
    expect((await visitor.signIn('clara')).path).toMatch(/^\/askings\//);
  });

  test('a remembered device is asked again after 30 days', async () => {
    const { path, text } = await visitor.signIn('clara');
    await passSecondStep(path, text, { remember: 'yes' });
    example.ahead = 31 * 24 * 60 * 60_000;
    expect((await visitor.signIn('clara')).path).toMatch(/^\/askings\//);
  });

  test('that was approved is good for one session, in the browser that asked', async () => {
    const { path, text } = await visitor.signIn('clara');
    const thief = createVisitor(example.url, 'Thief/1');
    await thief.signIn('clara');
    const second = await createVisitor(example.url).read(path);
    expect(second.path).toBe('/sign-in');
    expect((await thief.submit(`${path}/finish`)).path).not.toBe('/settings');
    expect(text).toContain('Check your phone');
  });

  test('a new sign-in withdraws the call before it, whose page says so', async () => {
    const first = await visitor.signIn('clara');
    await example.world.simulator.phone('+14155550102').waitForCall();
    const other = createVisitor(example.url);
    const second = await other.signIn('clara');
    await untilItSays(visitor, first.path, 'It was withdrawn');
    await answerCall(example, '+14155550102', `${shownNumber(second)}#`);
    await untilItSays(other, second.path, 'Verified');
  });

  test('reported on the phone: nobody is let in, the account is locked, and an administrator unlocks it', async () => {
    const settled = await setUpAnna(example, visitor);
    expect(settled.path).toBe('/app-passwords?first=yes');
    const attacker = createVisitor(example.url);
    const { path } = await attacker.signIn('anna');
    await answerCall(example, '+14155550100', '0');
    await example.world.simulator.phone('+14155550100').waitForPrompt();
    example.world.simulator.phone('+14155550100').press('#');
    const end = await untilItSays(attacker, path, 'You reported this');
    expect(end.text).toContain('locked until an administrator');
    expect((await visitor.read('/settings')).path).toBe('/sign-in');
    expect((await visitor.signIn('anna')).status).toBe(403);

    const clara = createVisitor(example.url);
    const asked = await clara.signIn('clara');
    await answerCall(example, '+14155550102', `${shownNumber(asked)}#`);
    await untilItSays(clara, asked.path, 'Verified');
    await clara.submit(`${asked.path}/finish`);
    expect((await clara.read('/admin')).text).toContain('locked');
    await clara.submit('/admin', { person: 'anna', action: 'unlocked' });
    expect((await visitor.signIn('anna')).path).toMatch(/^\/askings\//);
  });
});
