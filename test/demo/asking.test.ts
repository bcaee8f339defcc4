import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { english } from '../../demo/words/en.ts';
import { dutch } from '../../demo/words/nl.ts';
import { reasonsByStatus } from '../../src/contract/result.ts';
import { answerCall, type Example, setUpAnna, startExample, untilItSays } from './example.ts';
import { createVisitor, type Visitor } from './visitor.ts';

const mobile = '+14155550100';

// A gateway and a simulator, perhaps on a machine that has other things to do.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let example: Example;
let visitor: Visitor;
beforeAll(async () => {
  example = await startExample();
  visitor = createVisitor(example.url);
  await setUpAnna(example, visitor);
});
beforeEach(async () => {
  example.world.simulator.phone(mobile).behave('manual');
  visitor = createVisitor(example.url);
  await visitor.signIn('anna');
});
afterAll(() => example.stop());

/** Asks anna in this way. */
const begin = (method: string) => visitor.submit('/second-step', { way: `mobile:${method}` });
const phone = () => example.world.simulator.phone(mobile);

describe('the page while a phone is asked', () => {
  test('without JavaScript: reloads itself and shows each step, until the end', async () => {
    const { path, text } = await begin('pound');
    expect(text).toContain('<noscript><meta http-equiv="refresh"');
    await untilItSays(visitor, path, 'Your phone is ringing');
    phone().decline();
    const last = await untilItSays(visitor, path, 'failed / busy');
    expect(last.text).not.toContain('http-equiv="refresh"');
    expect(last.text).toContain('Try again');
  });

  test('live: each step as it happens, then the end, and nothing twice after a lost connection', async () => {
    const { path } = await begin('pound');
    const events = await visitor.send(`${path}/events?after=1`);
    expect(events.headers.get('content-type')).toMatch(/^text\/event-stream/);
    await answerCall(example, mobile, '#');
    const story = await events.text();
    const ids = [...story.matchAll(/^id: (\d+)/gm)].map(([, id]) => Number(id));
    expect(ids).toEqual(ids.map((_, place) => place + 2));
    expect(story).toContain('approved / pound-pressed');
    const missed = await visitor.send(`${path}/events`, { headers: { 'last-event-id': String(ids.at(-2)) } });
    expect((await missed.text()).match(/^id: .*/gm)).toEqual([`id: ${ids.at(-1)}`]);
  });

  test('belongs to the browser that began it', async () => {
    const { path } = await begin('pound');
    const stranger = createVisitor(example.url);
    expect((await stranger.read(path)).path).toBe('/sign-in');
    expect((await stranger.send(`${path}/events`)).status).toBe(404);
    expect((await visitor.read(path)).path).toBe(path);
  });

  test('lets in once: who goes back and sends the form again gets nothing', async () => {
    const { path } = await begin('pound');
    expect((await visitor.submit(`${path}/finish`)).path).toBe(path);
    await answerCall(example, mobile, '#');
    await untilItSays(visitor, path, 'Verified');
    expect((await visitor.submit(`${path}/finish`)).path).toBe('/settings');
    const later = createVisitor(example.url);
    await later.signIn('anna');
    expect((await later.submit(`${path}/finish`)).path).toBe('/sign-in');
  });

  test('a browser whose session is over is not let in by the phone', async () => {
    const { path } = await begin('pound');
    await answerCall(example, mobile, '#');
    await untilItSays(visitor, path, 'Verified');
    example.ahead = 16 * 60_000;
    expect((await visitor.submit(`${path}/finish`)).path).toBe('/sign-in');
    example.ahead = 0;
  });
});

describe('a text', () => {
  test('is replied to, and lets in', async () => {
    const { path } = await begin('reply');
    const { from, body } = await phone().waitForText();
    await phone().text(from, /\d{6}/.exec(body)?.[0] ?? '');
    await untilItSays(visitor, path, 'Verified');
    expect((await visitor.submit(`${path}/finish`)).path).toBe('/settings');
  });

  test('has a code that is typed here; each wrong one is counted, and the fifth ends it', async () => {
    const { path, text } = await begin('code');
    expect(text).not.toContain('http-equiv="refresh"');
    await phone().waitForText();
    for (const left of [4, 3, 2]) {
      const again = await visitor.submit(`${path}/code`, { code: 'AAAAAA' });
      expect(again.text).toContain(`${left} tries are left`);
    }
    expect((await visitor.submit(`${path}/code`, { code: 'AAAAAA' })).text).toContain('One try is left');
    const end = await visitor.submit(`${path}/code`, { code: 'AAAAAA' });
    expect(end.text).toContain('denied / wrong-code');
  });

  test('has a code that lets in at once', async () => {
    const { path } = await begin('code');
    const { body } = await phone().waitForText();
    const end = await visitor.submit(`${path}/code`, { code: /\d{6}/.exec(body)?.[0] ?? '' });
    expect(end.text).toContain('Verified');
    expect((await visitor.submit(`${path}/finish`)).path).toBe('/settings');
  });
});

describe('when it does not work', () => {
  test.each([
    ['no-answer', 'no-answer', 'Nobody answered'],
    ['unreachable', 'unreachable', 'could not be reached'],
  ] as const)('%s: says why, and tries again', async (mode, reason, words) => {
    phone().behave(mode);
    const { path } = await begin('pound');
    expect((await untilItSays(visitor, path, words)).text).toContain(reason);
    phone().behave('manual');
    const again = await visitor.submit(`${path}/again`);
    expect(again.path).not.toBe(path);
    await answerCall(example, mobile, '#');
    await untilItSays(visitor, again.path, 'Verified');
  });

  test('Poundkey away: says so, and nobody is let in', async () => {
    vi.spyOn(console, 'error').mockImplementationOnce(() => {});
    example.world.redis.freeze();
    const answer = await begin('pound');
    example.world.redis.thaw();
    expect(answer.status).toBe(503);
    expect(answer.text).toContain('We cannot reach your phone');
  });
});

describe('words', () => {
  test.each([english, dutch])('there are some for every way a challenge can end', ({ endings }) => {
    for (const reasons of Object.values(reasonsByStatus))
      for (const reason of reasons) {
        expect(endings[reason].title.length, reason).toBeGreaterThan(4);
        expect(endings[reason].advice.length, reason).toBeGreaterThan(4);
      }
  });

  test('are Dutch for a browser that asks for Dutch, in the call too', async () => {
    const headers = { 'accept-language': 'nl-NL,nl;q=0.9,en;q=0.8' };
    expect(await (await visitor.send('/sign-in', { headers })).text()).toContain('<html lang="nl">');
  });
});
