import { expect, it } from 'vitest';
import { FROM, PHONE, type SetUp, setUp } from '../set-up.ts';

/** Code and level of everything on the wire that Twilio's debugger would list. */
const listed = (simulator: SetUp['simulator']) =>
  simulator.requests().flatMap(({ kind, alerts }) => alerts.map(({ code, level }) => [kind, level, code]));

async function answeredWith(reply: Parameters<SetUp['app']['on']>[1]) {
  const world = await setUp();
  world.app.on('/voice', reply);
  world.simulator.phone(PHONE).behave('answer');
  await world.call();
  await world.app.until('/status', 4);
  return world;
}

it.each([
  ['an unknown verb', '<Speak>hi</Speak><Say>Go on.</Say>', 'warning', 12200],
  ['an unknown attribute', '<Say lang="nl">Go on.</Say>', 'warning', 12200],
  ['a document that is no XML', { status: 200, body: '<Response><Say>' }, 'error', 12100],
  ['another root', { status: 200, body: '<Answer/>' }, 'error', 12102],
  ['a content type that is no document', { status: 200, type: 'application/json', body: '{}' }, 'error', 12300],
  ['a server error', { status: 500 }, 'error', 11200],
  ['a document that is too long', { status: 200, body: ' '.repeat(65_537) }, 'error', 11750],
] as const)('tells of %s beside the request it was found in', async (_what, reply, level, code) => {
  const { simulator } = await answeredWith(reply);
  expect(listed(simulator)).toEqual([['document', level, code]]);
  const goesOn = level === 'warning' ? 'Go on.' : "We're sorry, an application error has occurred. Goodbye.";
  expect(simulator.phone(PHONE).call()?.transcript).toEqual([goesOn]);
});

it('tells of an address where nobody listens, and of one that does not exist', async () => {
  const { simulator, app, call } = await setUp();
  simulator.phone(PHONE).behave('answer');
  await call({ url: 'http://127.0.0.1:9/#rc=0', fallbackUrl: 'http://nowhere.invalid/#rc=0' });
  await app.until('/status', 4);
  expect(listed(simulator)).toEqual([
    ['document', 'error', 11205],
    ['document', 'error', 11210],
  ]);
});

it('tells of a document that came with the request beside that request', async () => {
  const { simulator, call } = await setUp();
  simulator.phone(PHONE).behave('answer');
  await call({ url: undefined, twiml: '<Response><Speak>hi</Speak></Response>' });
  await simulator.phone(PHONE).waitForHangup();
  await expect.poll(() => listed(simulator)).toEqual([['rest', 'warning', 12200]]);
});

it('warns of a status callback that was not taken, and tells of a text that was not', async () => {
  const { simulator, app, text, call } = await setUp();
  for (const path of ['/status', '/inbound']) app.on(path, { status: 403 });
  simulator.phone(PHONE).behave('busy');
  await call({ statusCallbackEvent: ['completed'] });
  await app.until('/status');
  await text();
  await app.until('/status', 3);
  await simulator.phone(PHONE).text(FROM, 'hello');
  await simulator.advance(0);
  expect(listed(simulator)).toEqual([
    ['call-status', 'warning', 15003],
    ['text-status', 'error', 11200],
    ['text-status', 'error', 11200],
    ['inbound-text', 'error', 11200],
  ]);
});

it('tells of an address that is none beside the document that named it', async () => {
  const { simulator } = await answeredWith('<Redirect>http://</Redirect>');
  expect(listed(simulator)).toEqual([['document', 'error', 11100]]);
});

it('tells of one that is relative in a document without an address', async () => {
  const { simulator, call } = await setUp();
  simulator.phone(PHONE).behave('answer');
  await call({ url: undefined, twiml: '<Response><Redirect>next</Redirect></Response>' });
  await simulator.phone(PHONE).waitForHangup();
  await expect.poll(() => listed(simulator)).toEqual([['rest', 'error', 11100]]);
});
