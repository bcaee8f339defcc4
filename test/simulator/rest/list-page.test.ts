import { expect, it } from 'vitest';
import { PHONE, setUp } from '../set-up.ts';

it('gives every text exactly once over several pages, newest first, also while new ones come in', async () => {
  const { text, client } = await setUp();
  const sids: string[] = [];
  for (let i = 0; i < 5; i += 1) sids.unshift((await text({ statusCallback: undefined, body: `${i}` })).sid);
  const first = await client.messages.page({ to: PHONE, pageSize: 2 });
  await text({ statusCallback: undefined, body: 'new' });
  const second = await first.nextPage();
  const third = await second?.nextPage();
  expect([first, second, third].flatMap((page) => page?.instances.map((each) => each.sid))).toEqual(sids);
  expect(third?.nextPageUrl).toBeUndefined();
  expect((await second?.previousPage())?.instances.map((each) => each.sid)).toEqual(sids.slice(0, 2));
});

it("lists through twilio-node's own paging", async () => {
  const { text, client } = await setUp();
  for (let i = 0; i < 5; i += 1) await text({ statusCallback: undefined, body: `${i}` });
  const bodies = (await client.messages.list({ pageSize: 2 })).map((each) => each.body);
  expect(bodies).toEqual(['4', '3', '2', '1', '0']);
});
