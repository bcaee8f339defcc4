import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { readDocument } from '../../../simulator/twiml/read-document.ts';

const VoiceResponse = createRequire(import.meta.url)('twilio/lib/twiml/VoiceResponse.js');

const verbsOf = (body: string) => {
  const document = readDocument(`<Response>${body}</Response>`);
  if (!document.ok) throw new Error(document.reason);
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
    warnings: [],
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
  ['an unknown verb', '<say>x</say>', '12200'],
  ['a verb that is not simulated', '<Dial>+1</Dial>', 'not simulated'],
  ['a verb that may not stand in a gather', '<Gather><Hangup/></Gather>', '12200'],
  ['a bad number', '<Gather numDigits="many"/>', '12200'],
  ['a finish key of two keys', '<Gather finishOnKey="##"/>', '13310'],
  ['a bad method', '<Redirect method="PUT">/x</Redirect>', '12200'],
  ['stray text', 'hello', '12200'],
])('warns of %s and goes on', (_what, body, warning) => {
  expect(verbsOf(body).warnings.join()).toContain(warning);
});

it.each([
  ['<Response><Say></Response>', 12100],
  ['<Answer/>', 12102],
])('refuses %s as Twilio does', (source, code) => {
  expect(readDocument(source)).toMatchObject({ ok: false, code });
});
