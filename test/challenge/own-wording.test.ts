import { describe, expect, it } from 'vitest';
import { callScript } from '../../src/challenge/call-script.ts';
import type { OpenChallenge } from '../../src/challenge/challenge.ts';
import { ownWording } from '../../src/challenge/own-wording.ts';
import { segmentsOf } from '../../src/challenge/segments.ts';
import { withoutAddress } from '../../src/challenge/text-rules.ts';
import { challengeText, replyAnswer, wordingFor } from '../../src/challenge/wording.ts';
import { ownWords } from '../../src/contract/own-wording.ts';
import { callTwiml } from '../../src/providers/twilio-dialect.ts';
import { answered, asked, byText, closed, ended, fenced, replyLate } from './facts.ts';
import { challenge, code, happened, pound, reply, spokenCode, textedCode } from './given.ts';

const ref = { id: 'challenge-1', attempt: 0, nonce: 'n' };
const own = {
  voice: 'Polly.Joanna-Neural',
  call: {
    about: 'Good day from {app}.',
    aboutAction: 'Good day from {app}: {action}?',
    howToApprove: 'Is it you? Pound for {app}.',
    howToHearCode: 'Press {digit}, please.',
    code: 'It is {code}. I repeat: {code}.',
  },
  text: { code: '{code} for {app}, {time} long.', late: 'Too late for {app}.' },
  recordings: { approved: 'https://sounds.example/a?b=1&c=2', about: 'https://sounds.example/hello.mp3' },
};
const speaker = {
  name: 'Acme',
  wordings: new Map([['en', ownWording(wordingFor('en'), own, 'Acme')]]),
  text: { urls: false },
};
const say = (steps: Parameters<typeof challenge>[0], changes: Partial<OpenChallenge> = {}, ask = 'approve') => {
  const state = happened(challenge(steps, changes), fenced(), answered(0, ask as 'approve'));
  const script = callScript(state, 0, speaker);
  return { script, twiml: callTwiml(script, 'https://poundkey.example', ref) };
};

describe('own words', () => {
  it('take the place of ours, with what is filled in, and the voice speaks them', () => {
    const { script, twiml } = say([pound()], { action: 'pay' });
    expect(script).toMatchObject({ say: 'Good day from Acme: pay?', question: 'Is it you? Pound for Acme.' });
    expect(twiml).toContain('<Say language="en-US" voice="Polly.Joanna-Neural">Is it you? Pound for Acme.</Say>');
    expect(say([spokenCode()], {}, 'digit').script).toMatchObject({ question: /^Press \d, please\.$/ });
    const spoken = happened(challenge([spokenCode()]), fenced(), answered(0, 'digit'), asked(2, 'code', 'greeting'));
    const digits = [...code].join(', ');
    expect(callScript(spoken, 0, speaker)).toMatchObject({ question: `It is ${digits}. I repeat: ${digits}.` });
  });
  it('leave ours where there are none, and other languages alone', () => {
    const state = happened(challenge([pound()]), fenced(), answered(), asked(2, 'approve', 'silence'));
    expect(callScript(state, 0, speaker).say).toBe(wordingFor('en').call.silence);
    const dutch = say([pound()], { locale: 'nl-BE' }).script;
    expect(dutch).toMatchObject({ language: 'nl-NL', question: wordingFor('nl').call.howToApprove });
    expect(dutch).not.toHaveProperty('voice');
  });
  it('are also those of a language that we lack: it falls back to English', () =>
    expect(say([pound()], { locale: 'it-IT', action: 'pay' }).script.say).toBe('Good day from Acme: pay?'));
  it('fill in what was asked for and read no braces in it', () =>
    expect(say([pound()], { action: 'see {app} {code} {digit}' }).script.say).toBe(
      'Good day from Acme: see {app} {code} {digit}?',
    ));
  it('are texted, too', () => {
    expect(challengeText(challenge([textedCode()]), 'code', speaker, 180)).toBe('561166 for Acme, 3 minutes long.');
    expect(challengeText(challenge([reply()]), 'reply', speaker, 180)).toBe(
      challengeText(challenge([reply()]), 'reply', { name: 'Acme' }, 180),
    );
    const over = happened(
      challenge([reply()]),
      ...[ended('by-app'), closed({ status: 'canceled', reason: 'by-app' }, byText('reply')), replyLate('m-1')],
    );
    expect(replyAnswer(over, 'm-1', speaker)).toBe('Too late for Acme.');
  });
});

describe('a recording', () => {
  it('is played in the place of its sentence, wherever that stands', () => {
    expect(say([pound()]).twiml).toContain('<Response><Play>https://sounds.example/hello.mp3</Play><Gather');
    const done = happened(
      challenge([pound()]),
      ...[fenced(), answered(), ended('pound-pressed'), closed({ status: 'approved', reason: 'pound-pressed' })],
    );
    const twiml = callTwiml(callScript(done, 0, speaker), 'https://poundkey.example', ref);
    expect(twiml).toContain('<Response><Play>https://sounds.example/a?b=1&amp;c=2</Play><Hangup/>');
  });
  it('of the greeting is not played over what the call is about', () =>
    expect(say([pound()], { action: 'pay' }).twiml).toContain('>Good day from Acme: pay?</Say>'));
});

describe('the line for browsers', () => {
  const webOtp = { ...speaker, wordings: new Map(), text: { urls: false, webOtpDomain: 'login.example.com' } };
  it.each(['de', 'en', 'es', 'fr', 'nl', 'it'])('ends the text of a code, within one message: %s', (locale) => {
    for (const name of ['Acme', 'The Association of very long names and more of them']) {
      const text = challengeText(challenge([textedCode()], { locale }), 'code', { ...webOtp, name }, 180);
      expect(text).toMatch(/^561166 .*\n@login\.example\.com #561166$/);
      expect(segmentsOf(text)).toBe(1);
    }
  });
  it('is not in a text that is answered', () =>
    expect(challengeText(challenge([reply()]), 'reply', webOtp, 180)).not.toContain('@'));
});

describe('addresses in texts', () => {
  it.each([
    ['Booking.com', 'Booking com'],
    ['https://evil.example/a', 'https evil example a'],
    ['www.acme', 'www acme'],
    ['St. Mary’s', 'St. Mary’s'],
    ['Acme B.V.', 'Acme B.V.'],
    ['東京銀行。株式', '東京銀行。株式'],
  ])('are no links unless the app allows them: %s', (name, shown) => {
    expect(withoutAddress(name)).toBe(shown);
    const of = (urls: boolean) =>
      challengeText(challenge([textedCode()]), 'code', { ...speaker, wordings: new Map(), name, text: { urls } }, 180);
    expect(of(false)).toContain(shown);
    expect(of(true)).toContain(name);
  });
});

describe('words in the file', () => {
  const faults = (words: unknown) =>
    (ownWords.safeParse(words).error?.issues ?? []).map(({ path, message }) => `${path.join('/')} ${message}`);
  it('are taken when they are good', () => expect(faults(own)).toEqual([]));
  it.each([
    [{ call: { aproved: 'Thanks.' } }, /unrecognized/i],
    [{ call: { howToHearCode: 'Press a key.' } }, /^call\/howToHearCode must have \{digit\}/],
    [{ call: { approved: 'Thanks, {name}.' } }, /^call\/approved may have no other braces than \{app\}/],
    [{ call: { approved: 'Thanks {' } }, /no other braces/],
    [{ call: { approved: '<break/> Thanks.' } }, /^call\/approved must be one line of plain words/],
    [{ call: { approved: 'Thanks\nthere' } }, /plain words/],
    [{ call: { approved: '\u202eThanks' } }, /plain words/],
    [{ text: { code: 'Your code for {app}' } }, /^text\/code must have \{code\}/],
    [{ text: { reply: 'Reply {code}: {action}' } }, /no other braces/],
    [{ recordings: { approved: 'http://sounds.example/a.mp3' } }, /^recordings\/approved must be an https address/],
    [{ recordings: { code: 'https://sounds.example/a.mp3' } }, /unrecognized/i],
    [{ voice: 'x" onload' }, /^voice must be the name of a voice/],
  ])('with a fault are told so: %j', (words, fault) => expect(faults(words).join('; ')).toMatch(fault));
  it('are of sentences that there are', () => {
    const { call, text } = ownWords.shape;
    const english = wordingFor('en');
    for (const name of Object.keys(call.unwrap().shape))
      expect(Object.keys(english.call)).toContain(name === 'aboutAction' ? 'about' : name);
    for (const name of Object.keys(text.unwrap().shape)) expect(Object.keys(english.text)).toContain(name);
  });
});
