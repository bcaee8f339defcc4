import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { readReplies } from '../../../simulator/texts/read-replies.ts';
import { FROM, PHONE, setUp } from '../set-up.ts';

const MessagingResponse = createRequire(import.meta.url)('twilio/lib/twiml/MessagingResponse.js');
const between = { from: FROM, to: PHONE };

it("reads what twilio-node's builder writes", () => {
  const response = new MessagingResponse();
  response.message('Thanks & bye');
  response.message({ to: '+14155550199' }).body('Elsewhere');
  expect(readReplies(response.toString(), 'text/xml; charset=utf-8', between)).toEqual({
    texts: [
      { from: FROM, to: PHONE, body: 'Thanks & bye' },
      { from: FROM, to: '+14155550199', body: 'Elsewhere' },
    ],
    alerts: [],
  });
});

it('takes plain words for the reply, and nothing for none', () => {
  expect(readReplies(' Got it. ', 'text/plain', between).texts).toEqual([{ ...between, body: 'Got it.' }]);
  expect(readReplies('', '', between)).toEqual({ texts: [], alerts: [] });
  expect(readReplies('<Response/>', 'application/xml', between)).toEqual({ texts: [], alerts: [] });
});

it.each([
  ['{"ok":true}', 'application/json', 'error', 12300],
  ['<Response><Message>', 'text/xml', 'error', 12100],
  ['<Message>hi</Message>', 'text/xml', 'error', 12102],
  ['<Response><Say>hi</Say></Response>', 'text/xml', 'warning', 14110],
  ['<Response><message>hi</message></Response>', 'text/xml', 'warning', 12200],
  ['<Response><Message/></Response>', 'text/xml', 'warning', 14103],
  ['<Response><Redirect>/x</Redirect></Response>', 'text/xml', 'warning', null],
  ['<Response>hi</Response>', 'text/xml', 'warning', 12200],
])('replies nothing to %s as %s, and says why', (answer, type, level, code) => {
  expect(readReplies(answer, type, between)).toEqual({
    texts: [],
    alerts: [{ level, code, text: expect.any(String) }],
  });
});

it.each([
  ['statusCallback="/x"', null],
  ['colour="red"', 12200],
])('sends a reply with %s all the same, with a warning', (attribute, code) => {
  const { texts, alerts } = readReplies(`<Response><Message ${attribute}>hi</Message></Response>`, 'text/xml', between);
  expect(texts).toHaveLength(1);
  expect(alerts).toMatchObject([{ level: 'warning', code }]);
});

it('tells of it beside the request on the wire', async () => {
  const { simulator, app } = await setUp();
  app.on('/inbound', '<Say>hi</Say><Message>Got it.</Message>');
  await simulator.phone(PHONE).text(FROM, 'hello');
  expect(simulator.requests()).toMatchObject([{ kind: 'inbound-text', alerts: [{ code: 14110 }] }]);
  expect(simulator.phone(PHONE).messages().at(-1)?.body).toBe('Got it.');
});
