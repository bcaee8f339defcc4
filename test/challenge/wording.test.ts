import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callScript, overScript } from '../../src/challenge/call-script.ts';
import type { OpenChallenge } from '../../src/challenge/challenge.ts';
import { segmentsOf } from '../../src/challenge/segments.ts';
import { challengeText, replyAnswer, wordingFor } from '../../src/challenge/wording.ts';
import { answered, asked, byText, closed, codeRefused, ended, fenced, keyRefused, placed, replyLate } from './facts.ts';
import { challenge, code, type Fact, happened, pound, reply, textedCode } from './given.ts';

const app = 'Payroll';
const locales = ['de', 'en', 'es', 'fr', 'nl'];
const marks = { app: 'Payroll', action: 'see the payslips', code: '561166' };
/** All of these words, in any order. */
const holding = (...words: string[]) => new RegExp(words.map((word) => `(?=[^]*${word})`).join(''), 'i');
const call = challenge([pound()], { action: 'see the payslips' });
const listening = [fenced(), answered()];

/** What the call says after these facts, in one string, and what it does then. */
const heard = (...facts: Fact[]) => {
  const script = callScript(happened(call, ...facts), 0, { name: app });
  return script.next === 'ask'
    ? { ...script, all: `${script.say} ${script.question}` }
    : { ...script, all: script.say };
};

describe('a language', () => {
  it.each(locales)('has words for everything, without holes: %j', (locale) => {
    const wording = wordingFor(locale);
    expect(wording.language).toMatch(/^[a-z]{2,3}-[A-Z]{2}$/);
    const said = [
      ...Object.values(wording.call).map((words) => (typeof words === 'string' ? words : words(marks.app, undefined))),
      ...Object.values(wording.text).map((words) =>
        typeof words === 'string' ? words : words(marks.code, marks.app, 180),
      ),
      wording.call.about(marks.app, marks.action),
    ];
    for (const words of said) {
      expect(words).not.toMatch(/undefined|null|NaN|\[object|[{}$<>]|\s{2}|^\s|\s$/);
      expect(words).toMatch(/[.?!]$/);
    }
  });
  it.each(locales)('says what it is given, wherever English does: %j', (locale) => {
    const { call, text } = wordingFor(locale);
    expect(call.about(marks.app, undefined)).toContain(marks.app);
    expect(call.about(marks.app, marks.action)).toMatch(holding(marks.app, marks.action));
    expect(call.howToHearCode('7')).toContain('7');
    expect(call.connectMe('4, 0')).toContain('4, 0');
    expect(call.code('5, 6').split('5, 6')).toHaveLength(3);
    for (const ask of [text.code, text.reply]) {
      expect(ask(marks.code, marks.app, 180)).toMatch(holding(marks.code, marks.app, '3 min'));
      expect(ask(marks.code, marks.app, 45)).toMatch(holding(marks.code, marks.app, '45 se'));
      expect(ask(marks.code, marks.app, 60)).toMatch(/1 minu?ut[eo]?\b/i);
    }
    for (const ask of [text.shortCode, text.shortReply])
      expect(ask(marks.code, marks.app)).toMatch(holding(marks.code, marks.app));
    for (const answer of [text.reply, text.shortReply]) expect(answer(marks.code, marks.app, 180)).toMatch(/\b0\b/);
    expect(text.wrongReply).toMatch(/\b0\b/);
    expect(text.denied(marks.app)).toContain(marks.app);
  });
  it.each(locales)('offers to say no in every question, and what it says is in no other language: %j', (locale) => {
    const { call } = wordingFor(locale);
    const zero = /\b(zero|nul|Null|cero)\b|zéro/;
    const questions = [
      call.howToApprove,
      call.howToMatch,
      call.howToEnterPin,
      call.howToHearCode('7'),
      call.code('5, 6'),
    ];
    for (const question of questions) expect(question).toMatch(zero);
    if (locale === 'en') return;
    const english = wordingFor('en').call;
    for (const key of Object.keys(english) as (keyof typeof english)[])
      expect(String(call[key]), key).not.toBe(String(english[key]));
  });
  it.each(locales)('has every key that English has, and no other: %j', (locale) => {
    const [wording, english] = [wordingFor(locale), wordingFor('en')];
    expect(Object.keys(wording).sort()).toEqual(Object.keys(english).sort());
    expect(Object.keys(wording.call).sort()).toEqual(Object.keys(english.call).sort());
    expect(Object.keys(wording.text).sort()).toEqual(Object.keys(english.text).sort());
  });
  it('that we lack is English, and one that we have is used whatever the country', () => {
    for (const unknown of ['fi-FI', 'xx', '']) expect(wordingFor(unknown)).toBe(wordingFor('en-US'));
    expect(wordingFor('nl-BE')).toBe(wordingFor('nl'));
    expect(wordingFor('de-AT').language).toBe('de-DE');
    expect(new Set(locales.map((locale) => wordingFor(locale))).size).toBe(locales.length);
  });
  it('has no words that an object has by itself', () => expect(wordingFor('constructor')).toBe(wordingFor('en')));
});

describe('a call', () => {
  it('says who asks and for what before it listens', () => {
    const script = heard(...listening);
    expect(script.say).toContain(app);
    expect(script.say).toContain('see the payslips');
    expect(script).toMatchObject({ next: 'ask', turn: 1, language: 'en-US' });
    expect(script.all).toMatch(/press the pound key to finish/);
  });
  it('has words for a request without an action', () =>
    expect(callScript(happened(challenge([pound()]), ...listening), 0, { name: app }).say).toMatch(/Payroll.*sign in/));
  it('says it all again after star', () =>
    expect(heard(...listening, asked(2, 'approve', 'again')).say).toBe(heard(...listening).say));
  it('says that a key was wrong, and asks again', () => {
    const script = heard(...listening, keyRefused(2));
    expect(script.say).toMatch(/key does not work/);
    expect(script.all).toMatch(/press the pound key to finish/);
  });
  it('says that it heard nothing, and asks again', () =>
    expect(heard(...listening, asked(2, 'approve', 'silence', 1)).all).toMatch(/did not hear.*press the pound key/));
  it.each([
    asked(2, 'confirm-fraud', 'greeting'),
    asked(2, 'confirm-fraud', 'silence', 1),
    keyRefused(2, 'confirm-fraud'),
  ])('offers only the report, and the way back, once somebody asked for it (%#)', (fact) => {
    const { all } = heard(...listening, fact);
    expect(all).toMatch(/not you, press the pound key now.*star/);
    expect(all).not.toMatch(/finish|if this is you/i);
  });
  it('hangs up with the words for its ending', () => {
    const approved = closed({ status: 'approved', reason: 'pound-pressed' });
    const denied = closed({ status: 'denied', reason: 'fraud-reported' });
    const wrong = closed({ status: 'denied', reason: 'wrong-key' });
    const silent = closed({ status: 'failed', reason: 'no-input' });
    expect(heard(...listening, ended('pound-pressed'), approved).all).toMatch(/verified/);
    expect(heard(...listening, ended('fraud-reported'), denied).all).toMatch(/telling us/);
    expect(heard(...listening, ended('wrong-key'), wrong).all).toMatch(/too many wrong keys/);
    expect(heard(...listening, ended('no-input'), silent).all).toMatch(/did not hear from you/);
    expect(heard(...listening, ended('pound-pressed'), approved).next).toBe('hang-up');
  });
  it('says that it is over, and never that somebody is verified, when it was decided elsewhere', () => {
    const elsewhere = happened(
      challenge([pound(), reply()]),
      ...listening,
      ended('superseded', 0),
      ended('reply-accepted', 1),
      closed({ status: 'approved', reason: 'reply-accepted' }, byText('reply')),
    );
    expect(callScript(elsewhere, 0, { name: app })).toEqual(overScript('en-US'));
  });
  it.each([[], [fenced()], [fenced(), placed('ringing')], [ended('by-app')]])(
    'that is not answered, or is unknown, is over (%#)',
    (...facts) => {
      expect(callScript(happened(call, ...facts), 0, { name: app })).toEqual(overScript('en-US'));
      expect(callScript(happened(call, ...facts), 7, { name: app })).toEqual(overScript('en-US'));
    },
  );
  it('never says the code or a number', () => {
    for (const fact of [asked(2, 'approve', 'again'), asked(2, 'confirm-fraud', 'greeting'), keyRefused(2)])
      expect(heard(...listening, fact).all).not.toMatch(/[0-9]/);
  });
});

const gsm7 = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà]*$/;
const textOf = (method: 'code' | 'reply', name: string, seconds = 180, secret = code, locale = 'en-US') => {
  const asked = challenge([method === 'code' ? textedCode() : reply()], { locale });
  const changed: OpenChallenge = { ...asked, secrets: { ...asked.secrets, code: secret } };
  return challengeText(changed, method, { name }, seconds);
};
const appNames = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9 .&'-]{1,20}$/),
  fc.stringMatching(/^[0-9]{1,20}$/),
  fc.constantFrom('4711', '123456 Ltd', 'Office 20262027', 'Bank 1.000.000'),
);
const spoken = fc.constantFrom(...locales);
const codes = fc.oneof(fc.stringMatching(/^[0-9]{6}$/), fc.stringMatching(/^[0-9]{4,8}$/));

describe('a text', () => {
  const methods = fc.constantFrom('code' as const, 'reply' as const);
  const seconds = fc.integer({ min: 1, max: 600 });
  it('has the code as its first run of 4 to 8 digits, whatever the app is called', () =>
    fc.assert(
      fc.property(methods, appNames, seconds, codes, spoken, (...asked) => {
        expect(/[0-9]{4,8}/.exec(textOf(...asked))?.[0]).toBe(asked[3]);
      }),
    ));
  it('is one message for an app name of up to 20 characters: 160 of them, all in GSM 7-bit', () =>
    fc.assert(
      fc.property(methods, appNames, seconds, fc.stringMatching(/^[A-Za-z0-9]{4,10}$/), spoken, (...asked) => {
        const text = textOf(...asked);
        expect(text.length).toBeLessThanOrEqual(160);
        expect(text).toMatch(gsm7);
      }),
    ));
  // Fifteen letters of another alphabet, with which a message has only 70 characters.
  it.each(locales)('is one message too where the name of the app has other letters, or no end: %j', (locale) => {
    for (const name of ['東京銀行', 'Банк', 'Škoda Fleet', 'a'.repeat(200), '銀'.repeat(60), 'Crédit Coopératif €€€'])
      for (const method of ['code', 'reply'] as const) {
        const text = textOf(method, name, 600, 'AB12345678', locale);
        expect(segmentsOf(text), text).toBe(1);
        expect(text).toContain('AB12345678');
        expect(text).toContain(name.slice(0, 4));
      }
  });
  it.each(locales)('says all that it can for a name of 40 letters: %j', (locale) => {
    const name = 'Stadtwerke und Verkehrsbetriebe Köln 123';
    expect(textOf('code', name, 180, code, locale)).toBe(wordingFor(locale).text.code(code, name, 180));
  });
  it.each([
    [30, '30 seconds'],
    [60, '1 minute.'],
    [120, '2 minutes'],
    [180, '3 minutes'],
    [179, '3 minutes'],
    [600, '10 minutes'],
  ])('with %i s left says %s', (seconds, words) => {
    expect(textOf('code', app, seconds)).toContain(words);
    expect(textOf('reply', app, seconds)).toContain(words);
  });
  it('names the app, and how to say no where one can', () => {
    expect(textOf('code', app)).toContain(app);
    expect(textOf('reply', app)).toMatch(/Reply 561166 .*Payroll.*Reply 0/);
  });
});

describe('what is texted back to a reply', () => {
  const asking = challenge([reply()]);
  const denied = closed({ status: 'denied', reason: 'fraud-reported' }, byText('reply'));
  it('is one hint for the first wrong one', () =>
    expect(replyAnswer(happened(asking, codeRefused('m-1')), 'm-1', { name: app })).toBe(
      wordingFor('en').text.wrongReply,
    ));
  it('is the same hint when the provider sends that one again', () =>
    expect(replyAnswer(happened(asking, codeRefused('m-1'), codeRefused('m-2')), 'm-1', { name: app })).toBeDefined());
  it('is nothing for the second: two machines would never stop', () =>
    expect(
      replyAnswer(happened(asking, codeRefused('m-1'), codeRefused('m-2')), 'm-2', { name: app }),
    ).toBeUndefined());
  it('is nothing for a text that was no try', () => expect(replyAnswer(asking, 'm-1', { name: app })).toBeUndefined());
  it('is thanks for a denial', () =>
    expect(replyAnswer(happened(asking, ended('fraud-reported'), denied), 'm-1', { name: app })).toContain(app));
  it('is nothing when it was right, or came too late', () => {
    const approved = closed({ status: 'approved', reason: 'reply-accepted' }, byText('reply'));
    const expired = closed({ status: 'expired', reason: 'not-answered' }, byText('reply'));
    expect(replyAnswer(happened(asking, ended('reply-accepted'), approved), 'm-1', { name: app })).toBeUndefined();
    expect(
      replyAnswer(happened(asking, codeRefused('m-1'), ended('not-answered'), expired), 'm-1', { name: app }),
    ).toBeUndefined();
  });
  it('is that it is over, to the text that came too late', () => {
    const over = happened(asking, ended('by-app'), closed({ status: 'canceled', reason: 'by-app' }, byText('reply')));
    expect(replyAnswer(happened(over, replyLate('m-1')), 'm-1', { name: app })).toBe(wordingFor('en').text.late(app));
    expect(replyAnswer(happened(over, replyLate('m-1')), 'm-2', { name: app })).toBeUndefined();
  });
  it.each(locales)('is one message, in GSM 7-bit: %s', (locale) => {
    const { wrongReply, denied, late } = wordingFor(locale).text;
    for (const text of [wrongReply, denied('x'.repeat(20)), late('x'.repeat(20))]) {
      expect(text.length).toBeLessThanOrEqual(160);
      expect(text).toMatch(gsm7);
    }
  });
});
