import { expect, it } from 'vitest';
import { PHONE, type SetUp, setUp } from '../set-up.ts';

/** Answers the call and waits until a gather listens. */
async function answered(
  document: string,
  options = {},
): Promise<SetUp & { phone: ReturnType<SetUp['simulator']['phone']> }> {
  const world = await setUp(options);
  world.app.on('/voice', document);
  const phone = world.simulator.phone(PHONE);
  phone.behave('answer');
  await world.call();
  await phone.waitForPrompt();
  return { ...world, phone };
}
const paths = (app: SetUp['app']) => app.received.map((request) => request.path).filter((path) => path !== '/status');

it('makes no action request for a lone # with the default finish key: the document goes on', async () => {
  const { app, phone } = await answered(
    '<Gather action="/keys"><Say>Press pound.</Say></Gather><Say>Nothing came.</Say>',
  );
  expect(phone.press('#')).toBe('#');
  expect((await phone.waitForHangup())?.transcript).toEqual(['Press pound.', 'Nothing came.']);
  expect(paths(app)).toEqual(['/voice']);
});

it('goes on with the next verb after silence, and only when the timeout is over', async () => {
  const { simulator, app, phone } = await answered('<Gather timeout="8" action="/keys"/><Say>Nothing came.</Say>');
  await simulator.advance(7);
  expect(phone.call()).toMatchObject({ status: 'in-progress', waitingForKeys: true });
  await simulator.advance(1);
  expect(phone.call()).toMatchObject({ status: 'completed', transcript: ['Nothing came.'] });
  expect(paths(app)).toEqual(['/voice']);
});

it('tells silence with empty digits when empty results are asked for', async () => {
  const { simulator, app } = await answered(
    '<Gather finishOnKey="" numDigits="1" actionOnEmptyResult="true" action="/keys"/>',
  );
  await simulator.advance(5);
  const [keys] = await app.until('/keys');
  expect(keys?.fields).toMatchObject({ Digits: '', FinishedOnKey: '' });
});

it('counts the silence anew from every key, and submits what there is', async () => {
  const { simulator, app, phone } = await answered('<Gather timeout="5" action="/keys"/>');
  await simulator.advance(4);
  expect(phone.press('1')).toBe('1');
  await simulator.advance(4);
  expect(phone.call()?.waitingForKeys).toBe(true);
  await simulator.advance(1);
  expect((await app.until('/keys'))[0]?.fields['Digits']).toBe('1');
});

it('requests the document itself when no action is named', async () => {
  const { app, phone } = await answered('<Gather numDigits="2"/>');
  phone.press('42');
  expect((await app.until('/voice', 2))[1]?.fields['Digits']).toBe('42');
});

it('takes a key during the prompt and cuts it short', async () => {
  const { app, phone } = await answered(
    '<Gather numDigits="1" action="/keys"><Say>One.</Say><Pause length="60"/><Say>Two.</Say></Gather>',
  );
  expect(phone.press('5')).toBe('5');
  await app.until('/keys');
  expect((await phone.waitForHangup())?.transcript).not.toContain('Two.');
});

it('counts the silence from the end of the prompt', async () => {
  const { simulator, phone } = await answered(
    '<Gather timeout="5"><Pause length="10"/></Gather><Say>Nothing came.</Say>',
  );
  await simulator.advance(14);
  expect(phone.call()?.waitingForKeys).toBe(true);
  await simulator.advance(1);
  expect(phone.call()?.transcript).toEqual(['Nothing came.']);
});

it('drops keys that no gather takes: before, between and after', async () => {
  const { simulator, app, phone } = await answered('<Gather numDigits="1" action="/keys"/>');
  app.on('/keys', '<Pause length="5"/><Gather numDigits="1" action="/more"/>');
  expect(phone.press('123')).toBe('1');
  await app.until('/keys');
  expect(phone.press('9')).toBe('');
  await simulator.advance(5);
  await phone.waitForPrompt();
  expect(phone.press('7')).toBe('7');
  expect((await app.until('/more'))[0]?.fields['Digits']).toBe('7');
});

it('waits for the next prompt once the keys of the last one were taken', async () => {
  const { app, phone } = await answered('<Gather numDigits="1" action="/keys"><Say>First.</Say></Gather>');
  app.on('/keys', '<Gather numDigits="1"><Say>Second.</Say></Gather>');
  phone.press('1');
  expect((await phone.waitForPrompt()).transcript).toEqual(['First.', 'Second.']);
});

it('is no prompt any more once a key was taken, though it listens on', async () => {
  const { phone } = await answered('<Gather numDigits="2"/>');
  phone.press('1');
  expect(phone.call()?.waitingForKeys).toBe(true);
  await expect(phone.waitForPrompt({ timeoutMs: 1 })).rejects.toThrow('No prompt');
});

it('cuts the prompt short at the first of several keys', async () => {
  const { simulator, phone } = await answered(
    '<Gather numDigits="2" timeout="90"><Say>One.</Say><Pause length="60"/><Say>Two.</Say></Gather>',
  );
  phone.press('5');
  await simulator.advance(70);
  expect(phone.call()).toMatchObject({ waitingForKeys: true, transcript: ['One.'] });
});
