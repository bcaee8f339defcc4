import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readReplies } from '../../simulator/texts/read-replies.ts';
import { readDocument } from '../../simulator/twiml/read-document.ts';
import type { CallScript } from '../../src/challenge/call-script.ts';
import { callTwiml, textTwiml } from '../../src/providers/twilio-dialect.ts';

const ref = { id: 'challenge-1', attempt: 0, nonce: 'nonce-0123456789' };
const publicUrl = 'https://poundkey.example';
const ask = (say: string, question: string): string =>
  callTwiml({ language: 'en-US', say, next: 'ask', question, turn: 7, keysMax: 1 }, publicUrl, ref);
const lastly = (say: string): string => callTwiml({ language: 'en-US', say, next: 'hang-up' }, publicUrl, ref);
const head = '<?xml version="1.0" encoding="UTF-8"?><Response>';
const gather =
  '<Gather input="dtmf" numDigits="1" finishOnKey="" timeout="8" actionOnEmptyResult="true" method="POST" ' +
  'action="https://poundkey.example/webhooks/twilio/voice/challenge-1/0/nonce-0123456789/7#rc=2&amp;rp=all">';

/** The texts that the simulator's strict reader finds in our answer, without a complaint. */
function repliesOf(document: string) {
  const { texts, alerts } = readReplies(document, 'text/xml', { from: '+1', to: '+2' });
  expect(alerts).toEqual([]);
  return texts;
}

describe('a call script as TwiML', () => {
  it('says what it is about before it listens, and takes one key of any kind, silence too', () => {
    expect(ask('Hello. This is Acme.', 'Press pound.')).toBe(
      `${head}<Say language="en-US">Hello. This is Acme.</Say>${gather}<Say language="en-US">Press pound.</Say></Gather></Response>`,
    );
  });

  it('ends several keys with #, tells when there were none, and asks the same address should nobody have told', () => {
    const script: CallScript = { language: 'en-US', say: '', next: 'ask', question: 'Key them.', turn: 7, keysMax: 3 };
    const address = 'https://poundkey.example/webhooks/twilio/voice/challenge-1/0/nonce-0123456789/7#rc=2&amp;rp=all';
    expect(callTwiml(script, publicUrl, ref)).toBe(
      `${head}<Gather input="dtmf" numDigits="3" finishOnKey="#" timeout="8" actionOnEmptyResult="true" method="POST" ` +
        `action="${address}"><Say language="en-US">Key them.</Say></Gather><Redirect method="POST">${address}</Redirect></Response>`,
    );
    const read = readDocument(callTwiml(script, publicUrl, ref));
    expect(read).toMatchObject({ ok: true, alerts: [] });
  });

  it('has nothing but the question when there is nothing to say first', () => {
    expect(ask('', 'Press pound.')).toBe(
      `${head}${gather}<Say language="en-US">Press pound.</Say></Gather></Response>`,
    );
  });

  it('says its last words and hangs up', () => {
    expect(lastly('Goodbye.')).toBe(`${head}<Say language="en-US">Goodbye.</Say><Hangup/></Response>`);
  });

  it('speaks in the language of its wording', () => {
    const script: CallScript = {
      language: 'nl-NL',
      say: 'Hallo.',
      next: 'ask',
      question: 'Druk op hekje.',
      turn: 1,
      keysMax: 1,
    };
    expect(callTwiml(script, publicUrl, ref).match(/<Say language="nl-NL">/g)).toHaveLength(2);
  });
});

describe('an answer to a text as TwiML', () => {
  it('is a message, or none', () => {
    expect(textTwiml('Thank you.')).toBe(`${head}<Message>Thank you.</Message></Response>`);
    expect(textTwiml(undefined)).toBe(`${head.slice(0, -1)}/>`);
  });
});

describe('a hostile name of an app or action', () => {
  const hostile = [
    '</Say><Dial>+19005550100</Dial><Say>',
    '"><Redirect>https://evil.example</Redirect>',
    '<![CDATA[ <Hangup/> ]]>',
    ']]>',
    '<!--',
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
    '&amp;lt;&#35;&#x23;',
    'Tom & Jerry\'s "Bank"',
    '\u202e\u2066',
    '\u{1f4de}',
  ];

  it.each(hostile)('stays words: %j', (name) => {
    const said = `This is ${name}.`;
    expect(verbsOf(ask(said, said))).toEqual([
      { verb: 'Say', text: said },
      { verb: 'Gather', prompts: [{ verb: 'Say', text: said }] },
    ]);
    const [reply, ...more] = repliesOf(textTwiml(said));
    expect(reply?.body).toBe(said);
    expect(more).toEqual([]);
  });

  it.each(['\u0000', '\u001b', '\ud83d', '\udcde', '\ufffe', '\uffff'])(
    'with a character that XML cannot hold (%j) is said without it',
    (character) => {
      const said = `Acme${character}Bank`;
      expect(verbsOf(lastly(said))[0]).toEqual({ verb: 'Say', text: 'Acme Bank' });
      expect(repliesOf(textTwiml(said))[0]?.body).toBe('Acme Bank');
    },
  );

  it('never makes a document that cannot be read, or one with another verb, whatever it is', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
      fc.constantFrom(...hostile),
    );
    fc.assert(
      fc.property(anything, anything, (say, question) => {
        const verbs = verbsOf(ask(`x${say}`, `x${question}`));
        expect(verbs.map(({ verb }) => verb)).toEqual(['Say', 'Gather']);
        expect(repliesOf(textTwiml(`x${say}`))).toHaveLength(1);
      }),
      { numRuns: 1_000 },
    );
  });

  function verbsOf(document: string) {
    const read = readDocument(document);
    if (!read.ok) throw new Error(read.error.text);
    expect(read.alerts).toEqual([]);
    return read.verbs.map((verb) => {
      if (verb.verb === 'Say') return { verb: 'Say', text: verb.text };
      if (verb.verb !== 'Gather') return { verb: verb.verb };
      return { verb: 'Gather', prompts: verb.prompts.map((each) => ({ ...each })).map(wordsOf) };
    });
  }
  const wordsOf = (verb: { verb: string; text?: string }) => ({ verb: verb.verb, text: verb.text });
});
