/**
 * One run of everything, then a search: neither in what was logged nor in what Redis still holds nor in what was published
 * is a number or a code to be found.
 */
import { scryptSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PhoneHandle } from '../simulator/phone-handle.ts';
import { workQueues } from '../src/queue/queue.ts';
import { everythingIn, spellingsOf } from './redis/dump.ts';
import { startWorld, type World } from './support/gateway.ts';
import { age } from './workers/age.ts';

// Digits that no time, port or id has by chance.
const people = Array.from({ length: 24 }, (_, n) => `+1415739${4_060 + n * 7}`);
const dutch = '+31684739051';
const given = { code: '83920417', extension: '7391#w', letters: 'Qx7Zk9' };
const pin = { right: '73915864', wrong: '73915865', hash: '' };
const codes: string[] = [given.code, given.letters, given.extension, pin.right, pin.wrong];
let world: World;
let next = 0;
let ids = 0;

beforeAll(async () => {
  world = await startWorld({}, { refuseAfterMs: 10 });
});
afterAll(() => world.stop());

async function ask(request: Record<string, unknown>): Promise<{ id: string; phone: PhoneHandle }> {
  const id = `leak-check-${++ids}`;
  const to = String(request['to'] ?? people[next++]);
  await world.enqueue(id, { ...request, to });
  return { id, phone: world.simulator.phone(to.startsWith('+') ? to : dutch) };
}
const call = (more = {}) => ask({ channel: 'voice', method: 'pound', ...more });
const text = (method: 'code' | 'reply', more = {}) => ask({ channel: 'sms', method, ...more });
const check = (id: string, code: string) => world.request('POST', `/v1/challenges/${id}/check`, { code });
/** The code in a text, which from now on is looked for. */
async function codeIn(phone: PhoneHandle): Promise<string> {
  const code = /[A-Za-z0-9]*\d[A-Za-z0-9]{3,}/.exec((await phone.waitForText()).body)?.[0] ?? '';
  codes.push(code);
  return code;
}

function hashOf(pin: string): string {
  const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  const salt = Buffer.from('salt of the leaks');
  return `$scrypt$ln=10,r=8,p=1$${base64(salt)}$${base64(scryptSync(pin, salt, 32, { N: 1024, r: 8, p: 1 }))}`;
}

async function everyCall(): Promise<void> {
  const keys = [['#'], ['0', '#'], ['5', '6', '7'], ['*', '#']];
  for (const pressed of keys) {
    const { id, phone } = await call({ extension: given.extension, context: { action: 'sign in to Payroll' } });
    await phone.waitForCall();
    phone.answer();
    for (const key of pressed) {
      await phone.waitForPrompt();
      phone.press(key);
    }
    await world.closed(id);
  }
  pin.hash = hashOf(pin.right);
  codes.push(pin.hash, pin.hash.split('$').at(-1) ?? '');
  for (const keyed of [`${pin.right}#`, `${pin.wrong}#`]) {
    const { id, phone } = await call({ method: 'pin', pinHash: pin.hash });
    await phone.waitForCall();
    phone.answer();
    for (let tries = 0; tries < (keyed.startsWith(pin.right) ? 1 : 3); tries++) {
      await phone.waitForPrompt();
      phone.press(keyed);
    }
    await world.closed(id);
  }
  const spoken = await call({ method: 'code', code: given.code });
  await spoken.phone.waitForCall();
  spoken.phone.answer();
  const { transcript } = await spoken.phone.waitForPrompt();
  spoken.phone.press(/press (\d) to hear/.exec(transcript.join(' '))?.[1] ?? '');
  await check(spoken.id, given.code);
  await world.closed(spoken.id);
  for (const behavior of ['busy', 'no-answer', 'unreachable'] as const) {
    world.simulator.phone(people[next] ?? '').behave(behavior);
    await world.closed((await call()).id);
  }
  const ringing = await call({ to: '06 84739051', country: 'NL' });
  await ringing.phone.waitForCall();
  await world.request('GET', `/v1/challenges/${ringing.id}`);
  await world.request('POST', `/v1/challenges/${ringing.id}/cancel`);
  await world.closed(ringing.id);
}

async function everyText(): Promise<void> {
  const checked = await text('code');
  await check(checked.id, '17171717');
  await check(checked.id, await codeIn(checked.phone));
  const delivered = await text('code', { code: given.code });
  await check(delivered.id, await codeIn(delivered.phone));
  const replied = await text('reply', { code: given.letters });
  await codeIn(replied.phone);
  await replied.phone.text('+14155550002', 'my pin is 17171717');
  await replied.phone.text('+14155550002', given.letters);
  const denied = await text('reply');
  await codeIn(denied.phone);
  await denied.phone.text('+14155550002', '0');
  const guessed = await text('code');
  await codeIn(guessed.phone);
  for (let wrong = 0; wrong < 5; wrong++) await check(guessed.id, '17171717');
  for (const { id } of [checked, delivered, replied, denied, guessed]) await world.closed(id);
  codes.push('17171717');
}

async function everyRefusal(): Promise<void> {
  const invalid = [
    { lifetimeSeconds: 1 },
    { method: 'fax' },
    { code: 83_920_417 },
    { color: given.code },
    { next: people },
  ];
  for (const more of invalid) await world.closed((await call(more)).id);
  for (const to of ['+19007394060', '+442073940600', '7394060000']) await world.closed((await call({ to })).id);
  await world.enqueue(`id of ${people[0]}`, { to: people[0], channel: 'voice', method: 'pound' });
  await world.request('POST', '/v1/challenges', { to: people[1], channel: 'voice', code: given.code });
  await world.request('POST', '/v1/challenges', `{"to":"${people[1]}", broken`);
  await world.request('GET', '/v1/challenges/nobody-has-this');
  await world.request('GET', `/v1/challenges/${encodeURIComponent(people[20] ?? '')}?to=${people[20]}`);
  await world.request('POST', `/v1/challenges/leak-check-1/check`, { code: given.code });
}

async function everyFault(): Promise<void> {
  for (const fault of ['500', 'reset', 'garbage'] as const) {
    world.simulator.faults({ requests: [{ fault, of: 'create', next: 1 }] });
    const { id } = await call();
    const isClosed = () => world.published.some((result) => result.id === id && result.type === 'challenge.closed');
    await expect.poll(async () => (await age(world.client, id, 6)) && isClosed()).toBe(true);
  }
  for (const to of ['+15005550001', '+15005550003']) await world.closed((await text('code', { to })).id);
}

async function strangers(): Promise<void> {
  await world.simulator.phone(people[20] ?? '').text('+14155550002', `hello ${given.code}`);
  const form = new URLSearchParams({
    From: people[21] ?? '',
    Body: given.code,
    AccountSid: world.simulator.accountSid,
  });
  for (const path of ['sms', `voice/leak-check-1/0/nonce`, `status/sms/${people[21]}/0/nonce`])
    await fetch(`${world.webhooks}/webhooks/twilio/${path}`, { method: 'POST', body: form });
}

/** Nothing is under way any more: every queue is empty and no alarm is set. */
async function quiet(): Promise<void> {
  const lists = [...workQueues, 'challenges'].flatMap((name) => [
    `{poundkey}:${name}:wait`,
    `{poundkey}:${name}:active`,
  ]);
  const busy = async () => {
    const lengths = await Promise.all(lists.map((list) => world.client.llen(list)));
    const alarms = await Promise.all(
      Array.from({ length: 16 }, (_, p) => world.client.zcard(`poundkey:{${p}}:alarms`)),
    );
    return [...lengths, ...alarms].reduce((sum, count) => sum + count);
  };
  await expect.poll(busy).toBe(0);
}

/** What of all that must stay hidden is found in a text. */
function foundIn(where: string): string[] {
  const numbers = [...people, dutch, '+19007394060', '+442073940600'].flatMap(spellingsOf);
  const found = [...numbers, '06 84739051'].filter((number) => where.includes(number));
  // Six digits in the middle of a time or of an id are no code.
  const isIn = (code: string) => new RegExp(`(?<!\\d)${code}(?!\\d)`).test(where);
  return [...found, ...new Set(codes.filter(isIn))];
}
/** An id is its producer's own doing and is echoed, even when it is a number. */
const withoutOddId = (where: string) => where.replaceAll(`id of ${people[0]}`, '');

describe('after a run of every method, ending, refusal and fault', () => {
  it('enough has happened to be worth a search', async () => {
    await everyCall();
    await everyText();
    await everyRefusal();
    await everyFault();
    await strangers();
    await quiet();
    const reasons = new Set(
      world.published.flatMap((result) => (result.type === 'challenge.closed' ? [result.reason] : [])),
    );
    expect([...reasons].sort()).toEqual(
      expect.arrayContaining([
        ...['busy', 'by-app', 'code-accepted', 'country-blocked', 'fraud-reported', 'invalid-request', 'no-answer'],
        ...['number-invalid', 'pound-pressed', 'provider-unknown', 'reply-accepted', 'unreachable', 'wrong-code'],
        'wrong-key',
      ]),
    );
    expect(world.logged().split('\n').length).toBeGreaterThan(150);
    expect(new Set(codes).size).toBeGreaterThan(6);
  }, 60_000);

  it('the log has no number and no code in it', () => {
    expect(foundIn(world.logged())).toEqual([]);
  });

  it('Redis has none, in whatever key or name', async () => {
    const everything = withoutOddId(await everythingIn(world.client));
    expect(everything).toContain('challenge.closed');
    expect(foundIn(everything)).toEqual([]);
  });

  it('what was published has none', () => {
    expect(foundIn(withoutOddId(JSON.stringify(world.published)))).toEqual([]);
  });

  it('metrics have none', async () => {
    const metrics = await (await fetch(`${world.api}/metrics`)).text();
    expect(metrics).toContain('poundkey_challenges_total');
    expect(foundIn(metrics)).toEqual([]);
  });

  it('the search would find one', () => {
    for (const telling of [people[3] ?? '', given.code, encodeURIComponent(dutch), people[5]?.slice(2) ?? ''])
      expect(foundIn(`to ${telling}!`).length).toBeGreaterThan(0);
  });
});
