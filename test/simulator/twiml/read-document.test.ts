import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ATTRIBUTES } from '../../../simulator/twiml/read-attributes.ts';
import { readDocument } from '../../../simulator/twiml/read-document.ts';

const VoiceResponse = createRequire(import.meta.url)('twilio/lib/twiml/VoiceResponse.js');

const verbsOf = (body: string) => {
  const document = readDocument(`<Response>${body}</Response>`);
  if (!document.ok) throw new Error(document.error.text);
  return document;
};

it("reads what twilio-node's builder writes", () => {
  const response = new VoiceResponse();
  const gather = response.gather({
    finishOnKey: '',
    numDigits: 1,
    timeout: 8,
    action: '/keys?a=1&b=2',
    actionOnEmptyResult: true,
  });
  gather.say({ language: 'de-DE' }, 'Drücken & fertig');
  response.redirect({ method: 'GET' }, '/again');
  const document = readDocument(response.toString());
  expect(document).toEqual({
    ok: true,
    alerts: [],
    verbs: [
      {
        verb: 'Gather',
        action: '/keys?a=1&b=2',
        method: 'POST',
        prompts: [{ verb: 'Say', text: 'Drücken & fertig', language: 'de-DE', loop: 1 }],
        rules: { timeoutSeconds: 8, numDigits: 1, finishOnKey: null, actionOnEmptyResult: true, takesKeys: true },
      },
      { verb: 'Redirect', url: '/again', method: 'GET' },
    ],
  });
});

it("uses Twilio's defaults for everything a gather does not say", () => {
  expect(verbsOf('<Gather/>').verbs[0]).toMatchObject({
    action: null,
    method: 'POST',
    rules: { timeoutSeconds: 5, numDigits: null, finishOnKey: '#', actionOnEmptyResult: false, takesKeys: true },
  });
});

it('says the words of SSML without its markup', () => {
  expect(
    verbsOf('<Say>Your code is <say-as interpret-as="digits">12</say-as><break/> bye.</Say>').verbs[0],
  ).toMatchObject({
    text: 'Your code is 12 bye.',
  });
});

it.each([
  ['an unknown verb', '<say>x</say>', 12200],
  ['an unknown attribute', '<Say lang="en">x</Say>', 12200],
  ['a verb that is not simulated', '<Dial>+1</Dial>', null],
  ['a verb that may not stand in a gather', '<Gather><Hangup/></Gather>', 13320],
  ['a bad numDigits', '<Gather numDigits="many"/>', 13314],
  ['a bad timeout', '<Gather timeout="-1"/>', 13313],
  ['a bad method of a gather', '<Gather method="PUT"/>', 13312],
  ['a finish key of two keys', '<Gather finishOnKey="##"/>', 13310],
  ['a bad input', '<Gather input="voice"/>', 13326],
  ['speech, which is not simulated', '<Gather input="dtmf speech"/>', null],
  ['a bad bargeIn', '<Gather bargeIn="maybe"/>', 13332],
  ['a bad actionOnEmptyResult', '<Gather actionOnEmptyResult="1"/>', 13338],
  ['a bad method of a redirect', '<Redirect method="PUT">/x</Redirect>', 13710],
  ['a bad length', '<Pause length="long"/>', 13910],
  ['a bad loop of speech', '<Say loop="-1">x</Say>', 13510],
  ['a bad loop of speech in a gather', '<Gather><Say loop="-1">x</Say></Gather>', 13322],
  ['a bad loop of a sound', '<Play loop="x">/a.mp3</Play>', 13410],
  ['keys that no phone has', '<Play digits="12x"/>', 13430],
  ['an unknown voice', '<Say voice="robot">x</Say>', 13511],
  ['an unknown voice in a gather', '<Gather><Say voice="robot">x</Say></Gather>', 13321],
  ['nothing to say', '<Say/>', 13520],
  ['too much to say', `<Say>${'x'.repeat(4_097)}</Say>`, 13521],
  ['a bad reason', '<Reject reason="tired"/>', 13810],
  ['stray text', 'hello', 12200],
])('warns of %s with its code and goes on', (_what, body, code) => {
  const document = verbsOf(`${body}<Hangup/>`);
  expect(document.alerts).toEqual([{ level: 'warning', code, text: expect.any(String) }]);
  expect(document.verbs.at(-1)).toEqual({ verb: 'Hangup' });
});

it('takes every voice that twilio-node knows without a warning', () => {
  for (const voice of ['man', 'woman', 'alice', 'Polly.Joanna-Neural', 'Google.en-US-Standard-C'])
    expect(verbsOf(`<Say voice="${voice}">x</Say>`).alerts).toEqual([]);
});

it('says no more than Twilio does', () => {
  expect(verbsOf(`<Say>${'x'.repeat(5_000)}</Say>`).verbs[0]).toMatchObject({ text: 'x'.repeat(4_096) });
});

it.each(['Say', 'Play', 'Pause', 'Gather', 'Redirect', 'Reject'])(
  'knows exactly the attributes of %s that twilio-node has types for',
  (verb) => {
    const types = readFileSync(fileURLToPath(import.meta.resolve('twilio/lib/twiml/VoiceResponse.d.ts')), 'utf8');
    const [, body = ''] = new RegExp(`interface ${verb}Attributes \\{(.*?)\\n    \\}`, 's').exec(types) ?? [];
    const names = [...body.matchAll(/^ {8}(\w+)\?:/gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(0);
    expect([...(ATTRIBUTES[verb] ?? [])].sort()).toEqual(names.sort());
  },
);

it.each([
  ['<Response><Say></Response>', 12100],
  ['<Answer/>', 12102],
])('refuses %s as Twilio does', (source, code) => {
  expect(readDocument(source)).toMatchObject({ ok: false, error: { level: 'error', code } });
});

it('reads whatever is made of its own words without failing, and tells of each oddity in words', () => {
  const word = fc.constantFrom(
    ...Object.keys(ATTRIBUTES),
    ...Object.values(ATTRIBUTES).flat(),
    'Dial',
    'x',
    '0',
    '#',
    '-1',
    '1e9',
    'true',
  );
  const attributes = fc.dictionary(
    word.filter((name) => /^[A-Za-z]/.test(name)),
    word,
    { maxKeys: 4 },
  );
  const { element } = fc.letrec<{ element: string }>((tie) => ({
    element: fc
      .tuple(
        word.filter((name) => /^[A-Za-z]/.test(name)),
        attributes,
        fc.oneof(
          { depthSize: 'small' },
          word,
          fc.array(tie('element'), { maxLength: 3 }).map((all) => all.join('')),
        ),
      )
      .map(([name, given, inside]) => {
        const written = Object.entries(given).map(([key, text]) => ` ${key}="${text}"`);
        return `<${name}${written.join('')}>${inside}</${name}>`;
      }),
  }));
  fc.assert(
    fc.property(element, (body) => {
      const document = verbsOf(body);
      for (const alert of document.alerts)
        expect(alert).toMatchObject({ level: 'warning', text: expect.stringMatching(/\w/) });
    }),
    { numRuns: 500 },
  );
});
