import { expect, it } from 'vitest';
import { PHONE, setUp } from '../set-up.ts';

/** The call of an application that says this, answered. */
async function hear(document: string, options = {}) {
  const world = await setUp(options);
  world.app.on('/voice', document);
  const phone = world.simulator.phone(PHONE);
  phone.behave('answer');
  const { sid } = await world.call();
  await world.app.until('/voice');
  return { ...world, phone, sid };
}

it('says words as often as loop asks, in their language', async () => {
  const { phone } = await hear('<Say loop="3" language="nl-NL" voice="Polly.Lotte">Dag.</Say>');
  await phone.waitForHangup();
  expect(phone.call()?.captions).toEqual(Array(3).fill({ kind: 'said', text: 'Dag.', language: 'nl-NL' }));
});

it('repeats with loop="0" until the call ends', async () => {
  const { simulator, phone } = await hear('<Say loop="0">Again.</Say><Say>Never.</Say>');
  await simulator.advance(30);
  expect(phone.call()?.transcript.length).toBeGreaterThanOrEqual(30);
  phone.hangup();
  const said = phone.call()?.transcript ?? [];
  await simulator.advance(30);
  expect(phone.call()?.transcript).toEqual(said);
  expect(said).not.toContain('Never.');
});

it('plays a sound as a line that names it, and keys with their pauses', async () => {
  const { simulator, phone } = await hear('<Play>/hold.mp3</Play><Play digits="W12wW3"/><Pause length="60"/>');
  await expect.poll(() => phone.call()?.transcript).toEqual(['(plays /hold.mp3)']);
  expect(phone.call()?.captions[0]).toMatchObject({ kind: 'said', sound: '/hold.mp3' });
  const keys = () =>
    phone
      .call()
      ?.captions.filter(({ kind }) => kind === 'keys')
      .map(({ text }) => text);
  await simulator.advance(0.9);
  expect(keys()).toEqual([]);
  await simulator.advance(0.1);
  expect(keys()).toEqual(['12']);
  await simulator.advance(1.5);
  expect(keys()).toEqual(['12', '3']);
});

it('pauses for as long as it is told, a second unless told', async () => {
  const { simulator, phone } = await hear(
    '<Pause/><Say>One.</Say><Pause length="10"/><Say>Two.</Say><Pause length="60"/>',
  );
  await simulator.advance(1);
  expect(phone.call()?.transcript).toEqual(['One.']);
  await simulator.advance(9);
  expect(phone.call()?.transcript).toEqual(['One.']);
  await simulator.advance(1);
  expect(phone.call()?.transcript).toEqual(['One.', 'Two.']);
});

it.each(['<Hangup/>', '<Reject reason="busy"/>'])('%s ends the call at once, as completed', async (verb) => {
  const { phone } = await hear(`${verb}<Say>Never.</Say>`);
  expect(await phone.waitForHangup()).toMatchObject({ status: 'completed', transcript: [] });
});

it.each([
  ['text/plain', 'Hello there.', 'Hello there.'],
  ['audio/mpeg', 'ID3', '(plays '],
])('takes %s for a document, as Twilio does', async (type, body, said) => {
  const { app, simulator, call } = await setUp();
  app.on('/voice', { status: 200, type, body });
  const phone = simulator.phone(PHONE);
  phone.behave('answer');
  await call();
  await app.until('/status', 4);
  expect(phone.call()?.transcript[0]).toContain(said);
});
