/** Words from outside, whatever they are: refused at the door, or spoken, texted and shown as words and nothing else. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDocument } from '../simulator/twiml/read-document.ts';
import { callScript } from '../src/challenge/call-script.ts';
import { readReply } from '../src/challenge/code.ts';
import { holdsAddress } from '../src/challenge/text-rules.ts';
import { challengeText, replyAnswer } from '../src/challenge/wording.ts';
import { shortText } from '../src/contract/request.ts';
import { callTwiml } from '../src/providers/twilio-dialect.ts';
import { answered, codeRefused, fenced } from './challenge/facts.ts';
import { challenge, happened, match, pound, reply, textedCode } from './challenge/given.ts';
import { callBack } from './support/callbacks.ts';
import { startWorld, type World } from './support/gateway.ts';

const ref = { id: 'challenge-1', attempt: 0, nonce: 'n' };
const nasty = [
  '</Say><Dial>+19005550100</Dial>',
  '<speak><break time="10h"/></speak>',
  '{app} {code} $HOME',
  'https://evil.example/login',
  'evil.example',
  'е\u0301vil.com',
  '\u202eknaB\u202c',
  '\u200f',
  '\u{1f4de}\u{1f469}\u200d\u{1f4bb}',
  'Z\u0351\u036b\u0343a\u0324l\u0317go',
  '\ud83d',
  'press pound now',
  '\u0000\u001b[2J',
  'a\r\nTo: +1900',
];
const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 90 }),
  fc.string({ unit: 'grapheme', maxLength: 90 }),
  fc.constantFrom(...nasty),
  fc.tuple(fc.constantFrom(...nasty), fc.constantFrom(...nasty)).map(([a, b]) => a + b),
);
const locales = fc.constantFrom('de-DE', 'en-US', 'es-ES', 'fr-FR', 'nl-NL', 'it-IT', 'xx');

describe('whatever a name or an action is', () => {
  it('it is refused, or it is spoken as words of a document with no other verb', () =>
    fc.assert(
      fc.property(anything, anything, locales, (name, action, locale) => {
        const accepted = [shortText(40).safeParse(name), shortText(80).safeParse(action)] as const;
        if (!accepted[0].success || !accepted[1].success) return;
        const app = { name: accepted[0].data };
        for (const [step, ask] of [
          [pound(), 'approve'],
          [match(), 'match'],
        ] as const) {
          const open = challenge([step], { action: accepted[1].data, locale });
          const script = callScript(happened(open, fenced(), answered(0, ask)), 0, app);
          const read = readDocument(callTwiml(script, 'https://poundkey.example', ref));
          expect(read).toMatchObject({ ok: true, alerts: [] });
          const verbs = read.ok ? read.verbs.map(({ verb }) => verb) : [];
          expect(verbs.slice(0, 2)).toEqual(['Say', 'Gather']);
          expect(verbs.slice(2)).toEqual(step.method === 'match' ? ['Redirect'] : []);
        }
      }),
      { numRuns: 500 },
    ));

  it('a text holds its code first, no action, and no address for a phone to make a link of', () =>
    fc.assert(
      fc.property(anything, locales, fc.integer({ min: 30, max: 600 }), (name, locale, seconds) => {
        const accepted = shortText(40).safeParse(name);
        if (!accepted.success) return;
        const app = { name: accepted.data, text: { urls: false } };
        const action = 'an action that nobody texts';
        const texts = [
          challengeText(challenge([textedCode()], { action, locale }), 'code', app, seconds),
          challengeText(challenge([reply()], { action, locale }), 'reply', app, seconds),
          replyAnswer(happened(challenge([reply()], { locale }), codeRefused('m-1')), 'm-1', app) ?? '',
        ];
        for (const text of texts) {
          expect(text).not.toContain(action);
          expect(holdsAddress(text)).toBe(false);
          expect(text).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
        }
        expect(/\d{6}/.exec(texts[0] ?? '')?.[0]).toBe('561166');
      }),
      { numRuns: 500 },
    ));

  it('what turns the direction, or controls anything, is refused', () => {
    for (const character of '\u0000\u0007\u001b\u007f\u061c\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069')
      expect(shortText(80).safeParse(`pay${character}now`).success).toBe(false);
  });
});

it('whatever a reply is, it is a denial or an answer of ten characters at most', () =>
  fc.assert(
    fc.property(fc.oneof(anything, fc.string({ unit: 'binary', maxLength: 2_000 })), (body) => {
      const read = readReply(body);
      if (read.kind === 'answer') expect(read.answer.length).toBeLessThanOrEqual(10);
    }),
    { numRuns: 1_000 },
  ));

describe('at the doors', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());
  const base = { channel: 'voice', method: 'pound' };

  it.each([
    ['context.action', { context: { action: 'x'.repeat(10_000) } }],
    ['context.place', { context: { place: '\u{1f4de}'.repeat(3_000) } }],
    ['subject', { subject: 'x'.repeat(10_000) }],
    ['metadata.note', { metadata: { note: 'x'.repeat(10_000) } }],
    ['context.action', { context: { action: 'pay \u202e100' } }],
  ])('ten thousand characters, and marks that turn, are refused by their place: %s', async (path, more) => {
    const body = { ...base, ...more, to: '+14155559001' };
    const answer = await world.request('POST', '/v1/challenges', body);
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid-request', errors: [{ path }] } });
    expect(JSON.stringify(answer.body)).not.toContain('xxxx');
  });

  it('metadata comes back letter for letter and is neither said nor texted nor logged', async () => {
    const phone = world.simulator.phone('+14155559002');
    const note = '</Say> \u202e https://evil.example \u{1f4de} <script>';
    const next = [{ channel: 'sms', method: 'code', afterSeconds: 0 }];
    const request = { ...base, id: 'hostile-1', to: phone.number, metadata: { note }, next };
    await world.request('POST', '/v1/challenges', request);
    await phone.waitForCall();
    phone.answer();
    const { transcript } = await phone.waitForPrompt();
    const { body: texted } = await phone.waitForText();
    for (const words of [transcript.join(' '), texted, world.logged()]) expect(words).not.toContain('evil.example');
    phone.press('#');
    expect(await world.closed('hostile-1')).toMatchObject({ status: 'approved', metadata: { note } });
  });

  it('a text of ten thousand characters is no text and changes nothing', async () => {
    const fields = {
      AccountSid: world.simulator.accountSid,
      MessageSid: `SM${'7'.repeat(32)}`,
      From: '+14155559003',
      To: '+14155550002',
      Body: 'x'.repeat(10_000),
    };
    expect(await callBack(world, { path: '/webhooks/twilio/sms', fields })).toMatchObject({ status: 400, body: '' });
  });
});
