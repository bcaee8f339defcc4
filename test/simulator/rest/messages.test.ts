import { expect, it } from 'vitest';
import { FROM, PHONE, setUp } from '../set-up.ts';

it('redacts and deletes a text when asked to', async () => {
  const { text, client } = await setUp();
  const { sid } = await text();
  expect((await client.messages(sid).update({ body: '' })).body).toBe('');
  await expect(client.messages(sid).update({ status: 'canceled' })).rejects.toMatchObject({ status: 400, code: 30409 });
  await expect(client.messages(sid).update({ body: 'other' })).rejects.toMatchObject({ status: 400, code: 30400 });
  await expect(client.messages(sid).update({})).rejects.toMatchObject({ status: 400, code: 30400 });
  expect(await client.messages(sid).remove()).toBe(true);
  await expect(client.messages(sid).fetch()).rejects.toMatchObject({ code: 20404 });
});

it('filters by number and day of sending', async () => {
  const { simulator, text, client } = await setUp();
  const { sid } = await text();
  await simulator.phone(PHONE).waitForText();
  const found = async (filter: object) => (await client.messages.list(filter)).map((each) => each.sid);
  expect(await found({ to: PHONE, from: FROM, dateSent: new Date() })).toEqual([sid]);
  expect(await found({ dateSentAfter: new Date(Date.now() + 3_600_000) })).toEqual([]);
  expect(await found({ dateSentBefore: new Date(Date.now() + 3_600_000) })).toEqual([sid]);
  expect(await found({ dateSentBefore: new Date(Date.now() - 3_600_000) })).toEqual([]);
  expect(await found({ to: FROM })).toEqual([]);
});
